// Package php links the grammar of PHP.
package php

import (
	_ "embed"

	grammar "github.com/smacker/go-tree-sitter/php"

	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/source"
)

//go:embed query.scm
var query string

// Language reads PHP.
var Language = parser.Language{
	Name: "php", Grammar: grammar.GetLanguage, Query: query,
	Extensions:   []string{".php", ".phtml", ".php5", ".php7"},
	Interpreters: []string{"php"},
	Attributes:   "attribute",
	Comments:     "comment",
	DocPrefixes:  []string{"/**"},
	Preambles:    "php_tag declare_statement namespace_definition",
	Constructors: []string{"__construct"},
	Default:      source.VisibilityPublic,
	Tests:        parser.Tests{Names: []string{"test*"}, Attributes: []string{"Test"}, Files: []string{"*Test.php"}},
	Identifiers:  "name",
	Blocks: `compound_statement declaration_list enum_declaration_list switch_block match_block arguments
		array_creation_expression`,
	Decisions: `if_statement else_if_clause for_statement foreach_statement while_statement do_statement
		case_statement match_conditional_expression catch_clause conditional_expression`,
	Logical: `binary_expression/"&&" binary_expression/"||" binary_expression/"and" binary_expression/"or"
		binary_expression/"??"`,
	Structures: `if_statement for_statement foreach_statement while_statement do_statement switch_statement
		match_expression catch_clause`,
	Ternaries:  "conditional_expression",
	ElseIf:     "else_clause/if_statement",
	Else:       "else_if_clause else_clause",
	Lambdas:    "arrow_function anonymous_function_creation_expression",
	Jumps:      "goto_statement break_statement/integer continue_statement/integer",
	Yields:     "yield_expression",
	Separators: []string{`\`},
	Imported:   parser.BindsLast,
	// Property hooks, which PHP 8.4 has.
	Mends: []parser.Mend{{Find: `\$\w+(?:\s*=\s*[^;{}]+)?\s*(\{)\s*(?:#\[[^\]]*\]\s*)*(?:final\s+)?&?(?:get|set)\b`, How: parser.MendBlock}},
}
