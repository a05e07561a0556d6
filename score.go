package codeworm

// Score says how much a target deserves a page, 0 to 100, and why.
type Score struct {
	Total   float64
	Factors []Factor
}

// Factor is one part of a score.
type Factor struct {
	Name   string  // "complexity"
	Value  float64 // what was measured: 7
	Points float64 // what it adds to the total
}
