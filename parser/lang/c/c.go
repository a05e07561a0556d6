// Package c links the grammar of C.
package c

import (
	_ "embed"

	grammar "github.com/smacker/go-tree-sitter/c"

	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/source"
)

//go:embed query.scm
var query string

// Language reads C.
var Language = parser.Language{
	Name: "c", Grammar: grammar.GetLanguage, Query: query,
	Extensions:  []string{".c", ".h"},
	Wrappers:    "type_definition",
	Attributes:  "attribute_specifier attribute_declaration",
	Comments:    "comment",
	Default:     source.VisibilityPublic,
	Words:       map[string]parser.Modifier{"static": {Visibility: source.VisibilityPrivate}},
	TypeFirst:   true,
	Tests:       parser.Tests{Names: []string{"test_*"}, Files: []string{"test*.c", "*_test.c"}},
	Identifiers: "identifier field_identifier type_identifier statement_identifier",
	Blocks: `compound_statement field_declaration_list enumerator_list initializer_list argument_list
		preproc_arg`,
	Decisions: `if_statement for_statement while_statement do_statement case_statement/"case"
		conditional_expression`,
	Logical:    `binary_expression/"&&" binary_expression/"||"`,
	Structures: "if_statement for_statement while_statement do_statement switch_statement",
	Ternaries:  "conditional_expression",
	ElseIf:     "else_clause/if_statement",
	Else:       "else_clause",
	Jumps:      "goto_statement",
	Mends: []parser.Mend{ // macros that say what is exported, or how it is laid out
		{Find: `struct[ \t]+([A-Z][A-Z0-9_]*(?:\([^()\n]*\))?)[ \t]+[A-Za-z_]\w*\s*(?:final\s*)?(?::[^:]|\{)`, How: parser.MendWord, Always: true},
		{Find: `union[ \t]+([A-Z][A-Z0-9_]*(?:\([^()\n]*\))?)[ \t]+[A-Za-z_]\w*\s*(?:final\s*)?(?::[^:]|\{)`, How: parser.MendWord, Always: true},
	},
}
