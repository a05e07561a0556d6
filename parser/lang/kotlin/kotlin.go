// Package kotlin links the grammar of Kotlin.
package kotlin

import (
	_ "embed"

	grammar "github.com/smacker/go-tree-sitter/kotlin"

	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/source"
)

//go:embed query.scm
var query string

// Language reads Kotlin.
var Language = parser.Language{
	Name: "kotlin", Grammar: grammar.GetLanguage, Query: query,
	Extensions:   []string{".kt", ".kts"},
	Interpreters: []string{"kotlin"},
	Attributes:   "annotation",
	Comments:     "line_comment multiline_comment",
	DocPrefixes:  []string{"/**"},
	Default:      source.VisibilityPublic,
	NoParameters: "parameter_modifiers",
	Tests:        parser.Tests{Attributes: []string{"Test", "ParameterizedTest", "RepeatedTest"}},
	Identifiers:  "simple_identifier type_identifier interpolated_identifier",
	Blocks: `class_body enum_class_body function_body control_structure_body lambda_literal when_expression
		value_arguments anonymous_initializer`,
	Decisions:  "if_expression for_statement while_statement do_while_statement when_entry catch_block",
	Logical:    "conjunction_expression disjunction_expression elvis_expression",
	Defaults:   `when_entry/"else"`,
	Structures: "if_expression for_statement while_statement do_while_statement when_expression catch_block",
	ElseIf:     "control_structure_body/if_expression",
	Else:       `if_expression/"else"`,
	Lambdas:    "lambda_literal anonymous_function",
	Imported:   parser.BindsLast,
	Mends:      []parser.Mend{{Find: `\b(fun)\s+interface\s+\w`, How: parser.MendWord}},
}
