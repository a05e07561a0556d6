// Package golang links the grammar of Go.
package golang

import (
	_ "embed"

	"github.com/codeworm/codeworm/parser"
	grammar "github.com/smacker/go-tree-sitter/golang"
)

//go:embed query.scm
var query string

// Language reads Go.
var Language = parser.Language{
	Name: "go", Grammar: grammar.GetLanguage, Query: query,
	Extensions: []string{".go"},
	Wrappers:   "type_declaration var_declaration",
	Comments:   "comment",
	Directives: []string{"//go:", "//export ", "//line ", "// +build", "//nolint", "//lint:"},
	Capital:    true,
	Tests: parser.Tests{
		Names: []string{"Test*", "Benchmark*", "Fuzz*", "Example*"},
		Files: []string{"*_test.go"},
	},
	Identifiers: "identifier field_identifier type_identifier package_identifier label_name",
	Blocks: `block field_declaration_list interface_type literal_value import_spec_list argument_list var_spec_list
		expression_switch_statement type_switch_statement select_statement const_declaration type_declaration`,
	Decisions:  "if_statement for_statement expression_case type_case communication_case",
	Logical:    `binary_expression/"&&" binary_expression/"||"`,
	Structures: "if_statement for_statement expression_switch_statement type_switch_statement select_statement",
	ElseIf:     "if_statement/if_statement",
	Else:       `if_statement/"else"`,
	Lambdas:    "func_literal",
	Jumps:      "goto_statement break_statement/label_name continue_statement/label_name",
	Imported:   parser.BindsGoPackage,
}
