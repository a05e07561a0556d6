// Package scala links the grammar of Scala.
package scala

import (
	_ "embed"

	grammar "github.com/smacker/go-tree-sitter/scala"

	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/source"
)

//go:embed query.scm
var query string

// Language reads Scala.
var Language = parser.Language{
	Name: "scala", Grammar: grammar.GetLanguage, Query: query,
	Extensions:   []string{".scala", ".sc"},
	Interpreters: []string{"scala", "scala-cli"},
	Attributes:   "annotation",
	Comments:     "comment block_comment",
	DocPrefixes:  []string{"/**"},
	Constructors: []string{"this"},
	Default:      source.VisibilityPublic,
	Tests:        parser.Tests{Attributes: []string{"Test"}, Names: []string{"test*"}, Files: []string{"*Test.scala", "*Spec.scala", "*Suite.scala"}},
	Identifiers:  "identifier type_identifier operator_identifier",
	Blocks:       "block template_body case_block arguments indented_block",
	Decisions:    `if_expression for_expression while_expression do_while_expression case_clause guard`,
	Defaults:     "case_clause/wildcard",
	Structures:   `if_expression for_expression while_expression do_while_expression match_expression catch_clause`,
	ElseIf:       "if_expression/if_expression",
	Else:         `if_expression/"else"`,
	Lambdas:      "lambda_expression",
	Imported:     parser.BindsLast,
}
