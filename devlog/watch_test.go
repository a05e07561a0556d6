package devlog

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/page"
)

// looks asks a sink what is missing, and whether it says that something has gone since the last time.
func looks(t *testing.T, s codeworm.PageWatcher, before *string) (lost, removed []page.Key, told bool) {
	t.Helper()
	losses, err := s.Losses(t.Context())
	require.NoError(t, err)
	told, *before = losses != *before, losses
	lost, removed, err = s.Missing(t.Context(), testKeys[:3])
	require.NoError(t, err)
	return lost, removed, told
}

func TestGitTellsWhatIsMissing(t *testing.T) {
	g := prepared(t)
	dir := g.config.Dir
	for i := range 3 {
		publish(t, g, i, "f1")
	}
	var losses string
	look := func(wantLost, wantRemoved []page.Key, wantTold bool, why string) {
		t.Helper()
		lost, removed, told := looks(t, g, &losses)
		assert.Equal(t, wantLost, lost, why)
		assert.Equal(t, wantRemoved, removed, why)
		assert.Equal(t, wantTold, told, why)
	}
	look(nil, nil, true, "at first")
	publish(t, g, 0, "f2")
	publish(t, g, 4, "f1")
	look(nil, nil, false, "pages are replaced")

	mustGit(t, dir, "rm", "--quiet", testKeys[1].PagePath())
	look(nil, nil, false, "it is still committed")
	mustGit(t, dir, "commit", "--quiet", "--message", "Take it out")
	look(nil, testKeys[1:2], true, "a person removed it")
	fresh := newGitAt(t, dir)
	lost, removed, err := fresh.Missing(t.Context(), testKeys[:3])
	require.NoError(t, err)
	assert.Empty(t, lost)
	assert.Equal(t, testKeys[1:2], removed, "also at the next start")
	publish(t, g, 1, "f3")
	look(nil, nil, false, "it is there again")

	mustGit(t, dir, "reset", "--quiet", "--hard", "HEAD~5")
	_, _, told := looks(t, g, &losses)
	assert.True(t, told, "commits were taken back")
	require.NoError(t, os.Rename(dir, dir+".away"))
	look(testKeys[:3], nil, true, "it is moved away")
	look(testKeys[:3], nil, false, "it is still away")
	publish(t, g, 0, "f1")
	look(testKeys[1:3], nil, true, "it was made anew")
	require.NoError(t, os.RemoveAll(dir))
	require.NoError(t, os.Rename(dir+".away", dir))
	_, _, told = looks(t, g, &losses)
	assert.True(t, told, "the first is back")
}

func TestFolderTellsWhatIsMissing(t *testing.T) {
	f := newFolder(t)
	for i := range 3 {
		put(t, f, i)
	}
	var losses string
	_, _, told := looks(t, f, &losses)
	assert.True(t, told)
	require.NoError(t, os.Remove(filepath.Join(f.dir, filepath.FromSlash(testKeys[1].PagePath()))))
	lost, removed, told := looks(t, f, &losses)
	assert.Equal(t, testKeys[1:2], lost)
	assert.Empty(t, removed)
	assert.False(t, told, "it does not watch single files")
	require.NoError(t, os.Rename(f.dir, f.dir+".away"))
	lost, _, told = looks(t, f, &losses)
	assert.Equal(t, testKeys[:3], lost)
	assert.True(t, told)
	put(t, f, 0)
	lost, _, told = looks(t, f, &losses)
	assert.Equal(t, testKeys[1:3], lost)
	assert.True(t, told)
}

func TestSeveralTellWhatIsMissing(t *testing.T) {
	g, f := prepared(t), newFolder(t)
	m := Multi(g, &plain{}, f)
	for i := range 3 {
		publish(t, g, i, "f1")
		put(t, f, i)
	}
	mustGit(t, g.config.Dir, "rm", "--quiet", testKeys[1].PagePath(), testKeys[2].PagePath())
	mustGit(t, g.config.Dir, "commit", "--quiet", "--message", "Take them out")
	require.NoError(t, os.Remove(filepath.Join(f.dir, filepath.FromSlash(testKeys[1].PagePath()))))
	var losses string
	lost, removed, _ := looks(t, m, &losses)
	assert.Empty(t, lost)
	assert.Equal(t, testKeys[1:2], removed, "one removed it, and none holds it")
	require.NoError(t, os.RemoveAll(g.config.Dir))
	require.NoError(t, os.RemoveAll(f.dir))
	lost, removed, _ = looks(t, m, &losses)
	assert.Equal(t, testKeys[:3], lost)
	assert.Empty(t, removed)
	_, _, err := Multi(&plain{}).Missing(t.Context(), testKeys[:3])
	require.Error(t, err)
}
