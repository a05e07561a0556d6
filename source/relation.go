package source

// Relation is a definition in the repository that a target has to do with.
type Relation struct {
	Name      string // qualified
	Path      string
	Line      int // 1-based, where it is defined (Calls, Owner) or where the use is (Callers, Tests)
	Kind      SymbolKind
	Signature string
	// Ambiguous says that the name has several definitions, or may be one of a value of
	// the language's own, and nothing tells which of them is meant.
	Ambiguous bool
}
