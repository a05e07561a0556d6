// Package python links the grammar of Python.
package python

import (
	_ "embed"

	grammar "github.com/smacker/go-tree-sitter/python"

	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/source"
)

//go:embed query.scm
var query string

// Language reads Python.
var Language = parser.Language{
	Name: "python", Grammar: grammar.GetLanguage, Query: query,
	Extensions:   []string{".py", ".pyi", ".pyw"},
	Interpreters: []string{"python", "pypy"},
	Filenames:    []string{"SConstruct", "SConscript", "wscript"},
	Wrappers:     "decorated_definition",
	Attributes:   "decorator",
	Comments:     "comment",
	Directives:   []string{"#!", "# -*-", "# type:", "# pylint:", "# noqa", "# fmt:"},
	Constructors: []string{"__init__", "__new__"},
	Underscore:   true,
	Default:      source.VisibilityPublic,
	Words: map[string]parser.Modifier{
		"abstractmethod":     {Abstract: true},
		"abc.abstractmethod": {Abstract: true},
		"staticmethod":       {Static: true},
		"classmethod":        {Static: true},
	},
	Tests:       parser.Tests{Names: []string{"test_*", "Test*"}, Files: []string{"test_*.py", "*_test.py", "tests.py"}},
	Identifiers: "identifier",
	Blocks:      "block argument_list dictionary list set tuple string parenthesized_expression",
	Decisions: `if_statement elif_clause for_statement while_statement except_clause except_group_clause case_clause
		conditional_expression for_in_clause if_clause`,
	Logical:    `boolean_operator/"and" boolean_operator/"or"`,
	Defaults:   `case_pattern/"_"`,
	Structures: "if_statement for_statement while_statement except_clause except_group_clause match_statement",
	Ternaries:  "conditional_expression",
	Else:       "elif_clause if_statement/else_clause",
	Lambdas:    "lambda",
	Yields:     "yield",
	Imported:   parser.BindsFirst,
}
