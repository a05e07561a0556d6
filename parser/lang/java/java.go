// Package java links the grammar of Java.
package java

import (
	_ "embed"

	grammar "github.com/smacker/go-tree-sitter/java"

	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/source"
)

//go:embed query.scm
var query string

// Language reads Java.
var Language = parser.Language{
	Name: "java", Grammar: grammar.GetLanguage, Query: query,
	Extensions:  []string{".java"},
	Attributes:  "marker_annotation annotation",
	Comments:    "line_comment block_comment",
	DocPrefixes: []string{"/**"},
	Default:     source.VisibilityInternal,
	Words:       map[string]parser.Modifier{"open": {}}, // of modules
	Tests: parser.Tests{Attributes: []string{
		"Test", "ParameterizedTest", "RepeatedTest", "TestFactory", "TestTemplate", "org.junit.Test",
	}},
	TypeFirst:   true,
	Identifiers: "identifier type_identifier",
	Blocks: `block class_body interface_body enum_body constructor_body annotation_type_body switch_block argument_list
		array_initializer element_value_array_initializer`,
	Decisions: `if_statement for_statement enhanced_for_statement while_statement do_statement catch_clause
		switch_label/"case" ternary_expression`,
	Logical: `binary_expression/"&&" binary_expression/"||"`,
	Structures: `if_statement for_statement enhanced_for_statement while_statement do_statement switch_expression
		catch_clause`,
	Ternaries: "ternary_expression",
	ElseIf:    "if_statement/if_statement",
	Else:      `if_statement/"else"`,
	Lambdas:   "lambda_expression",
	Jumps:     "break_statement/identifier continue_statement/identifier",
	Imported:  parser.BindsLast,
}
