// Package protobuf links the grammar of Protocol Buffers.
package protobuf

import (
	_ "embed"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/parser"
	grammar "github.com/smacker/go-tree-sitter/protobuf"
)

//go:embed query.scm
var query string

// Language reads Protocol Buffers.
var Language = parser.Language{
	Name: "protobuf", Grammar: grammar.GetLanguage, Query: query,
	Extensions:  []string{".proto"},
	Comments:    "comment",
	Default:     codeworm.VisibilityPublic,
	Identifiers: "identifier",
	Blocks:      "message_body enum_body service oneof rpc",
}
