package devlog

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	codeworm "github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/page"
)

// Jekyll is turned off once a devlog has a page that it would leave out, and only where nobody configured it.
func TestJekyllLeavesNoPageOut(t *testing.T) {
	key := func(path string) page.Key {
		return page.Key{Type: page.FunctionDoc, Repo: "app", Path: path, Symbol: "f"}
	}
	g, f := prepared(t), newFolder(t)
	other := newFolder(t)
	write(t, other.dir, jekyllConfig, "include: [\"_*\"]\n")
	for _, sink := range []struct {
		codeworm.DevlogSink
		dir  string
		want bool
	}{{g, g.config.Dir, true}, {f, f.dir, true}, {other, other.dir, false}} {
		at := filepath.Join(sink.dir, noJekyll)
		_, err := sink.Publish(t.Context(), codewormtest.Page(key("src/a.go"), "f1"))
		require.NoError(t, err)
		assert.NoFileExists(t, at)
		for _, fingerprint := range []string{"f1", "f2"} {
			_, err = sink.Publish(t.Context(), codewormtest.Page(key("_internal/a.go"), fingerprint))
			require.NoError(t, err)
			if sink.want {
				assert.FileExists(t, at)
			} else {
				assert.NoFileExists(t, at)
			}
		}
	}
	assert.Empty(t, mustGit(t, g.config.Dir, "status", "--porcelain"))
	assert.Equal(t, noJekyll, mustGit(t, g.config.Dir, "ls-files", noJekyll))
}
