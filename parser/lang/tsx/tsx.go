// Package tsx links the grammar of TypeScript with JSX.
package tsx

import (
	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/parser/lang/internal/ecma"
	grammar "github.com/smacker/go-tree-sitter/typescript/tsx"
)

// Language reads TypeScript with JSX.
var Language = func() parser.Language {
	row := ecma.TSX()
	row.Name, row.Grammar = "tsx", grammar.GetLanguage
	row.Extensions = []string{".tsx"}
	return row
}()
