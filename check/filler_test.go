package check

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/markdown"
)

// What says nothing goes, and what is said with it stays. Suggestions are meant to be general, and people say what they like.
func TestFillersGo(t *testing.T) {
	const body = "`Claim` takes a lease. The code is well-structured and easy to maintain.\n\n" +
		"It waits for `nextToken` first, improving readability and robustness. It returns then.\n\n- It is easy to use.\n- It locks `Lease`.\n"
	r := Markdown(body, storeScope())
	require.Len(t, r.Fillers, 3)
	assert.Empty(t, r.Findings)
	rest, n := Drop(body, r)
	assert.Equal(t, 3, n)
	assert.Equal(t, "`Claim` takes a lease.\n\nIt waits for `nextToken` first. It returns then.\n\n- It locks `Lease`.\n", rest)

	assert.Empty(t, Markdown("### Recommendations\n\nA map would improve readability.\n", storeScope()).Fillers)
	s := storeScope()
	s.Generated = false
	assert.Empty(t, Markdown(body, s).Fillers)
}

func TestSubstance(t *testing.T) {
	for body, enough := range map[string]bool{
		"It takes a lease from the store, and `nextToken` from it.\n":                                           true,
		"It is what it is, and does what it does.\n":                                                            false,
		"It is `Claim`. " + "It goes on and on. It goes to the end. It comes back again. It sleeps at night.\n": false,
		"": false,
	} {
		r := Markdown(body, storeScope())
		s := r.Substance(body)
		assert.Equal(t, enough, s.Enough(), "%q: %+v", body, s)
	}
}

// Hardly a sentence of what people write in doc comments has the form of a filler.
func TestFillersInHumanText(t *testing.T) {
	every := everyOf(t)
	sentences, fillers := 0, 0
	count := func(d documented) {
		doc, err := markdown.Parse(d.doc)
		if err != nil {
			return
		}
		for i := range doc.Nodes {
			if doc.Nodes[i].Kind == markdown.Paragraph {
				sentences += len(doc.Sentences(i))
			}
		}
		for _, f := range findFillers(doc, d.scope) {
			fillers++
			t.Logf("%s: %s", d.scope.Symbols[0].QualifiedName(), f.Text)
		}
	}
	eachDocumented(t, goRoot(t)+"/src", ".go", every, count)
	eachDocumented(t, pythonLibrary(t), ".py", every, count)
	t.Logf("%d of %d sentences", fillers, sentences)
	require.Greater(t, sentences, 2000/sparser)
	assert.LessOrEqual(t, float64(fillers), 0.005*float64(sentences)+1)
}

// What a text says of programming, and neither syntax nor a word of the source shows, is unsupported.
func TestConcepts(t *testing.T) {
	for i, c := range concepts {
		assert.Regexp(t, c.said, c.example, c.name)
		assert.NotEmpty(t, conceptRows[i].evidence, c.name)
	}
	for text, findings := range map[string]int{
		"`Claim` stores the lease in a database.":           0, // "store" shows it
		"`Claim` uses a decorator to wrap `nextToken`.":     1,
		"`Claim` sends an email to the holder.":             1,
		"It is a machine learning model.":                   1,
		"`Claim` does not use a decorator.":                 0,
		"Unlike a linked list, it is short.":                0,
		"`Claim` reads CSV files with regular expressions.": 1, // one finding a sentence
		"It does the rest.":                                 0,
	} {
		assert.Len(t, Markdown(text, storeScope()).Findings, findings, text)
	}
}
