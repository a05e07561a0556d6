package devlog

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/page"
)

// shapes are repositories in which indexes become long in different ways.
var shapes = map[string]func(i int) page.Key{
	"many folders": func(i int) page.Key {
		return page.Key{Type: page.FunctionDoc, Repo: "demo", Path: fmt.Sprintf("pkg%d/file.go", i), Symbol: fmt.Sprint("F", i)}
	},
	"one folder": func(i int) page.Key {
		return page.Key{Type: page.FunctionDoc, Repo: "demo", Path: "all.c", Symbol: fmt.Sprintf("sqlite3%x", i*i)}
	},
	"names that begin alike": func(i int) page.Key {
		return page.Key{Type: page.FileDoc, Repo: "demo", Path: "src/" + strings.Repeat("a", i%60) + fmt.Sprint(i) + ".go"}
	},
	"deep": func(i int) page.Key {
		return page.Key{Type: page.ClassDoc, Repo: "demo", Path: fmt.Sprintf("a/%d/b/%d/c.go", i%7, i%31), Symbol: fmt.Sprint("T", i)}
	},
	"all types": func(i int) page.Key {
		types := page.Types()[:8]
		return page.Key{Type: types[i%8], Repo: "demo", Path: fmt.Sprintf("p%d/f%d.go", i%20, i%90), Symbol: fmt.Sprint("T", i)}
	},
	"many repositories": func(i int) page.Key {
		return page.Key{Type: page.FunctionDoc, Repo: fmt.Sprint("repo", i), Path: "a.go", Symbol: "F"}
	},
}

// TestIndexesStayShort puts pages one after another and takes them away again. Each page is listed once, in an index that can be
// reached from the devlog's own, and no index is long.
func TestIndexesStayShort(t *testing.T) {
	require.NotEmpty(t, shapes)
	for name, shape := range shapes {
		t.Run(name, func(t *testing.T) {
			const n = 700
			w := newWorld()
			w.checkIndexes()
			touched := map[int]int{}
			for i := range n {
				meta := codewormtest.Page(shape(i), "f1", func(m *page.Meta) { m.Summary = strings.Repeat("many words ", 30) }).Meta
				touched[len(w.put(t, meta))]++
				if i%175 == 174 {
					assertListed(t, w)
				}
			}
			rare := 0
			for files, times := range touched {
				if files > 3 {
					rare += times
				}
			}
			assert.Less(t, rare, 40, "pages that touch more than three indexes: %v", touched)
			fresh := w.load(t)
			for at, section := range fresh.files {
				if at == "README.md" { // where the latest page of a large repository is left to whoever published it
					section, w.files[at] = latestCells.ReplaceAllString(section, "| $1 |"), latestCells.ReplaceAllString(w.files[at], "| $1 |")
				}
				require.Equal(t, section, w.files[at], "whoever sees the devlog for the first time writes the same: %s", at)
			}
			require.Len(t, w.files, len(fresh.files))
			order := rand.Perm(n)
			for _, i := range order[:n-200] {
				w.remove(t, shape(i).PagePath())
			}
			assertListed(t, w)
			for _, i := range order[n-200:] {
				w.remove(t, shape(i).PagePath())
			}
			assert.Equal(t, []string{"README.md"}, slices.Collect(maps.Keys(w.files)))
			assert.Contains(t, w.files["README.md"], "No pages yet.")
		})
	}
}

// latestCells are the cells about the latest page in a row of the devlog's own index.
var latestCells = regexp.MustCompile(`(?m)\| (\d+) \| .*$`)

// assertListed follows the links from the devlog's own index.
func assertListed(t *testing.T, w *world) {
	t.Helper()
	listed, seen := map[string]int{}, map[string]bool{}
	var follow func(at string)
	follow = func(at string) {
		require.False(t, seen[at], "%s is linked to twice", at)
		seen[at] = true
		section, ok := w.files[at]
		require.True(t, ok, "there is no %s", at)
		require.LessOrEqual(t, len(section), maxIndex, at)
		for line := range strings.Lines(section) {
			if !strings.HasPrefix(line, "| [") && !strings.HasPrefix(line, "- [") {
				continue
			}
			_, rest, _ := strings.Cut(line, "](")
			dest, _, _ := strings.Cut(rest, ")")
			to := path.Join(path.Dir(at), dest)
			if maybeIndex(to) {
				follow(to)
			} else {
				listed[to]++
			}
		}
	}
	follow("README.md")
	for at := range w.files {
		require.True(t, seen[at], "%s can be reached", at)
	}
	require.Len(t, listed, len(w.metas))
	for at, n := range listed {
		require.Equal(t, 1, n, at)
		require.Contains(t, w.metas, at)
	}
	for _, at := range slices.Collect(maps.Keys(w.files)) {
		assert.LessOrEqual(t, strings.Count(w.files[at], "\n"), maxRows+60, at)
	}
}
