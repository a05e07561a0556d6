package devlog

import (
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/page"
)

// Of several clones that push to one remote all the time none is kept out: most pushes get through, what one could not send goes with the
// next, and the table of how long they took says how even that is.
func TestPushOfManyClones(t *testing.T) {
	const clonesAtATime, pushes = 4, 8
	remote, a, b := clones(t)
	sinks := []*Git{a, b}
	for len(sinks) < clonesAtATime {
		dir := filepath.Join(filepath.Dir(remote), string(rune('a'+len(sinks))))
		mustGit(t, filepath.Dir(remote), "clone", "--quiet", remote, dir)
		g, err := NewGit(GitConfig{Dir: dir, Remote: "origin"})
		require.NoError(t, err)
		require.NoError(t, g.Prepare(t.Context()))
		sinks = append(sinks, g)
	}
	var wg sync.WaitGroup
	failed, longest, whole := make([]int, clonesAtATime), make([]time.Duration, clonesAtATime), make([]time.Duration, clonesAtATime)
	for i, g := range sinks {
		wg.Go(func() {
			began := time.Now()
			for n := range pushes {
				key := page.Key{Type: page.FileDoc, Repo: "demo", Path: filepath.Join(string(rune('a'+i)), string(rune('a'+n))+".go")}
				_, err := g.Publish(t.Context(), codewormtest.Page(key, "f1"))
				assert.NoError(t, err)
				push := time.Now()
				if g.Push(t.Context()) != nil {
					failed[i]++
				}
				longest[i] = max(longest[i], time.Since(push))
			}
			whole[i] = time.Since(began)
		})
	}
	wg.Wait()
	for i, g := range sinks {
		t.Logf("clone %d: %d of %d pushes failed, the longest took %s, all %s", i, failed[i], pushes, longest[i].Round(time.Millisecond), whole[i].Round(time.Millisecond))
		assert.Less(t, failed[i], pushes/2, "a push that lost all its races goes with the next one; most win one")
		require.NoError(t, g.Push(t.Context()))
	}
	mustGit(t, remote, "fsck", "--strict")
}
