// Package javascript links the grammar of JavaScript, JSX included.
package javascript

import (
	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/parser/lang/internal/ecma"
	grammar "github.com/smacker/go-tree-sitter/javascript"
)

// Language reads JavaScript, JSX included.
var Language = func() parser.Language {
	row := ecma.JavaScript()
	row.Name, row.Grammar = "javascript", grammar.GetLanguage
	row.Extensions = []string{".js", ".jsx", ".mjs", ".cjs"}
	row.Interpreters = []string{"node", "nodejs", "bun"}
	return row
}()
