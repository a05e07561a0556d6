package prompt

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// factGroup is one kind of facts in prompts. Its entries are added as the budget
// allows, those with the lowest ranks first.
type factGroup struct {
	name string // of its block in the template "facts"
	// rank is that of its first entry, step what each further one adds: the tenth caller tells
	// less than the first test.
	rank, step int
	// shared groups tell about the file: they are the same for all of its targets.
	shared  bool
	entries func(f *page.Facts) []any
}

// factGroups are the groups in the order in which prompts show them. A new one needs a block in
// facts.tmpl and a sample in factSamples.
var factGroups = []factGroup{
	{"period", 0, 0, false, func(f *page.Facts) []any { return one(f.Period) }},
	{"change", 2, 1, false, func(f *page.Facts) []any { return each(commitsOf(f, true)) }},
	{"author", 1, 3, false, func(f *page.Facts) []any { return each(periodOf(f).Authors) }},
	{"changed file", 1, 2, false, func(f *page.Facts) []any { return each(periodOf(f).Files) }},
	{"changed symbol", 2, 2, false, func(f *page.Facts) []any { return each(periodOf(f).Symbols) }},
	{"page", 3, 2, false, func(f *page.Facts) []any { return each(periodOf(f).Pages) }},
	{"module", 0, 0, true, func(f *page.Facts) []any { return text(f.Module) }},
	{"symbol", 0, 0, false, func(f *page.Facts) []any { return one(f.Target.Symbol) }},
	{"owner", 1, 0, false, func(f *page.Facts) []any { return one(f.Owner) }},
	{"doc", 2, 0, false, moduleDoc},
	{"file", 3, 1, false, func(f *page.Facts) []any { return each(f.Files) }},
	{"evidence", 2, 1, false, func(f *page.Facts) []any { return each(f.Evidence) }},
	{"member", 5, 1, false, func(f *page.Facts) []any { return each(told(f)) }},
	{"call", 10, 4, false, func(f *page.Facts) []any { return each(few(f.Calls)) }},
	{"caller", 11, 4, false, func(f *page.Facts) []any { return each(few(f.Callers)) }},
	{"test", 13, 8, false, func(f *page.Facts) []any { return each(few(f.Tests)) }},
	{"commit", 1, 1, true, func(f *page.Facts) []any { return each(commitsOf(f, false)) }},
}

// maxRelations is how many relations of a kind a prompt names.
const maxRelations = 12

func few(list []source.Relation) []source.Relation { return list[:min(len(list), maxRelations)] }

// periodOf returns the facts of the period, which are never nil.
func periodOf(f *page.Facts) *page.PeriodFacts {
	if f.Period == nil {
		return &page.PeriodFacts{}
	}
	return f.Period
}

// commitsOf returns the commits, if they are those of a period as asked, or those of a file.
func commitsOf(f *page.Facts, period bool) []source.Commit {
	if period != (f.Period != nil) {
		return nil
	}
	return f.Commits
}

// told are the members that a prompt lists: of a module those that others may use, of anything else all.
func told(f *page.Facts) []page.Member {
	if f.Target.Key.Type != page.ModuleDoc {
		return f.Members
	}
	return slices.DeleteFunc(slices.Clone(f.Members), func(m page.Member) bool {
		return m.Parent != "" || m.Visibility == source.VisibilityPrivate
	})
}

// moduleDoc returns the documentation of a module; that of a file stands in its source.
func moduleDoc(f *page.Facts) []any {
	if f.Target.Key.Type != page.ModuleDoc {
		return nil
	}
	return text(f.FileDoc)
}

// text returns the text as an entry, unless it is empty.
func text(s string) []any {
	if s == "" {
		return nil
	}
	return []any{s}
}

// one returns what p points to as an entry, if it points to something.
func one[T any](p *T) []any {
	if p == nil {
		return nil
	}
	return []any{p}
}

// each returns the elements of a list as entries.
func each[T any](list []T) []any {
	entries := make([]any, len(list))
	for i, e := range list {
		entries[i] = e
	}
	return entries
}

// factEntry is one fact as text.
type factEntry struct {
	group, index, rank int
	text               string
}

// factsText returns the text of the facts, the shared or the other ones: the most telling that fit into the
// budget in bytes, in the order of the groups. It counts what is left out.
func (m *Maker) factsText(f *page.Facts, shared bool, budget int) (string, error) {
	candidates, err := m.factEntries(f, shared)
	if err != nil {
		return "", err
	}
	total := make([]int, len(factGroups))
	for _, e := range candidates {
		total[e.group]++
	}
	slices.SortStableFunc(candidates, func(a, b factEntry) int { return cmp.Compare(a.rank, b.rank) })
	chosen := make([][]factEntry, len(factGroups))
	headings := make([]string, len(factGroups))
	for _, e := range candidates {
		cost := len(e.text)
		if chosen[e.group] == nil {
			if headings[e.group], err = m.heading(factGroups[e.group].name); err != nil {
				return "", err
			}
			cost += len(headings[e.group]) + moreFrame
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

// factEntries returns all facts, the shared or the other ones, as text.
func (m *Maker) factEntries(f *page.Facts, shared bool) ([]factEntry, error) {
	var entries []factEntry
	for i, g := range factGroups {
		if g.shared != shared {
			continue
		}
		for j, entry := range g.entries(f) {
			text, err := m.block(g.name, entry)
			if err != nil {
				return nil, err
			}
			entries = append(entries, factEntry{i, j, g.rank + j*g.step, text})
		}
	}
	return entries, nil
}

// moreFrame is the length of the line that counts what is left out.
const moreFrame = len("- and 1000 more\n")

// block returns one entry as text that ends in a line end.
func (m *Maker) block(name string, data any) (string, error) {
	text, err := execute(m.facts.Lookup(name), data)
	if err != nil {
		return "", err
	}
	return markdown.WithLineEnd(strings.TrimSpace(text)), nil
}

// headingSuffix ends the name of the block with a group's heading.
const headingSuffix = " heading"

// heading returns what stands before the first entry of a group; "" for a group that has no heading.
func (m *Maker) heading(group string) (string, error) {
	name := group + headingSuffix
	if m.facts.Lookup(name) == nil {
		return "", nil
	}
	return m.block(name, nil)
}
