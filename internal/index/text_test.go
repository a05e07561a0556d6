package index

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/graph"
)

func TestTextSearch(t *testing.T) {
	text := "a retry-limit: 3, “quoted”, größe_1 foo.Bar(x) @app/x \"Content-Type\" fooBar $id"
	want := map[string]bool{
		"retry-limit": true, "quoted": true, "größe_1": true, "foo.Bar": true, "@app/x": true, "Content-Type": true, "$id": true, "limit": true,
		"größe": false, "foo": true, "Bar": true, "oo": false, "retry-lim": false, "app/x": true, "3": true, "x": true, "-limit": true, "none": false, "日本": false,
	}
	var all []string
	for w := range want {
		all = append(all, w)
	}
	found := map[string]bool{}
	search := newTextSearch(all)
	search.in(text, found)
	for w, is := range want {
		assert.Equal(t, is, found[w], w)
	}
	search.in(text, found)
}

// Many words take about as long as one.
func TestTextSearchOfMany(t *testing.T) {
	var all []string
	for i := range 300_000 {
		all = append(all, fmt.Sprintf("no_such_%d", i), fmt.Sprintf("dir/no%d.go", i))
	}
	text := strings.Repeat("one two dir/other.go three\n", 200_000)
	begun := time.Now()
	search := newTextSearch(all)
	search.in(text, map[string]bool{})
	assert.Less(t, time.Since(begun), 60*time.Second)
}

// A word that is looked for alone is found as among many.
func TestTextSearchOfOneIsThatOfMany(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"a", "b1", "_", "é", "-", ".", " ", "größe", "日", "$", "x_y", "\n"}
	make := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		return b.String()
	}
	hits := 0
	for range 200 {
		text := make(200)
		var all []string
		for range 3 * fewRuns {
			all = append(all, make(1+random.IntN(4)))
		}
		many := map[string]bool{}
		search := newTextSearch(append(slices.Clone(all), unlikely...))
		require.Greater(t, len(search.byRun), fewRuns)
		search.in(text, many)
		for _, word := range all {
			one := map[string]bool{}
			newTextSearch([]string{word}).in(text, one)
			assert.Equal(t, many[word], one[word], "%q in %q", word, text)
			if one[word] {
				hits++
			}
		}
	}
	assert.Greater(t, hits, 500)
}

// unlikely are so many words that they are looked for all at once.
var unlikely = strings.Fields("u1 u2 u3 u4 u5 u6 u7 u8 u9 u10 u11 u12 u13")

func TestWordFilter(t *testing.T) {
	var text strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&text, "has_%d, ", i)
	}
	words := &textWords{}
	words.keep("a", graph.Stamp{}, text.String(), true, 1)
	known, ok := words.of("a", graph.Stamp{})
	require.True(t, ok)
	taken := 0
	for i := range 5000 {
		require.True(t, known.words.has(wordSum(fmt.Sprintf("has_%d", i))))
		if known.words.has(wordSum(fmt.Sprintf("not_%d", i))) {
			taken++
		}
	}
	assert.Less(t, taken, 150, "3 in 100")
	_, ok = words.of("a", graph.Stamp{Size: 1})
	assert.False(t, ok, "it is another file now")
	words.forget([]string{})
	_, ok = words.of("a", graph.Stamp{})
	assert.False(t, ok)
}
