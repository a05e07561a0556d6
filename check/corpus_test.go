package check

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/corpus"
	"github.com/codeworm/codeworm/internal/words"
	"github.com/codeworm/codeworm/page"
)

// snippetScope is the scope of an answer with its snippet for the whole repository.
func snippetScope(a corpus.Answer) Scope {
	n := nameSet{}
	for _, name := range a.SnippetNames {
		n[name] = true
	}
	return Scope{Generated: true, TellsChanges: page.Type(a.DocType).TellsChanges(), Reviews: page.Type(a.DocType).Reviews(), Language: a.Language, Names: n}
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
	fillers, said := 0, 0 // sentences that say nothing, and their words
	origins := map[MentionOrigin]int{}
	for i, a := range corpus.Answers(t) {
		if i%sparser != 0 {
			continue
		}
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
				assert.False(t, m.Origin.ours(), "%s: %s is said to be ours: %s", a.ID, m.Text, m.Reason)
			}
		}
		for _, f := range r.Fillers {
			fillers++
			said += words.Count(f.Text)
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
	t.Logf("471 answers, or one of so many: %d mentions, %d findings on %d pages, %d pieces dropped", mentions, findings, pagesWith, dropped)
	for _, o := range slices.Sorted(maps.Keys(origins)) {
		t.Logf("  %-16s %d", o, origins[o])
	}
	t.Logf("%d mentions of invented names; prose words kept %.2f %%, all words kept %.2f %%", invented, 100*float64(after)/float64(before), 100*float64(allAfter)/float64(allBefore))
	require.NotZero(t, invented)
	t.Logf("%d sentences, %.2f %% of the words, say nothing and are taken out", fillers, 100*float64(said)/float64(allBefore))
	assert.GreaterOrEqual(t, float64(after+said), 0.95*float64(before), "of what says something")
}
