package page

// Score says how much a target deserves a page, and why.
type Score struct {
	Total   float64  `json:"total"` // 0 to 100
	Factors []Factor `json:"factors,omitempty"`
}

// Factor is one part of a score.
type Factor struct {
	Name   string  `json:"name"`   // what was measured: "complexity"
	Value  float64 `json:"value"`  // its value, in its own unit: 7
	Points float64 `json:"points"` // what it adds to the total, less than 0 when it counts against the target
}

// NewScore adds up the factors' points. A sum below 0 is 0, one above 100 is 100. The score
// keeps the factors in the order in which they are given.
func NewScore(factors ...Factor) Score {
	s := Score{Factors: factors}
	for _, f := range factors {
		s.Total += f.Points
	}
	s.Total = min(max(s.Total, 0), 100)
	return s
}
