package fetch_test

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/fetch"
)

// A server that hands out files alone can be cloned whole; a depth is what it cannot do, which is said.
func TestServerOfFilesAlone(t *testing.T) {
	o := newOrigin(t)
	serve := func() string {
		mustGit(t, o.bare, "update-server-info")
		return mustGit(t, o.work, "rev-parse", "HEAD")
	}
	server := httptest.NewServer(http.FileServer(http.Dir(filepath.Dir(o.bare))))
	defer server.Close()
	commit := serve()
	c := newClone(t, fetch.CloneConfig{URL: server.URL + "/tool.git"})
	require.NoError(t, c.Fetch(t.Context()))
	holds(t, c, commit, "a.py", "def three():\n    return 1\n")
	o.commit("b.py", "b = 1\n")
	commit = serve()
	require.NoError(t, c.Fetch(t.Context()))
	holds(t, c, commit, "b.py", "b = 1\n")
	err := newClone(t, fetch.CloneConfig{URL: server.URL + "/tool.git", Depth: 1}).Fetch(t.Context())
	assert.ErrorContains(t, err, "the server hands out files alone; leave the depth out")
}
