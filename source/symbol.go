package source

// Span is a piece of a source file. Lines are 1-based and inclusive, bytes are
// 0-based and half-open, as in source[StartByte:EndByte].
type Span struct {
	StartLine int `json:"start_line"`
	EndLine   int `json:"end_line"`
	StartByte int `json:"start_byte"`
	EndByte   int `json:"end_byte"`
}

// Lines returns the number of lines the span touches; 0 for the zero span.
func (s Span) Lines() int {
	if s.StartLine == 0 {
		return 0
	}
	return s.EndLine - s.StartLine + 1
}

// Contains reports whether o lies in s, by bytes.
func (s Span) Contains(o Span) bool { return s.StartByte <= o.StartByte && o.EndByte <= s.EndByte }

// ContainsLine reports whether the 1-based line lies in s.
func (s Span) ContainsLine(line int) bool { return s.StartLine <= line && line <= s.EndLine }

// SymbolKind says what a symbol is, in the words that tree-sitter's tags queries
// use (@definition.KIND).
type SymbolKind string

// The symbol kinds.
const (
	KindFunction    SymbolKind = "function"
	KindMethod      SymbolKind = "method"
	KindConstructor SymbolKind = "constructor"
	KindClass       SymbolKind = "class"
	KindStruct      SymbolKind = "struct"
	KindInterface   SymbolKind = "interface"
	KindTrait       SymbolKind = "trait"
	KindEnum        SymbolKind = "enum"
	KindUnion       SymbolKind = "union"
	KindRecord      SymbolKind = "record"
	KindObject      SymbolKind = "object"   // a singleton: Kotlin and Scala objects
	KindImpl        SymbolKind = "impl"     // a block of methods for a type declared elsewhere: Rust impl, Swift extension
	KindType        SymbolKind = "type"     // alias or any other named type
	KindModule      SymbolKind = "module"   // a named scope inside a file: namespace, mod, package object
	KindProperty    SymbolKind = "property" // a property with code of its own
	KindMacro       SymbolKind = "macro"
	KindTable       SymbolKind = "table"    // SQL tables and views
	KindService     SymbolKind = "service"  // Protocol Buffers
	KindMessage     SymbolKind = "message"  // Protocol Buffers
	KindResource    SymbolKind = "resource" // HCL blocks
)

// IsFunction reports whether symbols of the kind hold code that is called.
func (k SymbolKind) IsFunction() bool {
	switch k {
	case KindFunction, KindMethod, KindConstructor, KindProperty, KindMacro:
		return true
	}
	return false
}

// IsType reports whether symbols of the kind describe a type or a group of
// members: what a class page can be about.
func (k SymbolKind) IsType() bool {
	switch k {
	case KindClass, KindStruct, KindInterface, KindTrait, KindEnum, KindUnion, KindRecord, KindObject, KindImpl,
		KindType, KindTable, KindService, KindMessage, KindResource:
		return true
	}
	return false
}

// Visibility says who may use a symbol, as far as the language and the
// symbol's name tell.
type Visibility string

// The visibilities. Unknown is the zero value.
const (
	VisibilityUnknown   Visibility = ""
	VisibilityPublic    Visibility = "public"
	VisibilityProtected Visibility = "protected"
	VisibilityInternal  Visibility = "internal" // of the package, module or assembly
	VisibilityPrivate   Visibility = "private"
)

// Parameter is one parameter of a function, as written.
type Parameter struct {
	Name string `json:"name"`           // "" when the language allows none
	Type string `json:"type,omitempty"` // "" when none is written
}

// Metrics measure one symbol.
type Metrics struct {
	// Complexity is McCabe's cyclomatic complexity: 1 plus the decision points
	// inside the symbol, with those of anonymous functions and without those of named
	// functions nested in it (T. J. McCabe, "A Complexity Measure", 1976). A table of each
	// language says which nodes are decision points. 0 for symbols without code.
	Complexity int `json:"complexity"`
	// Cognitive is the cognitive complexity of G. A. Campbell's white paper
	// (SonarSource, 2018), as far as the grammar tells.
	Cognitive int `json:"cognitive"`
	// Nesting is how deep control structures are nested in each other; 0 when there
	// are none.
	Nesting int `json:"nesting"`
	// NLOC is the number of lines that hold something besides white space and comments.
	NLOC int `json:"nloc"`
}

// Symbol is a named definition in a file.
type Symbol struct {
	Kind SymbolKind `json:"kind"`
	Name string     `json:"name"`
	// Parent is the qualified name of the innermost named scope around the
	// symbol: its class, its receiver's or impl block's type, its namespace. ""
	// at the top of a file.
	Parent string `json:"parent,omitempty"`
	// Span covers the whole definition with its decorators, attributes and
	// annotations, without a doc comment that precedes it.
	Span Span `json:"span"`
	// NameSpan covers the name alone.
	NameSpan Span `json:"name_span"`
	// DocSpan covers the doc comment or docstring; zero when there is none.
	DocSpan Span `json:"doc_span,omitzero"`
	// BodySpan covers what can be elided without losing the signature; zero
	// when there is no body.
	BodySpan Span `json:"body_span,omitzero"`
	// Signature is the definition's head on one line, white space folded.
	Signature string `json:"signature"`
	// Doc is the text of the doc comment or docstring without its markers.
	Doc        string      `json:"doc,omitempty"`
	Parameters []Parameter `json:"parameters,omitempty"`
	// Results is what the definition returns, as written; nil when nothing is written.
	Results    []string   `json:"results,omitempty"`
	Decorators []string   `json:"decorators,omitempty"` // as written, without the marker: "property"
	Visibility Visibility `json:"visibility,omitempty"`
	Async      bool       `json:"async,omitempty"`
	Generator  bool       `json:"generator,omitempty"`
	Abstract   bool       `json:"abstract,omitempty"`
	Static     bool       `json:"static,omitempty"`
	Test       bool       `json:"test,omitempty"` // a test, by the language's convention
	// Recovered says that the parser did not understand all of the definition's syntax: what it says of its parts may
	// be incomplete.
	Recovered bool    `json:"recovered,omitempty"`
	Metrics   Metrics `json:"metrics"`
}

// QualifiedName returns the name with its parent: "CodeWormDaemon._async_run". The
// separator is a dot in every language.
func (s Symbol) QualifiedName() string {
	if s.Parent == "" {
		return s.Name
	}
	return s.Parent + "." + s.Name
}
