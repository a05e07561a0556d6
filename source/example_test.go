package source_test

import (
	"fmt"

	"github.com/codeworm/codeworm/source"
)

const counter = `package shop

// Count returns how many items are left.
func (s *Store) Count() int {
	total := 0
	for _, item := range s.items {
		if item.Sold {
			continue
		}
		total++
	}
	return total
}
`

// A function is shortened at the borders of its blocks, the deepest first, and
// the lines that are left keep their numbers.
func ExampleNewExcerpt() {
	function := source.Span{StartLine: 4, EndLine: 13}
	blocks := []source.Block{
		{StartLine: 5, EndLine: 12, Depth: 0}, // the body of the function
		{StartLine: 7, EndLine: 10, Depth: 1}, // that of the loop
	}
	e := source.NewExcerpt("shop/store.go", counter, function, blocks, 150)
	fmt.Print(e.Numbered())
	fmt.Println(e.Whole(), e.Elided, "of", e.Total)
	// Output:
	//  4  func (s *Store) Count() int {
	//  5  	total := 0
	//  6  	for _, item := range s.items {
	//     		… 4 lines elided …
	// 11  	}
	// 12  	return total
	// 13  }
	// false 4 of 10
}

// An outline holds the definitions of a file, with their places, and the names the file
// uses, each with the definition that uses it.
func ExampleOutline() {
	outline := source.Outline{
		Language: "go", Lines: 13, NLOC: 11,
		Symbols: []source.Symbol{{
			Kind: source.KindMethod, Name: "Count", Parent: "Store", Visibility: source.VisibilityPublic,
			Span:      source.Span{StartLine: 4, EndLine: 13, StartByte: 56, EndByte: 191},
			Signature: "func (s *Store) Count() int", Doc: "Count returns how many items are left.",
			Results: []string{"int"}, Metrics: source.Metrics{Complexity: 3, Cognitive: 3, Nesting: 2, NLOC: 10},
		}},
		References: []source.Reference{{Kind: source.ReferenceType, Name: "Store", Line: 4, Symbol: 0}},
	}
	for _, s := range outline.Symbols {
		fmt.Printf("%s %s: lines %d-%d, complexity %d\n", s.Kind, s.QualifiedName(), s.Span.StartLine, s.Span.EndLine, s.Metrics.Complexity)
	}
	for _, r := range outline.References {
		fmt.Printf("%s uses %s in line %d\n", outline.Symbols[r.Symbol].QualifiedName(), r.Name, r.Line)
	}
	// Output:
	// method Store.Count: lines 4-13, complexity 3
	// Store.Count uses Store in line 4
}
