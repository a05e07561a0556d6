// Package elm links the grammar of Elm.
package elm

import (
	_ "embed"

	"github.com/codeworm/codeworm/parser"
	grammar "github.com/smacker/go-tree-sitter/elm"
)

//go:embed query.scm
var query string

// Language reads Elm.
var Language = parser.Language{
	Name: "elm", Grammar: grammar.GetLanguage, Query: query,
	Extensions:  []string{".elm"},
	Leading:     "type_annotation",
	Comments:    "line_comment block_comment",
	DocPrefixes: []string{"{-|"},
	Identifiers: "lower_case_identifier upper_case_identifier",
	Blocks:      "record_expr list_expr let_in_expr case_of_expr record_type",
	Decisions:   `if_else_expr/"if" case_of_branch`,
	Structures:  "if_else_expr case_of_expr",
	Lambdas:     "anonymous_function_expr",
	Imported:    parser.BindsLast,
}
