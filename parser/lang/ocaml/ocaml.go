// Package ocaml links the grammar of OCaml.
package ocaml

import (
	_ "embed"

	grammar "github.com/smacker/go-tree-sitter/ocaml"

	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/source"
)

//go:embed query.scm
var query string

// Language reads OCaml.
var Language = parser.Language{
	Name: "ocaml", Grammar: grammar.GetLanguage, Query: query,
	Extensions:   []string{".ml"},
	Interpreters: []string{"ocaml"},
	Wrappers:     "value_definition type_definition module_definition class_definition",
	Comments:     "comment",
	DocPrefixes:  []string{"(**"},
	Default:      source.VisibilityPublic,
	Tests:        parser.Tests{Names: []string{"test_*"}, Files: []string{"test_*.ml", "*_test.ml"}},
	Identifiers: `value_name value_pattern type_constructor constructor_name module_name module_type_name field_name
		method_name class_name instance_variable_name label_name`,
	Blocks: `structure signature record_declaration variant_declaration record_expression list_expression
		parenthesized_expression object_expression`,
	Decisions:  "if_expression while_expression for_expression match_case",
	Logical:    "infix_expression/and_operator infix_expression/or_operator",
	Structures: "if_expression while_expression for_expression match_expression try_expression",
	ElseIf:     "else_clause/if_expression",
	Else:       "else_clause",
	Lambdas:    "fun_expression function_expression",
}
