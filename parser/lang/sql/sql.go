// Package sql links the grammar of SQL.
package sql

import (
	_ "embed"

	"github.com/codeworm/codeworm/parser"
	grammar "github.com/smacker/go-tree-sitter/sql"
)

//go:embed query.scm
var query string

// Language reads SQL.
var Language = parser.Language{
	Name: "sql", Grammar: grammar.GetLanguage, Query: query,
	Extensions:  []string{".sql", ".ddl", ".dml"},
	Wrappers:    "statement",
	Comments:    "comment marginalia",
	TypeFirst:   false,
	Identifiers: "identifier",
	Blocks:      "column_definitions create_query function_body list select_expression",
	Decisions:   "case/keyword_when where",
	Logical:     "binary_expression/keyword_and binary_expression/keyword_or",
	Ternaries:   "case",
	Separators:  []string{"."},
}
