// Package hcl links the grammar of HCL and Terraform.
package hcl

import (
	_ "embed"

	"github.com/codeworm/codeworm/parser"
	grammar "github.com/smacker/go-tree-sitter/hcl"
)

//go:embed query.scm
var query string

// Language reads HCL and Terraform.
var Language = parser.Language{
	Name: "hcl", Grammar: grammar.GetLanguage, Query: query,
	Extensions:  []string{".tf", ".hcl", ".nomad"},
	Comments:    "comment",
	Identifiers: "identifier",
	Blocks:      "block tuple object heredoc_template function_call",
	Decisions:   "conditional for_expr for_cond",
	Logical:     `binary_operation/"&&" binary_operation/"||"`,
	Ternaries:   "conditional",
}
