// Package csharp links the grammar of C#.
package csharp

import (
	_ "embed"

	grammar "github.com/smacker/go-tree-sitter/csharp"

	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/source"
)

//go:embed query.scm
var query string

// Language reads C#.
var Language = parser.Language{
	Name: "csharp", Grammar: grammar.GetLanguage, Query: query,
	Extensions:  []string{".cs", ".csx"},
	Wrappers:    "variable_declaration field_declaration",
	Attributes:  "attribute",
	Comments:    "comment",
	DocPrefixes: []string{"///", "/**"},
	Default:     source.VisibilityInternal,
	Members:     source.VisibilityPrivate,
	TypeFirst:   true,
	Tests: parser.Tests{Attributes: []string{
		"Test", "TestCase", "TestCaseSource", "Fact", "Theory", "TestMethod", "DataTestMethod",
	}},
	Identifiers: "identifier",
	Blocks: `block declaration_list enum_member_declaration_list accessor_list switch_body argument_list
		initializer_expression switch_expression`,
	Decisions: `if_statement for_statement foreach_statement while_statement do_statement switch_section/"case"
		switch_expression_arm catch_clause conditional_expression`,
	Logical:  `binary_expression/"&&" binary_expression/"||" binary_expression/"??"`,
	Defaults: "switch_expression_arm/discard",
	Structures: `if_statement for_statement foreach_statement while_statement do_statement switch_statement
		switch_expression catch_clause`,
	Ternaries: "conditional_expression",
	ElseIf:    "if_statement/if_statement",
	Else:      `if_statement/"else"`,
	Lambdas:   "lambda_expression anonymous_method_expression",
	Jumps:     "goto_statement",
	Yields:    "yield_statement",
	// Definitions without a body, which C# 12 has.
	Mends: []parser.Mend{{Find: `\b(?:class|struct|interface)\s+\w+(?:<[^<>(){};]*>)?`, How: parser.MendBody}},
}
