package codeworm

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/page"
)

func manyTargets(repo string, n int, types ...page.Type) []page.Target {
	var targets []page.Target
	for _, docType := range types {
		for i := range n {
			targets = append(targets, page.Target{Key: page.Key{Type: docType, Repo: repo, Path: fmt.Sprintf("f%d.go", i), Symbol: "F"},
				Fingerprint: "1", Score: page.Score{Total: float64(i)}})
		}
	}
	return targets
}

func defaultTypes() map[page.Type]int {
	types := map[page.Type]int{}
	for _, t := range page.Types() {
		types[t] = t.Weight()
	}
	return types
}

func TestOrderFollowsTheWeights(t *testing.T) {
	types := []page.Type{page.FunctionDoc, page.ClassDoc, page.FileDoc, page.SecurityReview, page.TIL, page.PerformanceAnalysis, page.CodeEvolution, page.ModuleDoc}
	p := &planner{types: defaultTypes(), records: map[page.Key]Record{}}
	due := p.order([]Repo{{Name: "r", Weight: 5}}, manyTargets("r", 200, types...))
	require.Len(t, due, 200*len(types), "every target is reached")
	counts := map[page.Type]int{}
	for _, target := range due[:95] {
		counts[target.Key.Type]++
	}
	total := 0
	for _, docType := range types {
		total += docType.Weight()
	}
	for _, docType := range types {
		assert.InDelta(t, docType.Weight()*95/total, counts[docType], 1.5, docType)
	}
	assert.Equal(t, page.FunctionDoc, due[0].Key.Type)
	assert.Equal(t, "f199.go", due[0].Key.Path, "the highest score comes first")
}

func TestOrderFollowsTheReposWeights(t *testing.T) {
	p := &planner{types: defaultTypes(), records: map[page.Key]Record{}}
	targets := append(manyTargets("small", 100, page.FunctionDoc), manyTargets("great", 100, page.FunctionDoc)...)
	due := p.order([]Repo{{Name: "small", Weight: 2}, {Name: "great", Weight: 8}}, targets)
	counts := map[string]int{}
	for _, target := range due[:50] {
		counts[target.Key.Repo]++
	}
	assert.InDelta(t, 10, counts["small"], 1)
}

// The order is the same whether pages are made one at a time, with the records
// of those before, or planned at once.
func TestOrderGoesOnAfterARestart(t *testing.T) {
	targets := append(manyTargets("a", 20, page.FunctionDoc, page.ClassDoc, page.TIL), manyTargets("b", 20, page.FunctionDoc, page.FileDoc)...)
	repos := []Repo{{Name: "a", Weight: 5}, {Name: "b", Weight: 3}}
	whole := (&planner{types: defaultTypes(), records: map[page.Key]Record{}}).order(repos, targets)
	records := map[page.Key]Record{}
	for i := range whole {
		next := (&planner{types: defaultTypes(), records: records}).order(repos, targets)
		require.Equal(t, whole[i].Key, next[0].Key)
		records[next[0].Key] = Record{Key: next[0].Key, Fingerprint: next[0].Fingerprint}
	}
	assert.Empty(t, (&planner{types: defaultTypes(), records: records}).order(repos, targets))
}

func TestWait(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	target := page.Target{Key: page.Key{Type: page.FunctionDoc, Repo: "r", Path: "f.go", Symbol: "F"}, Fingerprint: "new"}
	for name, c := range map[string]struct {
		record  *Record
		planner planner
		want    Wait
	}{
		"no record":                        {nil, planner{}, WaitNothing},
		"up to date":                       {&Record{Fingerprint: "new"}, planner{}, WaitChange},
		"source changed":                   {&Record{Fingerprint: "old"}, planner{}, WaitNothing},
		"provisional, model there":         {&Record{Fingerprint: "new", Provisional: true}, planner{}, WaitNothing},
		"provisional, no model":            {&Record{Fingerprint: "new", Provisional: true}, planner{provisional: true}, WaitChange},
		"changed, model's page, no model":  {&Record{Fingerprint: "old"}, planner{provisional: true}, WaitModel},
		"type not written":                 {nil, planner{canWrite: map[page.Type]bool{page.ClassDoc: true}}, WaitModel},
		"type not written, has page":       {&Record{Fingerprint: "new"}, planner{canWrite: map[page.Type]bool{page.ClassDoc: true}, provisional: true}, WaitChange},
		"failed just now":                  {&Record{Failed: "new", RetryAfter: now.Add(time.Hour)}, planner{}, WaitRetry},
		"failed by a clock that was ahead": {&Record{Failed: "new", RetryAfter: now.Add(30 * 24 * time.Hour)}, planner{}, WaitNothing},
		"failed, source changed since":     {&Record{Failed: "old", RetryAfter: now.Add(time.Hour)}, planner{}, WaitNothing},
		"failed, time is over":             {&Record{Failed: "new", RetryAfter: now.Add(-time.Hour)}, planner{}, WaitNothing},
		"failed update keeps the page":     {&Record{Fingerprint: "old", Failed: "new", RetryAfter: now.Add(time.Hour)}, planner{}, WaitRetry},
		"retired":                          {&Record{Fingerprint: "new", RetiredAt: now}, planner{}, WaitNothing},
		"old":                              {&Record{Fingerprint: "new", PublishedAt: now.AddDate(0, 0, -91)}, planner{maxAge: 90 * 24 * time.Hour}, WaitNothing},
		"not old enough":                   {&Record{Fingerprint: "new", PublishedAt: now.AddDate(0, 0, -89)}, planner{maxAge: 90 * 24 * time.Hour}, WaitChange},
	} {
		p := c.planner
		p.now, p.records = now, map[page.Key]Record{}
		if c.record != nil {
			p.records[target.Key] = *c.record
		}
		assert.Equal(t, c.want, p.wait(target), name)
		assert.Equal(t, c.want == WaitNothing, (p.wait(target) == WaitNothing), name)
		want := map[Wait]int{}
		if c.want != WaitNothing {
			want[c.want] = 1
		}
		assert.Equal(t, want, p.waiting([]page.Target{target}), name)
	}
}
