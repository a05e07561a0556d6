package pattern_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/internal/pattern"
	"github.com/codeworm/codeworm/internal/repotest"
	"github.com/codeworm/codeworm/llm"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/schedule"
)

// patternsRepo copies testdata/patterns to a git repository of its own.
func patternsRepo(t testing.TB) codeworm.Repo {
	return repotest.Copy(t, filepath.Join("testdata", "patterns"))
}

// evidenceOf is the evidence of the patterns that were found.
func evidenceOf(x *index.Index) map[page.Key][]page.Evidence {
	found := map[page.Key][]page.Evidence{}
	for _, p := range x.Patterns() {
		found[page.Key{Type: page.PatternAnalysis, Repo: x.Repo.Name, Path: p.Dir, Symbol: p.Name}] = p.Evidence
	}
	return found
}

// TestPatterns compares the patterns of a repository with one folder each, and one with the words for
// them alone, with what patterns.txt says: lines "PATTERN FOLDER: NAME@FILE ..." that are complete.
func TestPatterns(t *testing.T) {
	repo := patternsRepo(t)
	x := repotest.Index(t, repo, repotest.Parser(t), nil)
	text, err := os.ReadFile(filepath.Join(repo.Path, "patterns.txt"))
	require.NoError(t, err)
	want := map[string][]string{}
	kinds := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		head, rest, ok := strings.Cut(strings.TrimSpace(line), ":")
		require.True(t, ok, line)
		want[head] = strings.Fields(rest)
		kinds[head[:strings.LastIndexByte(head, ' ')]] = true
	}
	for _, name := range pattern.Names() {
		assert.True(t, kinds[name], "a sample of %s", name)
	}
	got := map[string][]string{}
	for key, evidence := range evidenceOf(x) {
		for _, e := range evidence {
			got[key.Symbol+" "+key.Path] = append(got[key.Symbol+" "+key.Path], e.Name+"@"+e.Path)
			src, err := os.ReadFile(filepath.Join(repo.Path, e.Path))
			require.NoError(t, err)
			line := strings.Split(string(src), "\n")[e.Line-1]
			name := e.Name[strings.LastIndexByte(e.Name, '.')+1:]
			assert.Contains(t, line, name, "%s:%d shows what it is about", e.Path, e.Line)
			assert.NotEmpty(t, e.What)
		}
	}
	for head, names := range want {
		assert.ElementsMatch(t, names, got[head], head)
	}
	for head, names := range got {
		assert.Contains(t, want, head, "%v", names)
	}
}

// A pattern is a target with a stable key, which is due again when who takes part in it
// changes, and not when a body does.
func TestPatternTargets(t *testing.T) {
	repo := patternsRepo(t)
	p := repotest.Parser(t)
	fingerprint := func(x *index.Index) string {
		targets := repotest.Targets(x)
		i := slices.IndexFunc(targets, func(t page.Target) bool {
			return t.Key == page.Key{Type: page.PatternAnalysis, Repo: "patterns", Path: "strategy", Symbol: "strategy"}
		})
		if i < 0 {
			return ""
		}
		assert.Equal(t, "go", targets[i].Language)
		assert.Greater(t, targets[i].Score.Total, 0.0)
		assert.Equal(t, "strategy in strategy", targets[i].Title())
		return targets[i].Fingerprint
	}
	x := repotest.Index(t, repo, p, nil)
	first := fingerprint(x)
	require.NotEmpty(t, first)

	file := filepath.Join(repo.Path, "strategy", "store.go")
	src, err := os.ReadFile(file)
	require.NoError(t, err)
	edit := func(old, new string) string {
		edited := strings.ReplaceAll(string(src), old, new)
		require.NotEqual(t, string(src), edited)
		require.NoError(t, os.WriteFile(file, []byte(edited), 0o600))
		x = repotest.Refresh(t, x)
		return fingerprint(x)
	}
	assert.Equal(t, first, edit("return m.m[key], nil", "return m.m[key+key], nil"), "a body")
	assert.NotEqual(t, first, edit("type Half struct{}", "type Half struct{}\n\nfunc (h *Half) Put(key, value string) error { return nil }\n"), "one more implementation")
	assert.Empty(t, edit("Disk) Put", "Disk) Set"), "one implementation is none")
}

// Every pattern gets its page without a model, with each piece of evidence at its place.
func TestPatternPages(t *testing.T) {
	repo := patternsRepo(t)
	store, sink := codewormtest.NewStore(nil), codewormtest.NewSink()
	d, err := codeworm.New(codeworm.Config{
		Repos: []codeworm.Repo{repo}, Parser: repotest.Parser(t), LLM: llm.FactsOnly{}, Store: store, Sink: sink,
		Types: map[page.Type]int{page.PatternAnalysis: 1}, Scheduler: schedule.Continuous{},
	})
	require.NoError(t, err)
	plan, err := d.Plan(t.Context())
	require.NoError(t, err)
	results, err := d.RunN(t.Context(), 100)
	require.NoError(t, err)
	require.Len(t, results, len(plan.Due))
	require.GreaterOrEqual(t, len(results), 15)
	x := repotest.Index(t, repo, repotest.Parser(t), nil)
	for _, r := range results {
		text := string(r.Page.Markdown)
		assert.Contains(t, text, "# "+r.Target.Key.Symbol+" in "+r.Target.Key.Path)
		assert.Contains(t, text, "**Folder:** `"+r.Target.Key.Path+"`")
		assert.LessOrEqual(t, len(r.Page.Subject), 72)
		for _, e := range evidenceOf(x)[r.Target.Key] {
			assert.Contains(t, text, fmt.Sprintf("`%s:%d`", e.Path, e.Line), "%v", r.Target.Key)
		}
	}
}

// A model is shown the evidence, and its page lists it.
func TestPatternPageByAModel(t *testing.T) {
	repo := patternsRepo(t)
	repo.Include = []string{"strategy/**"}
	model, prompts := codewormtest.NewLLM(), 0
	model.OnGenerate(func(_ context.Context, p codeworm.Prompt) (string, error) {
		prompts++
		assert.Contains(t, p.Request, "Describe the design pattern `strategy in strategy`")
		assert.Contains(t, p.Request, "Evidence of the pattern:\n- Store (strategy/store.go:3) interface with 2 implementations\n- Memory (strategy/store.go:8) implements Store\n")
		return "Two stores stand behind one interface.\n\nCallers hold a `Store`, and `Memory` and `Disk` fill it in, so that what keeps the values can be exchanged without them.", nil
	})
	d, err := codeworm.New(codeworm.Config{
		Repos: []codeworm.Repo{repo}, Parser: repotest.Parser(t), LLM: model, Store: codewormtest.NewStore(nil), Sink: codewormtest.NewSink(),
		Types: map[page.Type]int{page.PatternAnalysis: 1}, Scheduler: schedule.Continuous{},
	})
	require.NoError(t, err)
	r, err := d.RunOnce(t.Context())
	require.NoError(t, err)
	assert.Positive(t, prompts)
	assert.Contains(t, string(r.Page.Markdown), "- **Evidence:** `Disk` (`strategy/store.go:13`) implements Store\n")
	assert.True(t, strings.HasPrefix(r.Page.Subject, "Analyze the pattern strategy in strategy"), r.Page.Subject)
}
