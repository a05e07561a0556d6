// Package bash links the grammar of shell scripts.
package bash

import (
	_ "embed"

	grammar "github.com/smacker/go-tree-sitter/bash"

	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/source"
)

//go:embed query.scm
var query string

// Language reads shell scripts.
var Language = parser.Language{
	Name: "bash", Grammar: grammar.GetLanguage, Query: query,
	Extensions:   []string{".sh", ".bash", ".ksh"},
	Interpreters: []string{"sh", "bash", "dash", "ash", "ksh", "zsh"},
	Filenames:    []string{".bashrc", ".bash_profile", ".bash_aliases", ".profile"},
	Comments:     "comment",
	Directives:   []string{"#!", "# shellcheck"},
	Default:      source.VisibilityPublic,
	Tests:        parser.Tests{Names: []string{"test*"}, Files: []string{"*test*.sh"}},
	Identifiers:  "variable_name function_definition/word command_name/word",
	Blocks:       "compound_statement do_group subshell heredoc_body array case_statement",
	Decisions: `if_statement elif_clause for_statement c_style_for_statement while_statement case_item
		ternary_expression`,
	Logical:    `list/"&&" list/"||" binary_expression/"&&" binary_expression/"||"`,
	Structures: "if_statement for_statement c_style_for_statement while_statement case_statement",
	Ternaries:  "ternary_expression",
	Else:       "elif_clause else_clause",
}
