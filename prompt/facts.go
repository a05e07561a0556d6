package prompt

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// factGroup is one kind of facts in prompts. Its entries are added as the budget
// allows, those with the lowest ranks first.
type factGroup struct {
	name string // of its block of the template "facts"
	// rank is that of its first entry, step what each further one adds: the tenth caller tells
	// less than the first test.
	rank, step int
	// shared groups tell about the file: they are the same for all of its targets.
	shared  bool
	entries func(f *page.Facts) []any
	sample  any // of an entry
}

// factGroups are the groups in the order in which prompts show them.
var factGroups = []factGroup{
	{"period", 0, 0, false, func(f *page.Facts) []any { return one(f.Period) }, &page.PeriodFacts{Commits: 1}},
	{"change", 2, 1, false, func(f *page.Facts) []any { return each(commitsOf(f, true)) }, aCommit},
	{"author", 1, 3, false, func(f *page.Facts) []any { return each(periodOf(f).Authors) }, page.AuthorFacts{Name: "Ann", Commits: 1}},
	{"changed file", 1, 2, false, func(f *page.Facts) []any { return each(periodOf(f).Files) }, page.FileChanges{Path: "a.go", Commits: 1}},
	{"changed symbol", 2, 2, false, func(f *page.Facts) []any { return each(periodOf(f).Symbols) }, page.SymbolChanges{Name: "run", Path: "a.go"}},
	{"page", 3, 2, false, func(f *page.Facts) []any { return each(periodOf(f).Pages) }, page.PageFacts{Type: page.FunctionDoc, Title: "run"}},
	{"module", 0, 0, true, func(f *page.Facts) []any { return named(f.Module) }, "net/http"},
	{"symbol", 0, 0, false, func(f *page.Facts) []any { return one(f.Target.Symbol) }, &source.Symbol{Signature: "func run()"}},
	{"owner", 1, 0, false, func(f *page.Facts) []any { return one(f.Owner) }, &source.Relation{Name: "Server"}},
	{"doc", 2, 0, false, moduleDoc, "Package a runs."},
	{"file", 3, 1, false, func(f *page.Facts) []any { return each(f.Files) }, page.FileFacts{Path: "a.go"}},
	{"evidence", 2, 1, false, func(f *page.Facts) []any { return each(f.Evidence) }, page.Evidence{Path: "a.go", Name: "Sink", What: "implements Sink"}},
	{"member", 5, 1, false, func(f *page.Facts) []any { return each(f.Members) }, page.Member{Path: "a.go"}},
	{"call", 10, 4, false, func(f *page.Facts) []any { return each(f.Calls) }, source.Relation{Name: "run"}},
	{"caller", 11, 4, false, func(f *page.Facts) []any { return each(f.Callers) }, source.Relation{Name: "run"}},
	{"test", 13, 8, false, func(f *page.Facts) []any { return each(f.Tests) }, source.Relation{Name: "run"}},
	{"commit", 1, 1, true, func(f *page.Facts) []any { return each(commitsOf(f, false)) }, aCommit},
}

var aCommit = source.Commit{Hash: strings.Repeat("0", 40), When: time.Unix(0, 0)}

// period is never nil.
func periodOf(f *page.Facts) *page.PeriodFacts {
	if f.Period == nil {
		return &page.PeriodFacts{}
	}
	return f.Period
}

// commitsOf are the commits of a period, or of a file.
func commitsOf(f *page.Facts, period bool) []source.Commit {
	if period != (f.Period != nil) {
		return nil
	}
	return f.Commits
}

// moduleDoc is the documentation of a module; that of a file stands in its source.
func moduleDoc(f *page.Facts) []any {
	if f.Target.Key.Type != page.ModuleDoc || f.FileDoc == "" {
		return nil
	}
	return []any{f.FileDoc}
}

func named(name string) []any {
	if name == "" {
		return nil
	}
	return []any{name}
}

func one[T any](p *T) []any {
	if p == nil {
		return nil
	}
	return []any{p}
}

func each[T any](list []T) []any {
	entries := make([]any, len(list))
	for i, e := range list {
		entries[i] = e
	}
	return entries
}

func factSamples() map[string]any {
	samples := map[string]any{}
	for _, g := range factGroups {
		samples[g.name] = g.sample
	}
	return samples
}

// factEntry is one fact as text.
type factEntry struct {
	group, index, rank int
	text               string
}

// factsText is the text of the facts that fit into so many bytes, the most telling
// ones, in the order of the groups. What is left out is counted.
func (p *Maker) factsText(f *page.Facts, shared bool, budget int) (string, error) {
	var candidates []factEntry
	total := make([]int, len(factGroups))
	for i, g := range factGroups {
		if g.shared != shared {
			continue
		}
		for j, entry := range g.entries(f) {
			text, err := p.block(g.name, entry)
			if err != nil {
				return "", err
			}
			candidates = append(candidates, factEntry{i, j, g.rank + j*g.step, text})
			total[i]++
		}
	}
	slices.SortStableFunc(candidates, func(a, b factEntry) int { return cmp.Compare(a.rank, b.rank) })
	chosen := make([][]factEntry, len(factGroups))
	headings := make([]string, len(factGroups))
	for _, e := range candidates {
		cost := len(e.text)
		if chosen[e.group] == nil {
			heading, err := p.heading(factGroups[e.group].name)
			if err != nil {
				return "", err
			}
			headings[e.group] = heading
			cost += len(heading) + moreFrame
		}
		if cost > budget {
			continue
		}
		budget -= cost
		chosen[e.group] = append(chosen[e.group], e)
	}
	var b strings.Builder
	for i, entries := range chosen {
		if len(entries) == 0 {
			continue
		}
		b.WriteString(headings[i])
		slices.SortFunc(entries, func(a, b factEntry) int { return cmp.Compare(a.index, b.index) })
		for _, e := range entries {
			b.WriteString(e.text)
		}
		if more := total[i] - len(entries); more > 0 {
			fmt.Fprintf(&b, "- and %d more\n", more)
		}
	}
	return b.String(), nil
}

// moreFrame is the length of the line that counts what is left out.
const moreFrame = len("- and 1000 more\n")

// block is one entry as text that ends in a line end. Characters that cannot be
// seen are shown.
func (p *Maker) block(name string, data any) (string, error) {
	var b strings.Builder
	if err := p.facts.ExecuteTemplate(&b, name, data); err != nil {
		return "", fmt.Errorf("prompt template \"facts\": %w", err)
	}
	return markdown.WithLineEnd(markdown.Visible(strings.TrimSpace(b.String()))), nil
}

// heading stands before the first entry of a group that has one.
func (p *Maker) heading(group string) (string, error) {
	name := group + " heading"
	if p.facts.Lookup(name) == nil {
		return "", nil
	}
	return p.block(name, nil)
}
