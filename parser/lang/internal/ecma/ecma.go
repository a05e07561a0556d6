// Package ecma holds what JavaScript, TypeScript and TSX have in common. It
// links no grammar.
package ecma

import (
	_ "embed"

	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/source"
)

var (
	//go:embed javascript.scm
	common string
	//go:embed jsx.scm
	jsx string
	//go:embed plain.scm
	plain string
	//go:embed typescript.scm
	typed string
)

// JavaScript is JavaScript's row without name, grammar and extensions.
func JavaScript() parser.Language {
	row := base()
	row.Query = plain + common + jsx
	row.Blocks += " jsx_element"
	row.Identifiers = identifiers
	return row
}

// TSX is TSX's row without name, grammar and extensions.
func TSX() parser.Language {
	row := TypeScript()
	row.Query += jsx
	row.Blocks += " jsx_element"
	return row
}

// TypeScript is TypeScript's row without name, grammar and extensions.
func TypeScript() parser.Language {
	row := base()
	row.Query = typed + common
	row.Identifiers = identifiers + " type_identifier"
	row.Blocks += " interface_body object_type enum_body"
	row.Wrappers += " ambient_declaration"
	return row
}

const identifiers = `identifier property_identifier private_property_identifier shorthand_property_identifier
	shorthand_property_identifier_pattern statement_identifier`

func base() parser.Language {
	return parser.Language{
		Wrappers:     "export_statement lexical_declaration variable_declaration expression_statement",
		Attributes:   "decorator",
		Comments:     "comment html_comment hash_bang_line",
		DocPrefixes:  []string{"/**"},
		Directives:   []string{"// eslint", "/* eslint", "// @ts-", "// prettier"},
		Constructors: []string{"constructor"},
		Default:      source.VisibilityInternal,
		Members:      source.VisibilityPublic,
		Words: map[string]parser.Modifier{
			"export":  {Visibility: source.VisibilityPublic},
			"exports": {Visibility: source.VisibilityPublic},
			"*":       {Generator: true},
		},
		Tests:  parser.Tests{Names: []string{"test*"}, Files: []string{"*.test.*", "*.spec.*", "*_test.*"}},
		Blocks: "statement_block class_body object array arguments switch_body template_string named_imports export_clause",
		Decisions: `if_statement for_statement for_in_statement while_statement do_statement switch_case catch_clause
			ternary_expression`,
		Logical:    `binary_expression/"&&" binary_expression/"||" binary_expression/"??"`,
		Structures: "if_statement for_statement for_in_statement while_statement do_statement switch_statement catch_clause",
		Ternaries:  "ternary_expression",
		ElseIf:     "else_clause/if_statement",
		Else:       "else_clause",
		Lambdas:    "arrow_function function_expression generator_function",
		Jumps:      "break_statement/statement_identifier continue_statement/statement_identifier",
		Yields:     "yield_expression",
	}
}
