// Package protobuf links the grammar of Protocol Buffers.
package protobuf

import (
	_ "embed"

	grammar "github.com/smacker/go-tree-sitter/protobuf"

	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/source"
)

//go:embed query.scm
var query string

// Language reads Protocol Buffers.
var Language = parser.Language{
	Name: "protobuf", Grammar: grammar.GetLanguage, Query: query,
	Extensions:  []string{".proto"},
	Comments:    "comment",
	Default:     source.VisibilityPublic,
	Identifiers: "identifier",
	Blocks:      "message_body enum_body service oneof rpc",
}
