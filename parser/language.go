package parser

import (
	sitter "github.com/smacker/go-tree-sitter"

	"github.com/codeworm/codeworm/source"
)

// Language is all that the parser knows about a language: a grammar, a query
// and this row. README.md beside this file says how to add one.
//
// Fields of type Nodes name types of nodes of the grammar.
type Language struct {
	Name    string // "python"; names what parsers say in Outline.Language
	Grammar func() *sitter.Language
	// Query finds definitions, references and imports, in the convention of
	// tree-sitter's tags queries; README.md lists the captures.
	Query string

	// Extensions (".py") and Filenames ("Rakefile") are how files of the
	// language are known. Case counts for file names only.
	Extensions []string
	Filenames  []string
	// Interpreters are the programs, without folder and version ("python"), that the first line of a script without an extension names.
	Interpreters []string

	// Wrappers are nodes around a definition that belong to it when it is the only
	// one of its type in them: a declaration statement, an export, a decorated definition.
	Wrappers Nodes
	// Attributes are decorators, attributes and annotations, be they inside a
	// definition, in its wrapper or before it.
	Attributes Nodes
	// Leading are other nodes before a definition that belong to it: the type that some
	// languages declare in a line of its own.
	Leading Nodes
	// Comments are comments; DocPrefixes are what comments that document
	// something begin with ("/**"), empty for any comment.
	Comments    Nodes
	DocPrefixes []string
	// Directives are beginnings of comments that are for tools ("//go:").
	Directives []string

	// Preambles are nodes that may stand before the file's own doc comment.
	Preambles Nodes

	// Constructors are names that make a method a constructor.
	Constructors []string
	// Capital says that an upper-case first letter makes a name public and a
	// lower-case one internal. Underscore says that a leading "_" makes a name private.
	Capital, Underscore bool
	// Default is the visibility of what says nothing about it, Members that of
	// members of types, when it is another.
	Default, Members source.Visibility
	// Words add to, or replace, what modifiers mean (see modifiers).
	Words map[string]Modifier
	// Sections are nodes that set the visibility of the definitions that follow
	// them: "private:" in C++.
	Sections Nodes
	// Abstracts are children of definitions that say that there is no body: "= 0".
	Abstracts Nodes
	// Tests says what a test is.
	Tests Tests

	// TypeFirst says that a parameter's type stands before its name.
	TypeFirst bool
	// NoParameters are named nodes in parameter lists that are none.
	NoParameters Nodes
	// Identifiers are the leaves that are names.
	Identifiers Nodes
	// Blocks are nodes whose inner lines can be left out of an excerpt.
	Blocks Nodes

	// Decisions are the decision points of McCabe's complexity besides Logical,
	// the operators that decide whether their second operand is evaluated.
	// Defaults are what stands at the beginning of the branch that takes the rest
	// ("_", "else"): without a guard that branch is no decision.
	Decisions, Logical, Defaults Nodes
	// Structures are the control structures: branches, loops, handlers.
	// Ternaries are conditional expressions.
	Structures, Ternaries Nodes
	// ElseIf are the structures that continue another, Else what else continues
	// one.
	ElseIf, Else Nodes
	// Lambdas are functions without a name.
	Lambdas Nodes
	// Jumps leave the flow of control: goto, and break to a label.
	Jumps Nodes
	// Yields make a function a generator.
	Yields Nodes

	// Separators stand between the components of a qualified name beside the dot: "::".
	Separators []string
	// Mends are syntax that the grammar is too old for.
	Mends []Mend
	// Imported says which name an import without an explicit one binds.
	Imported Imported
}

// Nodes is a list of node types separated by white space: "if_statement" is a
// named node, `"&&"` (with the quotes) a token, `binary_expression/"&&"`
// either of them directly below a node of another type.
type Nodes string

// Imported says which name an import binds when it names none itself.
type Imported int

// The ways to bind.
const (
	BindsNothing   Imported = iota
	BindsFirst              // the first component of the path: "os" of os.path
	BindsLast               // the last component: "Path" of java.nio.file.Path
	BindsGoPackage          // the last component without a version: "yaml" of gopkg.in/yaml.v3
)

// Tests says what makes a function or type a test. Patterns are path.Match's; a
// definition is a test when it matches one of Names or has one of Attributes, in a
// file that matches one of Files (empty means any).
type Tests struct {
	Names      []string
	Attributes []string // without arguments: "tokio::test"
	Files      []string // of the last component of the path
}

// Modifier is what a word before a definition's name means.
type Modifier struct {
	Visibility source.Visibility
	Async      bool
	Generator  bool
	Abstract   bool
	Static     bool
}

// modifiers is what modifiers mean in most languages.
var modifiers = map[string]Modifier{
	"public":      {Visibility: source.VisibilityPublic},
	"open":        {Visibility: source.VisibilityPublic},
	"protected":   {Visibility: source.VisibilityProtected},
	"internal":    {Visibility: source.VisibilityInternal},
	"private":     {Visibility: source.VisibilityPrivate},
	"fileprivate": {Visibility: source.VisibilityPrivate},
	"async":       {Async: true},
	"suspend":     {Async: true},
	"abstract":    {Abstract: true},
	"static":      {Static: true},
}
