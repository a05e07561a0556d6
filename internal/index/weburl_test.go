package index

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// A link that leads nowhere is worse than none: hosts without web pages have none.
func TestWebURLOfRemotes(t *testing.T) {
	for remote, want := range map[string]string{
		"https://example.com/owner/name.git":              "https://example.com/owner/name",
		"https://user:secret@example.com/owner/name.git/": "https://example.com/owner/name",
		"http://127.0.0.1:3000/owner/name":                "http://127.0.0.1:3000/owner/name",
		"git@example.com:owner/name.git":                  "https://example.com/owner/name",
		"ssh://git@example.com:2222/owner/name.git":       "https://example.com/owner/name",
		"git://example.com/owner/name.git":                "https://example.com/owner/name",
		"git://example.com:9419/owner/name.git":           "",
		"git://127.0.0.1/owner/name.git":                  "",
		"git@192.168.1.7:owner/name.git":                  "",
		"ssh://git@[::1]/owner/name.git":                  "",
		"git@localhost:owner/name.git":                    "",
		"file:///srv/git/name.git":                        "",
		"/srv/git/name.git":                               "",
		"../name":                                         "",
		"https://example.com/":                            "",
		"":                                                "",
	} {
		assert.Equal(t, want, webURL(remote), remote)
	}
}
