package index_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/internal/repotest"
	"github.com/codeworm/codeworm/source"
)

// fragile is a parser that some contents cost too much, and that knows how often it tried.
type fragile struct {
	codeworm.Parser
	codeworm.FileClassifier
	version string

	mu    sync.Mutex
	tried map[string]int // by path
	after func()         // called when a file was tried
}

func newFragile(t *testing.T) *fragile {
	p := repotest.Parser(t)
	return &fragile{Parser: p, FileClassifier: p, version: "1", tried: map[string]int{}}
}

func (f *fragile) Version(string) string { return f.version }

func (f *fragile) Parse(ctx context.Context, path string, src []byte) (*source.Outline, error) {
	for word, reason := range map[string]source.SkipReason{
		"slow": source.SkipTimeout, "large": source.SkipMemory, "broken": source.SkipCrash, "passing": source.SkipUnreadable,
	} {
		if strings.Contains(string(src), word) {
			f.mu.Lock()
			f.tried[path]++
			f.mu.Unlock()
			if f.after != nil {
				f.after()
			}
			return nil, &source.ParseError{Path: path, Reason: reason}
		}
	}
	return f.Parser.Parse(ctx, path, src)
}

// TestExceededOnce: what cost too much is tried once: under another name, after a restart, and after a reading that was
// given up before it was done.
func TestExceededOnce(t *testing.T) {
	repo := repotest.Empty(t)
	for _, name := range []string{"slow", "large", "broken", "passing", "good"} {
		repotest.Write(t, repo, name+".py", "def f():\n    return '"+name+"'\n")
	}
	p, cache := newFragile(t), newShelf()
	ctx, cancel := context.WithCancel(t.Context())
	p.after = func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if len(p.tried) == 4 {
			cancel()
		}
	}
	_, err := index.New(ctx, index.Repo{Name: repo.Name, Path: repo.Path}, p, cache, time.Now())
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, map[string]int{"slow.py": 1, "large.py": 1, "broken.py": 1, "passing.py": 1}, p.tried)

	p.after = nil
	repotest.Write(t, repo, "other/name.py", "def f():\n    return 'slow'\n")
	for range 2 { // the second one as if after a restart
		x, err := index.New(t.Context(), index.Repo{Name: repo.Name, Path: repo.Path}, p, cache, time.Now())
		require.NoError(t, err)
		assert.Equal(t, []source.SkippedFile{
			{Path: "broken.py", Reason: source.SkipCrash}, {Path: "large.py", Reason: source.SkipMemory}, {Path: "other/name.py", Reason: source.SkipTimeout},
			{Path: "passing.py", Reason: source.SkipUnreadable}, {Path: "slow.py", Reason: source.SkipTimeout},
		}, x.Skipped())
		assert.Equal(t, []string{"good.py"}, x.Paths())
	}
	assert.Equal(t, map[string]int{"slow.py": 1, "large.py": 1, "broken.py": 1, "passing.py": 3}, p.tried, "what may pass is tried again")

	p.version = "2"
	_, err = index.New(t.Context(), index.Repo{Name: repo.Name, Path: repo.Path}, p, cache, time.Now())
	require.NoError(t, err)
	assert.Equal(t, 2, p.tried["large.py"], "another parser may do better")

	p.version = ""
	before := p.tried["large.py"]
	for range 2 {
		_, err = index.New(t.Context(), index.Repo{Name: repo.Name, Path: repo.Path}, p, cache, time.Now())
		require.NoError(t, err)
	}
	assert.Equal(t, before+2, p.tried["large.py"], "a parser without versions keeps nothing")
}
