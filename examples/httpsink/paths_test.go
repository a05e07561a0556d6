package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Whatever path a page is put to, nothing is written outside of the folder, and what cannot be kept is the page's fault, not the wiki's.
func TestServerKeepsToItsFolder(t *testing.T) {
	above := t.TempDir()
	dir := filepath.Join(above, "wiki")
	require.NoError(t, os.Mkdir(dir, 0o755))
	require.NoError(t, os.Symlink(above, filepath.Join(dir, "out")))
	s, err := NewServer(dir, "")
	require.NoError(t, err)
	defer s.Close()
	for at, status := range map[string]int{
		"../x.md": 404, "a/../../x.md": 404, "%2e%2e/x.md": 404, "a%2f..%2f..%2fx.md": 404, "/x.md": 404, ".x.md": 404, "-x.md": 404, "a%00.md": 404, "a%5cb.md": 404, "out/x.md": 507,
		strings.Repeat("a", 300) + ".md": 414, strings.Repeat("a/", 3000) + "a.md": 414, "a.md": 201, "a.md/b.md": 201,
	} {
		r := httptest.NewRequest(http.MethodPut, "/pages/"+at, strings.NewReader("text"))
		r.Header.Set("If-None-Match", "*")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		assert.Equal(t, status, w.Code, at[:min(len(at), 40)])
	}
	entries, err := os.ReadDir(above)
	require.NoError(t, err)
	assert.Len(t, entries, 1)
}
