// Package swift links the grammar of Swift.
package swift

import (
	_ "embed"

	grammar "github.com/smacker/go-tree-sitter/swift"

	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/source"
)

//go:embed query.scm
var query string

// Language reads Swift.
var Language = parser.Language{
	Name: "swift", Grammar: grammar.GetLanguage, Query: query,
	Extensions:   []string{".swift"},
	Interpreters: []string{"swift"},
	Attributes:   "attribute",
	Comments:     "comment multiline_comment",
	DocPrefixes:  []string{"///", "/**"},
	Default:      source.VisibilityInternal,
	Words:        map[string]parser.Modifier{"class": {}},
	Tests:        parser.Tests{Names: []string{"test*"}, Attributes: []string{"Test"}, Files: []string{"*Tests.swift", "*Test.swift"}},
	Identifiers:  "simple_identifier type_identifier",
	Blocks: `class_body enum_class_body protocol_body function_body lambda_literal computed_property switch_statement
		value_arguments array_literal dictionary_literal`,
	Decisions: `if_statement guard_statement for_statement while_statement repeat_while_statement switch_entry
		catch_block ternary_expression`,
	Logical:  "conjunction_expression disjunction_expression nil_coalescing_expression",
	Defaults: "switch_entry/default_keyword",
	Structures: `if_statement guard_statement for_statement while_statement repeat_while_statement switch_statement
		catch_block`,
	Ternaries: "ternary_expression",
	ElseIf:    "if_statement/if_statement",
	Else:      "if_statement/else",
	Lambdas:   "lambda_literal",
	Imported:  parser.BindsLast,
}
