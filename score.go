package codeworm

import (
	"strings"
	"time"
)

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

// newScore adds the factors up and bounds the sum.
func newScore(factors ...Factor) Score {
	s := Score{Factors: factors}
	for _, f := range factors {
		s.Total += f.Points
	}
	s.Total = min(max(s.Total, 0), 100)
	return s
}

// capped is a factor that grows with the value up to the cap, where it gives
// all its points.
func capped(name string, value, full, points float64) Factor {
	return Factor{Name: name, Value: value, Points: min(value/full, 1) * points}
}

// The interest score of functions is the original's: complexity 35 points,
// length 15, nesting 15, parameters 10, churn 15, novelty 10, each growing
// linearly up to a cap, and bonuses for patterns.
const (
	complexityCap = 20  // McCabe
	lengthCap     = 100 // lines of code
	nestingCap    = 5
	parametersCap = 7
	churnCap      = 5 // commits in 30 days
	noveltyDays   = 30
)

// patternBonuses are the original's, found in the outline instead of the text.
var patternBonuses = []struct {
	name   string
	points float64
	count  func(s *Symbol) int
}{
	{"decorators", 5, func(s *Symbol) int { return len(s.Decorators) }},
	{"async", 5, func(s *Symbol) int { return flag(s.Async) }},
	{"generator", 8, func(s *Symbol) int { return flag(s.Generator) }},
	{"abstract", 8, func(s *Symbol) int { return flag(s.Abstract) }},
	{"context manager", 10, func(s *Symbol) int { return flag(s.Name == "__enter__" || s.Name == "__exit__") }},
	{"property", 3, func(s *Symbol) int { return flag(s.Kind == KindProperty || decorated(s, "property")) }},
	{"class method", 3, func(s *Symbol) int { return flag(decorated(s, "classmethod") || decorated(s, "staticmethod")) }},
	{"data class", 7, func(s *Symbol) int { return flag(decorated(s, "dataclass")) }},
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

func decorated(s *Symbol, with string) bool {
	for _, d := range s.Decorators {
		if strings.Contains(d, with) {
			return true
		}
	}
	return false
}

func scoreFunction(s *Symbol, churn Churn, now time.Time) Score {
	factors := []Factor{
		capped("complexity", float64(s.Metrics.Complexity), complexityCap, 35),
		capped("length", float64(s.Metrics.NLOC), lengthCap, 15),
		capped("nesting", float64(s.Metrics.Nesting), nestingCap, 15),
		capped("parameters", float64(len(s.Parameters)), parametersCap, 10),
		capped("churn", float64(churn.Commits30), churnCap, 15),
		novelty(churn, now),
	}
	for _, b := range patternBonuses {
		if n := b.count(s); n > 0 {
			factors = append(factors, Factor{Name: b.name, Value: float64(n), Points: float64(n) * b.points})
		}
	}
	return newScore(factors...)
}

// novelty gives ten points to what changed just now and none after a month.
func novelty(churn Churn, now time.Time) Factor {
	if churn.LastChange.IsZero() {
		return Factor{Name: "novelty"}
	}
	days := max(now.Sub(churn.LastChange).Hours()/24, 0)
	return Factor{Name: "novelty", Value: days, Points: max(noveltyDays-days, 0) / noveltyDays * 10}
}

// scoreClass follows the original's score of classes.
func scoreClass(s *Symbol, methods int, churn Churn) Score {
	return newScore(
		capped("methods", float64(methods), 6, 35),
		capped("length", float64(s.Span.Lines()), 100, 25),
		Factor{"doc comment", float64(flag(s.Doc != "")), 10 * float64(flag(s.Doc != ""))},
		capped("decorators", float64(len(s.Decorators)), 3, 15),
		capped("churn", float64(churn.Commits30), churnCap, 15),
	)
}

// scoreFile follows the original's score of files.
func scoreFile(o *Outline, size int64, churn Churn) Score {
	functions := 0
	for _, s := range o.Symbols {
		functions += flag(s.Kind.IsFunction())
	}
	return newScore(
		capped("length", float64(o.Lines), 200, 25),
		capped("functions", float64(functions), 8, 25),
		capped("size", float64(size), 5000, 15),
		capped("imports", float64(len(o.Imports)), 10, 20),
		capped("churn", float64(churn.Commits30), churnCap, 15),
	)
}

// scoreModule follows the original's score of packages.
func scoreModule(files, symbols int, docBytes int) Score {
	return newScore(
		capped("files", float64(files), 8, 40),
		capped("symbols", float64(symbols), 60, 30),
		capped("doc comment", float64(docBytes), 500, 30),
	)
}

// scorePattern favors patterns that much of the code takes part in.
func scorePattern(evidence, files int, churn Churn) Score {
	return newScore(
		capped("evidence", float64(evidence), 12, 50),
		capped("files", float64(files), 6, 30),
		capped("churn", float64(churn.Commits30), churnCap, 20),
	)
}

// scoreEvolution favors files that change often and have changed just now.
func scoreEvolution(churn Churn, now time.Time) Score {
	n := novelty(churn, now)
	n.Points *= 4
	return newScore(
		capped("commits in 30 days", float64(churn.Commits30), churnCap, 40),
		capped("authors", float64(churn.Authors), 4, 20),
		n,
	)
}
