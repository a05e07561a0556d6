// Package elixir links the grammar of Elixir.
package elixir

import (
	_ "embed"

	grammar "github.com/smacker/go-tree-sitter/elixir"

	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/source"
)

//go:embed query.scm
var query string

// Language reads Elixir.
var Language = parser.Language{
	Name: "elixir", Grammar: grammar.GetLanguage, Query: query,
	Extensions:   []string{".ex", ".exs"},
	Interpreters: []string{"elixir"},
	Comments:     "comment",
	DocPrefixes:  []string{"@doc"},
	Default:      source.VisibilityPublic,
	Words: map[string]parser.Modifier{
		"defp":      {Visibility: source.VisibilityPrivate},
		"defmacrop": {Visibility: source.VisibilityPrivate},
		"defguardp": {Visibility: source.VisibilityPrivate},
		"defnp":     {Visibility: source.VisibilityPrivate},
	},
	Tests:       parser.Tests{Names: []string{"* *"}, Files: []string{"*_test.exs"}},
	Identifiers: "identifier alias",
	Blocks:      "do_block arguments list map tuple",
	Logical:     `binary_operator/"&&" binary_operator/"||" binary_operator/"and" binary_operator/"or"`,
	Else:        "else_block",
	Lambdas:     "anonymous_function",
	Imported:    parser.BindsLast,
}
