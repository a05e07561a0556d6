package source

// Outline is what a parser finds in one source file. It holds no reference to the source it
// was made from.
type Outline struct {
	Language   string      `json:"language"`      // the parser's name of it: "go", "tsx"
	Lines      int         `json:"lines"`         // number of lines in the file
	NLOC       int         `json:"nloc"`          // lines that hold code
	Doc        string      `json:"doc,omitempty"` // the file's or package's own doc comment
	Symbols    []Symbol    `json:"symbols"`       // by StartByte, then outer before inner
	References []Reference `json:"references,omitempty"`
	Imports    []Import    `json:"imports,omitempty"`
	// Identifiers are all distinct identifiers in the file, sorted: names of
	// definitions, of fields, of variables, of what is called. Comments and
	// strings do not count.
	Identifiers []string `json:"identifiers,omitempty"`
	Blocks      []Block  `json:"blocks,omitempty"` // by StartLine, then outer before inner
	// Problem says why the outline may be incomplete; "" when it is whole.
	Problem SkipReason `json:"problem,omitempty"`
	// Errors are where the grammar does not know the syntax.
	Errors []Span `json:"errors,omitempty"`
}

// ReferenceKind says how a name is used.
type ReferenceKind string

// The reference kinds.
const (
	ReferenceCall ReferenceKind = "call"
	ReferenceType ReferenceKind = "type"
	// ReferenceValue names something that is called elsewhere: a callback, a handler in a table. What the enclosing
	// definitions bind themselves is none.
	ReferenceValue ReferenceKind = "value"
)

// Reference is a use of a name that may be defined elsewhere.
type Reference struct {
	Kind ReferenceKind `json:"kind"`
	Name string        `json:"name"` // the last component: "Join" of strings.Join
	// Qualifier is what stands before the name, as written and on one line:
	// "strings", "self", "a.b()"; "" for a bare name. Longer than 80 bytes it is
	// cut to its last component.
	Qualifier string `json:"qualifier,omitempty"`
	Line      int    `json:"line"`   // 1-based
	Symbol    int    `json:"symbol"` // index into Outline.Symbols of the innermost symbol around it, or -1
}

// Import is one name or path that a file brings in.
type Import struct {
	// Path is what is imported, as written and without quotes: "go/ast",
	// "./util", "codeworm.core".
	Path string `json:"path"`
	// Names are the names it binds in the file, aliases resolved to the name the
	// file uses: ["Path"] of "from pathlib import Path". Empty when that cannot
	// be told (wildcards).
	Names []string `json:"names,omitempty"`
	Line  int      `json:"line"` // 1-based
}

// Block is the multi-line body of a definition, loop, branch or literal that
// can be left out of an excerpt without breaking the text around it: the
// delimiters' lines stay, the lines strictly inside may go.
type Block struct {
	StartLine int `json:"start_line"` // first line that may be elided, 1-based
	EndLine   int `json:"end_line"`   // last line that may be elided, inclusive
	Depth     int `json:"depth"`      // number of blocks around it
}
