package codeworm_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

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

			keys, err := sink.(codeworm.PageLister).Keys(t.Context())
			require.NoError(t, err)
			assert.Len(t, keys, 5)
			assert.NotContains(t, keys, old.Key, "a note is no page")

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

// moodySink is a folder of pages that refuses notes of moves while it is in that mood, or whose pages do not link.
type moodySink struct {
	*devlog.Folder
	refuses, plain bool
}

func (s *moodySink) LinksPages() bool { return !s.plain }

func (s *moodySink) Publish(ctx context.Context, p page.Page) (codeworm.Publication, error) {
	if s.refuses && p.MovedTo != (page.Key{}) {
		return codeworm.Publication{}, errors.New("not now")
	}
	return s.Folder.Publish(ctx, p)
}

// What moved, and what only seems to have, by the keys of the notes that stand afterwards and where they lead.
func TestWhatMoves(t *testing.T) {
	long := func(name string) string { // git tells such files apart, and finds them after small edits
		var b strings.Builder
		b.WriteString("package sums\n\n// " + name + " adds.\nfunc " + name + "(a, b int) int {\n")
		for i := range 30 {
			fmt.Fprintf(&b, "\tif a == %d { // %s says so\n\t\treturn b\n\t}\n", i, name)
		}
		return b.String() + "\treturn a + b\n}\n"
	}
	for name, c := range map[string]struct {
		change func(w *world, write func(file, text string))
		want   map[string]string // the notes' places and goals, as "type path#symbol"
	}{
		"a rename with an edit": {func(w *world, write func(file, text string)) {
			w.rename("one.go", "uno.go")
			write("uno.go", long("One")+"\n// Two is new.\nfunc Two() {}\n")
		}, map[string]string{"function_doc one.go#One": "uno.go", "file_doc one.go#": "uno.go"}},
		"a function that was renamed, too": {func(w *world, write func(file, text string)) {
			w.rename("one.go", "uno.go")
			write("uno.go", strings.Replace(long("One"), "func One", "func Uno", 1))
		}, map[string]string{"file_doc one.go#": "uno.go"}},
		"a folder": {func(w *world, _ func(file, text string)) { w.rename("deep/in", "flat") }, map[string]string{
			"function_doc deep/in/three.go#Three": "flat/three.go", "function_doc deep/in/four.go#Four": "flat/four.go",
			"file_doc deep/in/three.go#": "flat/three.go", "file_doc deep/in/four.go#": "flat/four.go", "module_doc deep/in#": "flat"}},
		"two files in each other's place": {func(w *world, _ func(file, text string)) {
			for _, f := range [][2]string{{"one.go", "t"}, {"deep/in/three.go", "one.go"}, {"t", "deep/in/three.go"}} {
				require.NoError(w.t, os.Rename(filepath.Join(w.dir, f[0]), filepath.Join(w.dir, f[1])))
			}
		}, map[string]string{"function_doc one.go#One": "deep/in/three.go", "function_doc deep/in/three.go#Three": "one.go"}},
		"a copy": {func(_ *world, write func(file, text string)) { write("copy.go", long("One")) }, map[string]string{}},
		"a removal": {func(w *world, _ func(file, text string)) {
			require.NoError(w.t, os.Remove(filepath.Join(w.dir, "one.go")))
		}, map[string]string{}},
		"another file": {func(w *world, write func(file, text string)) {
			require.NoError(w.t, os.Remove(filepath.Join(w.dir, "one.go")))
			write("other.go", "package sums\n\n// One is of another kind.\nfunc One(s []string) string {\n\tfor _, x := range s {\n\t\tprintln(x)\n\t}\n\treturn s[0]\n}\n")
		}, map[string]string{}},
	} {
		for _, plain := range []bool{false, true} {
			t.Run(fmt.Sprint(name, " plain=", plain), func(t *testing.T) {
				w := newWorld(t, 0)
				write := func(file, text string) {
					require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(w.dir, file)), 0o755))
					require.NoError(t, os.WriteFile(filepath.Join(w.dir, file), []byte(text), 0o600))
				}
				write("one.go", long("One"))
				write("deep/in/three.go", long("Three"))
				write("deep/in/four.go", long("Four"))
				w.git("add", ".")
				w.git("commit", "-q", "-m", "Begin")
				folder, err := devlog.NewFolder(filepath.Join(t.TempDir(), "pages"))
				require.NoError(t, err)
				sink := &moodySink{folder, true, plain}
				w.config.Sink, w.config.Types = sink, map[page.Type]int{page.FunctionDoc: 1, page.FileDoc: 1, page.ModuleDoc: 1}
				now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
				w.config.Now = func() time.Time { return now }
				d := w.daemon()
				run := func() {
					t.Helper()
					if _, err := d.RunN(t.Context(), 30); err != nil {
						require.ErrorIs(t, err, codeworm.ErrNothingDue)
					}
				}
				notes := func() map[string]string {
					t.Helper()
					found := map[string]string{}
					for _, r := range w.records() {
						meta, _, err := sink.Find(t.Context(), r.Key)
						require.NoError(t, err)
						if meta == nil || meta.MovedTo == (page.Key{}) {
							assert.Equal(t, meta != nil, r.RetiredAt.IsZero(), r.Key)
							continue
						}
						assert.False(t, r.RetiredAt.IsZero(), r.Key)
						found[fmt.Sprintf("%s %s#%s", r.Key.Type, r.Key.Path, r.Key.Symbol)] = meta.MovedTo.Path
						successor, _, err := sink.Find(t.Context(), meta.MovedTo)
						require.NoError(t, err)
						require.NotNil(t, successor)
						assert.Equal(t, r.Key, successor.Earlier.Key)
					}
					return found
				}
				run()
				c.change(w, write)
				w.git("add", ".")
				w.git("commit", "-q", "--allow-empty", "-m", "Tidy up")
				run()
				run()
				assert.Empty(t, notes(), "the sink refuses them")
				sink.refuses = false
				d = w.daemon() // a restart finds them again
				run()
				run()
				want := c.want
				if plain {
					want = map[string]string{}
				}
				assert.Equal(t, want, notes())
				now = now.Add(25 * time.Hour)
				run()
				assert.Equal(t, want, notes(), "what is left that is gone is retired in time")
				for _, r := range w.records() {
					_, there := os.Stat(filepath.Join(w.dir, r.Key.Path))
					if !r.RetiredAt.IsZero() && r.Key.Symbol == "" {
						assert.Error(t, there, r.Key)
					}
				}
			})
		}
	}
}
