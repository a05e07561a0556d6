package page

// Score says how much a target deserves a page, 0 to 100, and why.
type Score struct {
	Total   float64  `json:"total"`
	Factors []Factor `json:"factors,omitempty"`
}

// Factor is one part of a score.
type Factor struct {
	Name   string  `json:"name"`   // "complexity"
	Value  float64 `json:"value"`  // what was measured: 7
	Points float64 `json:"points"` // what it adds to the total
}

// NewScore adds the factors up and bounds the sum.
func NewScore(factors ...Factor) Score {
	s := Score{Factors: factors}
	for _, f := range factors {
		s.Total += f.Points
	}
	s.Total = min(max(s.Total, 0), 100)
	return s
}
