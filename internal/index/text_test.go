package index

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
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
