package target

import (
	"strings"
	"time"

	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// capped returns a factor that grows linearly with the value until it is full, where it gives all its points.
func capped(name string, value, full, points float64) page.Factor {
	return page.Factor{Name: name, Value: value, Points: min(value/full, 1) * points}
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

// patternBonuses are points for each time that something holds for a symbol. They are the original's, found in
// the outline instead of the text.
var patternBonuses = []struct {
	name   string
	points float64
	count  func(s *source.Symbol) int
}{
	{"decorators", 5, func(s *source.Symbol) int { return len(s.Decorators) }},
	{"async", 5, func(s *source.Symbol) int { return flag(s.Async) }},
	{"generator", 8, func(s *source.Symbol) int { return flag(s.Generator) }},
	{"abstract", 8, func(s *source.Symbol) int { return flag(s.Abstract) }},
	{"context manager", 10, func(s *source.Symbol) int { return flag(s.Name == "__enter__" || s.Name == "__exit__") }},
	{"property", 3, func(s *source.Symbol) int { return flag(s.Kind == source.KindProperty || decorated(s, "property")) }},
	{"class method", 3, func(s *source.Symbol) int { return flag(decorated(s, "classmethod") || decorated(s, "staticmethod")) }},
	{"data class", 7, func(s *source.Symbol) int { return flag(decorated(s, "dataclass")) }},
}

// flag counts a condition: 1 when it holds.
func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// decorated reports whether a decorator of the symbol contains the text.
func decorated(s *source.Symbol, with string) bool {
	for _, d := range s.Decorators {
		if strings.Contains(d, with) {
			return true
		}
	}
	return false
}

// scoreFunction returns the original's score of functions.
func scoreFunction(s *source.Symbol, churn source.Churn, now time.Time) page.Score {
	factors := []page.Factor{
		capped("complexity", float64(s.Metrics.Complexity), complexityCap, 35),
		capped("length", float64(s.Metrics.NLOC), lengthCap, 15),
		capped("nesting", float64(s.Metrics.Nesting), nestingCap, 15),
		capped("parameters", float64(len(s.Parameters)), parametersCap, 10),
		capped("churn", float64(churn.Commits30), churnCap, 15),
		novelty(churn, now),
	}
	for _, b := range patternBonuses {
		if n := b.count(s); n > 0 {
			factors = append(factors, page.Factor{Name: b.name, Value: float64(n), Points: float64(n) * b.points})
		}
	}
	return page.NewScore(factors...)
}

// novelty gives ten points to what changed just now and none after a month.
func novelty(churn source.Churn, now time.Time) page.Factor {
	if churn.LastChange.IsZero() {
		return page.Factor{Name: "novelty"}
	}
	days := max(now.Sub(churn.LastChange).Hours()/24, 0)
	return page.Factor{Name: "novelty", Value: days, Points: max(noveltyDays-days, 0) / noveltyDays * 10}
}

// scoreClass follows the original's score of classes.
func scoreClass(s *source.Symbol, methods int, churn source.Churn) page.Score {
	return page.NewScore(
		capped("methods", float64(methods), 6, 35),
		capped("length", float64(s.Span.Lines()), 100, 25),
		page.Factor{Name: "doc comment", Value: float64(flag(s.Doc != "")), Points: 10 * float64(flag(s.Doc != ""))},
		capped("decorators", float64(len(s.Decorators)), 3, 15),
		capped("churn", float64(churn.Commits30), churnCap, 15),
	)
}

// scoreFile follows the original's score of files.
func scoreFile(o *source.Outline, size int64, churn source.Churn) page.Score {
	functions := 0
	for _, s := range o.Symbols {
		functions += flag(s.Kind.IsFunction())
	}
	return page.NewScore(
		capped("length", float64(o.Lines), 200, 25),
		capped("functions", float64(functions), 8, 25),
		capped("size", float64(size), 5000, 15),
		capped("imports", float64(len(o.Imports)), 10, 20),
		capped("churn", float64(churn.Commits30), churnCap, 15),
	)
}

// scoreModule follows the original's score of packages. docBytes is the length of the longest doc comment.
func scoreModule(files, symbols, docBytes int) page.Score {
	return page.NewScore(
		capped("files", float64(files), 8, 40),
		capped("symbols", float64(symbols), 60, 30),
		capped("doc comment", float64(docBytes), 500, 30),
	)
}

// scorePattern favors patterns that much of the code takes part in.
func scorePattern(evidence, files int, churn source.Churn) page.Score {
	return page.NewScore(
		capped("evidence", float64(evidence), 12, 50),
		capped("files", float64(files), 6, 30),
		capped("churn", float64(churn.Commits30), churnCap, 20),
	)
}

// scoreEvolution favors files that change often and have changed just now.
func scoreEvolution(churn source.Churn, now time.Time) page.Score {
	n := novelty(churn, now)
	n.Points *= 4
	return page.NewScore(
		capped("commits in 30 days", float64(churn.Commits30), churnCap, 40),
		capped("authors", float64(churn.Authors), 4, 20),
		n,
	)
}
