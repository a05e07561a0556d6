// Package rust links the grammar of Rust.
package rust

import (
	_ "embed"

	grammar "github.com/smacker/go-tree-sitter/rust"

	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/source"
)

//go:embed query.scm
var query string

// Language reads Rust.
var Language = parser.Language{
	Name: "rust", Grammar: grammar.GetLanguage, Query: query,
	Extensions:  []string{".rs"},
	Attributes:  "attribute_item",
	Comments:    "line_comment block_comment",
	DocPrefixes: []string{"///", "/**"},
	Default:     source.VisibilityPrivate,
	Words: map[string]parser.Modifier{
		"pub":   {Visibility: source.VisibilityPublic},
		"crate": {Visibility: source.VisibilityInternal},
		"super": {Visibility: source.VisibilityInternal},
	},
	Tests: parser.Tests{Attributes: []string{
		"test", "tokio::test", "async_std::test", "actix_rt::test", "rstest", "test_case", "bench", "proptest",
	}},
	Identifiers: "identifier type_identifier field_identifier shorthand_field_identifier metavariable",
	Blocks: `block declaration_list field_declaration_list enum_variant_list match_block field_initializer_list arguments
		array_expression token_tree use_list`,
	Decisions:  "if_expression while_expression for_expression loop_expression match_arm",
	Logical:    `binary_expression/"&&" binary_expression/"||" let_chain/"&&"`,
	Defaults:   `match_pattern/"_"`,
	Structures: "if_expression while_expression for_expression loop_expression match_expression",
	ElseIf:     "else_clause/if_expression",
	Else:       "else_clause",
	Lambdas:    "closure_expression",
	Jumps:      "break_expression/label continue_expression/label",
	Yields:     "yield_expression",
	Separators: []string{"::"},
}
