package git_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/git"
)

// manyLines is a text of many lines about something.
func manyLines(about string) string {
	var b strings.Builder
	for i := range 40 {
		fmt.Fprintf(&b, "%s says its line %d\n", about, i*i)
	}
	return b.String()
}

func TestRenames(t *testing.T) {
	begin := map[string]string{"sub/a.go": manyLines("a"), "sub/b.go": manyLines("beta"), "sub/deep/c.go": manyLines("third"), "sub/deep/d.go": manyLines("the last one"), "out.go": manyLines("outside")}
	move := func(t *testing.T, dir, from, to string) {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, to)), 0o755))
		require.NoError(t, os.Rename(filepath.Join(dir, from), filepath.Join(dir, to)))
	}
	for name, c := range map[string]struct {
		change func(t *testing.T, dir string)
		want   map[string]string // seen from sub
	}{
		"nothing": {func(t *testing.T, dir string) { write(t, dir, "x", "x") }, map[string]string{}},
		"a file":  {func(t *testing.T, dir string) { move(t, dir, "sub/a.go", "sub/ä \"new\"\n.go") }, map[string]string{"a.go": "ä \"new\"\n.go"}},
		"a file and edit": {func(t *testing.T, dir string) {
			move(t, dir, "sub/a.go", "sub/n.go")
			write(t, dir, "sub/n.go", "package n\n"+begin["sub/a.go"])
		}, map[string]string{"a.go": "n.go"}},
		"another file": {func(t *testing.T, dir string) {
			move(t, dir, "sub/a.go", "a")
			write(t, dir, "sub/n.go", manyLines("something else, which is new"))
		}, map[string]string{}},
		"a folder": {func(t *testing.T, dir string) { move(t, dir, "sub/deep", "sub/flat") }, map[string]string{"deep/c.go": "flat/c.go", "deep/d.go": "flat/d.go"}},
		"a copy":   {func(t *testing.T, dir string) { write(t, dir, "sub/copy.go", begin["sub/a.go"]) }, map[string]string{}},
		"two in each other's place": {func(t *testing.T, dir string) {
			move(t, dir, "sub/a.go", "sub/t")
			move(t, dir, "sub/b.go", "sub/a.go")
			move(t, dir, "sub/t", "sub/b.go")
		}, map[string]string{"a.go": "b.go", "b.go": "a.go"}},
		"out of the folder": {func(t *testing.T, dir string) { move(t, dir, "sub/a.go", "gone.go") }, map[string]string{}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := newRepo(t)
			for file, text := range begin {
				write(t, dir, file, text)
			}
			from := commit(t, dir, "Begin")
			c.change(t, dir)
			to := commit(t, dir, "Change")
			got, err := git.Renames(t.Context(), filepath.Join(dir, "sub"), from, to)
			require.NoError(t, err)
			assert.Equal(t, c.want, got)
			same, err := git.Renames(t.Context(), dir, to, to)
			require.NoError(t, err)
			assert.Empty(t, same)
		})
	}
	dir := newRepo(t)
	write(t, dir, "a", "a")
	head := commit(t, dir, "Begin")
	_, err := git.Renames(t.Context(), dir, "HEAD", head)
	require.ErrorContains(t, err, `"HEAD"`)
	_, err = git.Renames(t.Context(), dir, strings.Repeat("0", 39)+"1", head)
	require.Error(t, err, "a commit that is not there")
}
