// Package typescript links the grammar of TypeScript.
package typescript

import (
	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/parser/lang/internal/ecma"
	grammar "github.com/smacker/go-tree-sitter/typescript/typescript"
)

// Language reads TypeScript.
var Language = func() parser.Language {
	row := ecma.TypeScript()
	row.Name, row.Grammar = "typescript", grammar.GetLanguage
	row.Extensions = []string{".ts", ".mts", ".cts"}
	row.Interpreters = []string{"deno", "ts-node", "tsx"}
	return row
}()
