// Package elixir links the grammar of Elixir.
package elixir

import (
	_ "embed"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/parser"
	grammar "github.com/smacker/go-tree-sitter/elixir"
)

//go:embed query.scm
var query string

// Language reads Elixir.
var Language = parser.Language{
	Name: "elixir", Grammar: grammar.GetLanguage, Query: query,
	Extensions:  []string{".ex", ".exs"},
	Comments:    "comment",
	DocPrefixes: []string{"@doc"},
	Default:     codeworm.VisibilityPublic,
	Words: map[string]parser.Modifier{
		"defp":      {Visibility: codeworm.VisibilityPrivate},
		"defmacrop": {Visibility: codeworm.VisibilityPrivate},
		"defguardp": {Visibility: codeworm.VisibilityPrivate},
		"defnp":     {Visibility: codeworm.VisibilityPrivate},
	},
	Tests:       parser.Tests{Names: []string{"* *"}, Files: []string{"*_test.exs"}},
	Identifiers: "identifier alias",
	Blocks:      "do_block arguments list map tuple",
	Logical:     `binary_operator/"&&" binary_operator/"||" binary_operator/"and" binary_operator/"or"`,
	Else:        "else_block",
	Lambdas:     "anonymous_function",
	Imported:    parser.BindsLast,
}
