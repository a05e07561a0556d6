package check

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWordsOfNames(t *testing.T) {
	for name, want := range map[string][]string{
		"parseText": {"parse", "text"}, "parse_text": {"parse", "text"}, "HTTPServer2": {"http", "server", "2"}, "LRUCache": {"lru", "cache"},
		"MAX_SIZE": {"max", "size"}, "x": {"x"}, "": nil, "kebab-case": {"kebab", "case"},
	} {
		got := wordsOf(name)
		if want == nil {
			assert.Empty(t, got, name)
			continue
		}
		assert.Equal(t, want, got, name)
	}
}

// What means the repository is told from what may be somebody else's.
func TestCertain(t *testing.T) {
	s := peoplesScope()
	s.Names = pathNames{s.Names.(textNames)}
	for text, certain := range map[string]bool{
		"See [it](../internal/store/stroe.go).":       true,  // a link
		"See [it](/img/logo.png).":                    false, // of a site
		"See [it](migrating-to-1.0.0).":               false,
		"See [it](guide.html).":                       false,
		"It is in `internal/store/no_such.go`.":       true, // a folder of the repository
		"It is in `content/posts/new.go`.":            false,
		"It is in `internal/store/store.go:99999`.":   true,
		"It listens on `redis.local:6379`.":           false,
		"Call `renewLaese`.":                          true,  // a slip of the pen
		"Set `renewClaimed` and `fooBarTotal`.":       false, // other words
		"Call `renewal_of_lease`.":                    false,
		"Set `leasetable`.":                           false, // a key in lower case
		"It satisfies `x: LeaseTables as someTable`.": false,
	} {
		r := Markdown(text, s)
		if !certain {
			for _, f := range r.Findings {
				assert.True(t, f.Possible, "%s: %s", text, f)
			}
			continue
		}
		if assert.Len(t, r.Findings, 1, text) {
			assert.False(t, r.Findings[0].Possible, text)
		}
		s.Strict = true
		for _, f := range Markdown(text, s).Findings {
			assert.False(t, f.Possible, text)
		}
		s.Strict = false
	}
}

// pathNames tell a path from the end of one.
type pathNames struct{ textNames }

func (n pathNames) HoldsPath(p string) bool {
	return p == "internal" || p == "internal/store" || n.Path(p) && p[0] == 'i'
}
