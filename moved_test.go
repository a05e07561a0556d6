package codeworm_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/check"
	"github.com/codeworm/codeworm/devlog"
	"github.com/codeworm/codeworm/page"
)

// rename renames a file of the world's repository and commits that.
func (w *world) rename(from, to string) {
	w.t.Helper()
	require.NoError(w.t, os.MkdirAll(filepath.Dir(filepath.Join(w.dir, to)), 0o755))
	require.NoError(w.t, os.Rename(filepath.Join(w.dir, from), filepath.Join(w.dir, to)))
	w.git("add", ".")
	w.git("commit", "-q", "-m", "Tidy up")
}

// record is the world's record of a function in a file.
func (w *world) record(path string) codeworm.Record {
	w.t.Helper()
	for _, r := range w.records() {
		if r.Key.Path == path {
			return r
		}
	}
	require.Fail(w.t, "no record", path)
	return codeworm.Record{}
}

// A page moves with its file, in git's and in plain folders: the new one is written first and says where it was, also when it is written
// again, and a note that links to it stands in the old one's place. Both stand up to a check.
func TestPagesMoveWithRenamedFiles(t *testing.T) {
	for name, open := range map[string]func(dir string) (codeworm.DevlogSink, error){
		"git":    func(dir string) (codeworm.DevlogSink, error) { return devlog.NewGit(devlog.GitConfig{Dir: dir}) },
		"folder": func(dir string) (codeworm.DevlogSink, error) { return devlog.NewFolder(dir) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
			t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
			for _, who := range []string{"AUTHOR", "COMMITTER"} {
				t.Setenv("GIT_"+who+"_NAME", "Ann")
				t.Setenv("GIT_"+who+"_EMAIL", "ann@example.com")
			}
			w := newWorld(t, 3)
			dir := filepath.Join(t.TempDir(), "devlog")
			sink, err := open(dir)
			require.NoError(t, err)
			w.config.Sink = sink
			run := func(n int) []codeworm.Result {
				t.Helper()
				results, err := w.daemon().RunN(t.Context(), n)
				if err != nil {
					require.ErrorIs(t, err, codeworm.ErrNothingDue)
				}
				return results
			}
			text := func(k page.Key) string {
				t.Helper()
				content, err := os.ReadFile(filepath.Join(dir, k.PagePath()))
				require.NoError(t, err)
				return string(content)
			}
			require.Len(t, run(3), 3)
			old := w.record("sum1.go")

			w.rename("sum1.go", "lib/total.go")
			w.function(7, "")
			w.function(8, "")
			w.git("add", ".")
			w.git("commit", "-q", "-m", "Add more")
			made := run(1)
			require.Len(t, made, 1, "the one that moved comes first")
			moved := w.record("lib/total.go")
			assert.Equal(t, moved.Key, made[0].Target.Key)
			assert.Contains(t, text(moved.Key), "**Formerly:** `sum1.go`, as of `"+old.SourceCommit[:12]+"`")
			meta, err := page.ParseMeta([]byte(text(moved.Key)))
			require.NoError(t, err)
			assert.Equal(t, page.Earlier{Key: old.Key, SourceCommit: old.SourceCommit}, meta.Earlier)

			require.Len(t, run(5), 2)
			assert.False(t, w.record("sum1.go").RetiredAt.IsZero(), "at once: nothing has to be waited for")
			note := text(old.Key)
			assert.Contains(t, note, "renamed: `sum1.go` is `lib/total.go` now")
			assert.Contains(t, note, "]("+page.LinkTo(old.PagePath, moved.PagePath)+")", "no sink took the link out")
			assert.FileExists(t, filepath.Join(dir, filepath.Dir(old.PagePath), page.LinkTo(old.PagePath, moved.PagePath)))
			meta, err = page.ParseMeta([]byte(note))
			require.NoError(t, err)
			assert.Equal(t, moved.Key, meta.MovedTo)
			assert.Empty(t, run(5))
			assert.Equal(t, note, text(old.Key))

			x, err := codeworm.NewIndex(t.Context(), w.config.Repos[0], w.config.Parser)
			require.NoError(t, err)
			findings := func(k, about page.Key) (found []string) { // as the program checks pages
				scope := x.CheckPageScope(about)
				scope.Facts = "CodeWorm\n" + old.Key.Path
				for _, f := range check.Markdown(text(k), scope).Findings {
					found = append(found, f.Text)
				}
				return found
			}
			stayed := w.record("sum0.go").Key
			assert.Equal(t, findings(stayed, stayed), findings(moved.Key, moved.Key), "none that a page has not that stayed where it was")
			assert.Empty(t, findings(old.Key, moved.Key))

			src, err := os.ReadFile(filepath.Join(w.dir, "lib/total.go"))
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(filepath.Join(w.dir, "lib/total.go"), []byte(strings.Replace(string(src), "a + b + 1", "a + b + 5", 1)), 0o600))
			require.Len(t, run(5), 1)
			assert.Contains(t, text(moved.Key), "**Formerly:** `sum1.go`", "a later version keeps its history")

			w.function(1, "") // another one takes the old name
			require.Len(t, run(5), 1)
			assert.NotContains(t, text(old.Key), "renamed")
			assert.True(t, w.record("sum1.go").RetiredAt.IsZero())
			if name == "git" {
				out, err := exec.CommandContext(t.Context(), "git", "-C", dir, "status", "--porcelain").CombinedOutput()
				require.NoError(t, err)
				assert.Empty(t, string(out))
			}
		})
	}
}
