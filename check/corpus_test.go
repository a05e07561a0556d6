package check

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/corpus"
	"github.com/codeworm/codeworm/internal/words"
	"github.com/codeworm/codeworm/page"
)

// nameSet are the Names of a repository that is known by its words alone.
type nameSet map[string]bool

func (n nameSet) Has(name string) bool { return n[name] }

var pathWord = regexp.MustCompile(`[A-Za-z0-9_]+`)

// Path takes for a path of the repository what is made of its words.
func (n nameSet) Path(p string) bool {
	words := pathWord.FindAllString(p, -1)
	return len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return !n[w] })
}

func (n nameSet) Nearest(name string) string {
	best, distance := "", 1+len(name)/3
	for candidate := range n {
		if d := len(candidate) - len(name); d > distance || -d > distance {
			continue
		}
		d := words.EditDistance(strings.ToLower(name), strings.ToLower(candidate), distance)
		if d < distance || d == distance && best != "" && candidate < best {
			best, distance = candidate, d
		}
	}
	return best
}

func (n nameSet) Lines(string) int { return 0 }

// snippetScope is the scope of an answer with its snippet for the whole repository.
func snippetScope(a corpus.Answer) Scope {
	n := nameSet{}
	for _, name := range a.SnippetNames {
		n[name] = true
	}
	return Scope{Generated: true, Suggests: page.Type(a.DocType).Suggests(), Language: a.Language, Names: n}
}

func total(words map[string]int) int {
	n := 0
	for c := range maps.Values(words) {
		n += c
	}
	return n
}

func TestCheckOfRealAnswers(t *testing.T) {
	mentions, findings, invented, before, after, allBefore, allAfter, dropped, pagesWith := 0, 0, 0, 0, 0, 0, 0, 0, 0
	origins := map[MentionOrigin]int{}
	for _, a := range corpus.Answers(t) {
		s := snippetScope(a)
		r := Markdown(a.Body, s)
		mentions += r.Checked
		findings += len(r.Findings)
		missing := map[string]bool{}
		for _, name := range a.NotInSnippet {
			missing[name] = true
		}
		for _, m := range r.Mentions {
			origins[m.Origin]++
			if missing[m.Text] {
				invented++
				assert.False(t, m.Origin.Ours(), "%s: %s is said to be ours: %s", a.ID, m.Text, m.Reason)
			}
		}
		body, n := Drop(a.Body, r)
		assert.Empty(t, Markdown(body, s).Findings, a.ID)
		before, after = before+total(corpus.ProseWords(t, a.Body)), after+total(corpus.ProseWords(t, body))
		allBefore, allAfter = allBefore+words.Count(a.Body), allAfter+words.Count(body)
		dropped += n
		if n > 0 {
			pagesWith++
		}
	}
	t.Logf("471 answers: %d mentions, %d findings on %d pages, %d pieces dropped", mentions, findings, pagesWith, dropped)
	for _, o := range slices.Sorted(maps.Keys(origins)) {
		t.Logf("  %-16s %d", o, origins[o])
	}
	t.Logf("%d mentions of invented names; prose words kept %.2f %%, all words kept %.2f %%", invented, 100*float64(after)/float64(before), 100*float64(allAfter)/float64(allBefore))
	require.NotZero(t, invented)
	assert.GreaterOrEqual(t, float64(after), 0.95*float64(before))
}
