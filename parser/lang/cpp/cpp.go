// Package cpp links the grammar of C++.
package cpp

import (
	_ "embed"

	grammar "github.com/smacker/go-tree-sitter/cpp"

	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/source"
)

//go:embed query.scm
var query string

// Language reads C++.
var Language = parser.Language{
	Name: "cpp", Grammar: grammar.GetLanguage, Query: query,
	Extensions:   []string{".cpp", ".cc", ".cxx", ".c++", ".hpp", ".hh", ".hxx", ".h++", ".ipp", ".tpp", ".inl"},
	Wrappers:     "template_declaration type_definition",
	Attributes:   "attribute_specifier attribute_declaration",
	Comments:     "comment",
	Constructors: []string{parser.ClassName},
	Sections:     "access_specifier",
	Abstracts:    "pure_virtual_clause",
	Default:      source.VisibilityPublic,
	Tests:        parser.Tests{Names: []string{"*.*"}},
	TypeFirst:    true,
	Identifiers:  "identifier field_identifier type_identifier namespace_identifier statement_identifier",
	Blocks: `compound_statement field_declaration_list enumerator_list initializer_list argument_list declaration_list
		preproc_arg`,
	Decisions: `if_statement for_statement for_range_loop while_statement do_statement case_statement/"case"
		catch_clause conditional_expression`,
	Logical: `binary_expression/"&&" binary_expression/"||" binary_expression/"and" binary_expression/"or"`,
	Structures: `if_statement for_statement for_range_loop while_statement do_statement switch_statement
		catch_clause`,
	Ternaries:  "conditional_expression",
	ElseIf:     "else_clause/if_statement",
	Else:       "else_clause",
	Lambdas:    "lambda_expression",
	Jumps:      "goto_statement",
	Yields:     "co_yield_statement",
	Separators: []string{"::"},
	Mends: []parser.Mend{ // macros that say what is exported, or how it is laid out
		{Find: `class[ \t]+([A-Z][A-Z0-9_]*(?:\([^()\n]*\))?)[ \t]+[A-Za-z_]\w*\s*(?:final\s*)?(?::[^:]|\{)`, How: parser.MendWord, Always: true},
		{Find: `struct[ \t]+([A-Z][A-Z0-9_]*(?:\([^()\n]*\))?)[ \t]+[A-Za-z_]\w*\s*(?:final\s*)?(?::[^:]|\{)`, How: parser.MendWord, Always: true},
		{Find: `union[ \t]+([A-Z][A-Z0-9_]*(?:\([^()\n]*\))?)[ \t]+[A-Za-z_]\w*\s*(?:final\s*)?(?::[^:]|\{)`, How: parser.MendWord, Always: true},
	},
}
