// Package all names every language that the parser knows. A program that
// imports it links all their grammars.
package all

import (
	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/parser/lang/bash"
	"github.com/codeworm/codeworm/parser/lang/c"
	"github.com/codeworm/codeworm/parser/lang/cpp"
	"github.com/codeworm/codeworm/parser/lang/csharp"
	"github.com/codeworm/codeworm/parser/lang/elixir"
	"github.com/codeworm/codeworm/parser/lang/elm"
	"github.com/codeworm/codeworm/parser/lang/golang"
	"github.com/codeworm/codeworm/parser/lang/groovy"
	"github.com/codeworm/codeworm/parser/lang/hcl"
	"github.com/codeworm/codeworm/parser/lang/java"
	"github.com/codeworm/codeworm/parser/lang/javascript"
	"github.com/codeworm/codeworm/parser/lang/kotlin"
	"github.com/codeworm/codeworm/parser/lang/lua"
	"github.com/codeworm/codeworm/parser/lang/ocaml"
	"github.com/codeworm/codeworm/parser/lang/php"
	"github.com/codeworm/codeworm/parser/lang/protobuf"
	"github.com/codeworm/codeworm/parser/lang/python"
	"github.com/codeworm/codeworm/parser/lang/ruby"
	"github.com/codeworm/codeworm/parser/lang/rust"
	"github.com/codeworm/codeworm/parser/lang/scala"
	"github.com/codeworm/codeworm/parser/lang/sql"
	"github.com/codeworm/codeworm/parser/lang/swift"
	"github.com/codeworm/codeworm/parser/lang/tsx"
	"github.com/codeworm/codeworm/parser/lang/typescript"
)

// Languages returns all languages, for parser.New(all.Languages()...).
func Languages() []parser.Language {
	return []parser.Language{
		bash.Language,
		c.Language,
		cpp.Language,
		csharp.Language,
		elixir.Language,
		elm.Language,
		golang.Language,
		groovy.Language,
		hcl.Language,
		java.Language,
		javascript.Language,
		kotlin.Language,
		lua.Language,
		ocaml.Language,
		php.Language,
		protobuf.Language,
		python.Language,
		ruby.Language,
		rust.Language,
		scala.Language,
		sql.Language,
		swift.Language,
		tsx.Language,
		typescript.Language,
	}
}
