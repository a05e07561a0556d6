// Package all names every language that the parser knows. A program that
// imports it links all their grammars.
package all

import (
	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/parser/lang/golang"
	"github.com/codeworm/codeworm/parser/lang/javascript"
	"github.com/codeworm/codeworm/parser/lang/python"
	"github.com/codeworm/codeworm/parser/lang/rust"
	"github.com/codeworm/codeworm/parser/lang/tsx"
	"github.com/codeworm/codeworm/parser/lang/typescript"
)

// Languages returns all languages, for parser.New(all.Languages()...).
func Languages() []parser.Language {
	return []parser.Language{
		golang.Language, javascript.Language, python.Language, rust.Language, tsx.Language, typescript.Language,
	}
}
