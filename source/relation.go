package source

// Relation is a definition in the repository that has to do with the one a page is about:
// what it calls, who calls or tests it, the type it belongs to.
type Relation struct {
	Name string // qualified
	Path string // of the file that Line is in
	// Line is 1-based: where the definition is, for what is called and for the owner, and where
	// the use is, for callers and tests.
	Line      int
	Kind      SymbolKind
	Signature string
	// Ambiguous says that the name has several definitions, or may be one that the
	// language itself brings along, and that nothing tells which of them is meant.
	Ambiguous bool
}

// Definition is a symbol with the file that defines it. The symbol is for reading only.
type Definition struct {
	Path, Language string
	Symbol         *Symbol
}
