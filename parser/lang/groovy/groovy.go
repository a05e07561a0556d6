// Package groovy links the grammar of Groovy.
package groovy

import (
	_ "embed"

	grammar "github.com/smacker/go-tree-sitter/groovy"

	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/source"
)

//go:embed query.scm
var query string

// Language reads Groovy.
var Language = parser.Language{
	Name: "groovy", Grammar: grammar.GetLanguage, Query: query,
	Extensions:   []string{".groovy", ".gradle", ".gvy"},
	Interpreters: []string{"groovy"},
	Filenames:    []string{"Jenkinsfile"},
	Attributes:   "annotation",
	Comments:     "comment groovy_doc",
	DocPrefixes:  []string{"/**"},
	Default:      source.VisibilityPublic,
	Tests:        parser.Tests{Names: []string{"test*"}, Attributes: []string{"Test"}, Files: []string{"*Test.groovy", "*Spec.groovy"}},
	TypeFirst:    true,
	Identifiers:  "identifier",
	Blocks:       "closure switch_block argument_list list map",
	Decisions:    `if_statement for_loop for_in_loop while_loop do_while_loop case/"case" try_statement/"catch" ternary_op`,
	Logical:      `binary_op/"&&" binary_op/"||"`,
	Structures:   "if_statement for_loop for_in_loop while_loop do_while_loop switch_statement",
	Ternaries:    "ternary_op",
	ElseIf:       "if_statement/if_statement",
	Else:         `if_statement/"else"`,
	Lambdas:      "argument_list/closure declaration/closure",
	Imported:     parser.BindsLast,
}
