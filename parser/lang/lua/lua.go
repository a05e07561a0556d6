// Package lua links the grammar of Lua.
package lua

import (
	_ "embed"

	grammar "github.com/smacker/go-tree-sitter/lua"

	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/source"
)

//go:embed query.scm
var query string

// Language reads Lua.
var Language = parser.Language{
	Name: "lua", Grammar: grammar.GetLanguage, Query: query,
	Extensions:   []string{".lua"},
	Interpreters: []string{"lua", "luajit"},
	Comments:     "comment emmy_documentation",
	Directives:   []string{"#!"},
	Words:        map[string]parser.Modifier{"local": {Visibility: source.VisibilityPrivate}},
	Default:      source.VisibilityPublic,
	Identifiers:  "identifier",
	Blocks:       "function_body tableconstructor function_arguments",
	Decisions:    "if_statement if_elseif for_statement while_statement repeat_statement",
	Logical:      `binary_operation/"and" binary_operation/"or"`,
	Structures:   "if_statement for_statement while_statement repeat_statement",
	Else:         "if_elseif if_else",
	Lambdas:      "function",
	Separators:   []string{".", ":"},
	Tests:        parser.Tests{Names: []string{"test*"}, Files: []string{"*_test.lua", "test_*.lua", "*_spec.lua"}},
}
