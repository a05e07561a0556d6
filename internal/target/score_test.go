package target

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

var scoreNow = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// mostSymbol has the measures of a function that has the full score in each factor.
func mostSymbol() *source.Symbol {
	return &source.Symbol{Kind: source.KindFunction, Name: "f", Parameters: make([]source.Parameter, parametersCap),
		Metrics: source.Metrics{Complexity: complexityCap, NLOC: lengthCap, Nesting: nestingCap}}
}

// The weights are the original's, in points of a hundred.
func TestScoreWeights(t *testing.T) {
	s := scoreFunction(mostSymbol(), source.Churn{Commits30: churnCap, LastChange: scoreNow}, scoreNow)
	want := map[string]float64{"complexity": 35, "length": 15, "nesting": 15, "parameters": 10, "churn": 15, "novelty": 10}
	sum := 0.0
	require.Len(t, s.Factors, len(want))
	for _, f := range s.Factors {
		assert.InDelta(t, want[f.Name], f.Points, 1e-9, f.Name)
		sum += f.Points
	}
	assert.InDelta(t, 100, sum, 1e-9)
	assert.InDelta(t, 100, s.Total, 1e-9)
}

// A full score of every other type is a hundred points, too.
func TestScoresOfAllTypesSumToAHundred(t *testing.T) {
	busy := source.Churn{Commits30: 1000, Authors: 1000, LastChange: scoreNow}
	class := mostSymbol()
	class.Doc, class.Decorators, class.Span = "x", make([]string, 100), source.Span{StartLine: 1, EndLine: 1000}
	file := &source.Outline{Lines: 10_000, Imports: make([]source.Import, 100)}
	for range 100 {
		file.Symbols = append(file.Symbols, source.Symbol{Kind: source.KindFunction})
	}
	for name, s := range map[string]page.Score{
		"class": scoreClass(class, 100, busy), "file": scoreFile(file, 1<<20, busy), "module": scoreModule(100, 1000, 10_000),
		"evolution": scoreEvolution(busy, scoreNow), "pattern": scorePattern(100, 100, busy),
	} {
		sum := 0.0
		for _, f := range s.Factors {
			sum += f.Points
		}
		assert.InDelta(t, 100, sum, 1e-9, name)
		assert.InDelta(t, 100, s.Total, 1e-9, name)
	}
}

// More of what a factor measures never lowers the score, each has its cap, and none gives points for nothing.
func TestScoreFactorsAreMonotone(t *testing.T) {
	for name, with := range map[string]func(n int) page.Score{
		"complexity": func(n int) page.Score {
			return scoreFunction(&source.Symbol{Metrics: source.Metrics{Complexity: n}}, source.Churn{}, scoreNow)
		},
		"length": func(n int) page.Score {
			return scoreFunction(&source.Symbol{Metrics: source.Metrics{NLOC: n}}, source.Churn{}, scoreNow)
		},
		"nesting": func(n int) page.Score {
			return scoreFunction(&source.Symbol{Metrics: source.Metrics{Nesting: n}}, source.Churn{}, scoreNow)
		},
		"parameters": func(n int) page.Score {
			return scoreFunction(&source.Symbol{Parameters: make([]source.Parameter, n)}, source.Churn{}, scoreNow)
		},
		"churn": func(n int) page.Score { return scoreFunction(&source.Symbol{}, source.Churn{Commits30: n}, scoreNow) },
		"novelty": func(n int) page.Score { // days ago, from the end
			return scoreFunction(&source.Symbol{}, source.Churn{LastChange: scoreNow.Add(-time.Duration(200-n) * 24 * time.Hour)}, scoreNow)
		},
	} {
		last := -1.0
		rose := false
		for n := range 201 {
			s := with(n)
			for _, f := range s.Factors {
				if f.Name != name {
					assert.Zero(t, f.Points, "%s gives points for %s", f.Name, name)
				}
			}
			require.GreaterOrEqual(t, s.Total, last, "%s %d", name, n)
			rose = rose || n > 0 && s.Total > last
			last = s.Total
		}
		assert.True(t, rose, name)
		assert.Zero(t, with(0).Total, name)
	}
}

// Patterns add to the score, and are said; the total stays within a hundred.
func TestPatternBonuses(t *testing.T) {
	for name, s := range map[string]*source.Symbol{
		"decorators": {Decorators: []string{"cached"}}, "async": {Async: true}, "generator": {Generator: true}, "abstract": {Abstract: true},
		"context manager": {Name: "__enter__"}, "property": {Kind: source.KindProperty}, "class method": {Decorators: []string{"classmethod"}}, "data class": {Decorators: []string{"dataclass"}},
	} {
		score := scoreFunction(s, source.Churn{}, scoreNow)
		found := false
		for _, f := range score.Factors {
			found = found || f.Name == name && f.Points > 0 && f.Value > 0
		}
		assert.True(t, found, name)
		assert.Positive(t, score.Total, name)
	}
	all := mostSymbol()
	all.Async, all.Generator, all.Abstract = true, true, true
	assert.LessOrEqual(t, scoreFunction(all, source.Churn{Commits30: 100, LastChange: scoreNow}, scoreNow).Total, 100.0)
}
