// Package ruby links the grammar of Ruby.
package ruby

import (
	_ "embed"

	grammar "github.com/smacker/go-tree-sitter/ruby"

	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/source"
)

//go:embed query.scm
var query string

// Language reads Ruby.
var Language = parser.Language{
	Name: "ruby", Grammar: grammar.GetLanguage, Query: query,
	Extensions:   []string{".rb", ".rake", ".gemspec", ".ru"},
	Interpreters: []string{"ruby", "jruby"},
	Filenames:    []string{"Rakefile", "Gemfile", "Guardfile", "Capfile", "Vagrantfile"},
	Comments:     "comment",
	Directives:   []string{"#!", "# frozen_string_literal", "# encoding", "# -*-", "# rubocop"},
	Constructors: []string{"initialize"},
	Sections:     "body_statement/identifier",
	Default:      source.VisibilityPublic,
	Words:        map[string]parser.Modifier{"self": {Static: true}},
	Tests:        parser.Tests{Names: []string{"test_*"}, Files: []string{"*_test.rb", "test_*.rb"}},
	Identifiers:  `identifier constant instance_variable class_variable global_variable`,
	Blocks:       "body_statement then do do_block block argument_list hash array case heredoc_body begin",
	Decisions: `if unless elsif if_modifier unless_modifier while until while_modifier until_modifier for when
		in_clause rescue rescue_modifier conditional`,
	Logical: `binary/"&&" binary/"||" binary/"and" binary/"or"`,
	Structures: `if unless if_modifier unless_modifier while until while_modifier until_modifier for case case_match
		rescue rescue_modifier`,
	Ternaries:  "conditional",
	Else:       "elsif if/else unless/else elsif/else",
	Lambdas:    "lambda block do_block",
	Separators: []string{"::"},
}
