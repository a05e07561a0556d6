package compose_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/compose"
	"github.com/codeworm/codeworm/internal/facts"
	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/internal/repotest"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// written returns what the facts of a target say, without a model.
func written(t *testing.T, x *index.Index, key page.Key) string {
	t.Helper()
	found := page.Target{Key: key, Language: "go"}
	if file := x.ByPath[key.Path]; file != nil {
		found.Language, found.Span = file.Language, source.Span{StartLine: 1, EndLine: file.Outline.Lines}
		for i := range file.Outline.Symbols {
			if s := &file.Outline.Symbols[i]; key.Symbol != "" && s.QualifiedName() == key.Symbol {
				found.Symbol, found.Span = s, s.Span
			}
		}
	}
	c, err := compose.Target(t.Context(), x, found, func(s string) string { return s }, 1<<16)
	require.NoError(t, err)
	text, err := facts.Write(&c.Facts)
	require.NoError(t, err)
	return text
}

// TestWhatIsCountedIsAllThereIs holds numbers on pages with those of a package that is larger than any list on a page.
func TestWhatIsCountedIsAllThereIs(t *testing.T) {
	repo := repotest.Empty(t)
	var types, more, users strings.Builder
	types.WriteString("package big\n\n// Big has much to do.\ntype Big struct{ n int }\n")
	more.WriteString("package big\n")
	users.WriteString("package big\n")
	for i := range 130 {
		fmt.Fprintf(&types, "\nfunc (b *Big) Do%d() int { return b.n }\n", i)
	}
	for i := range 7 {
		fmt.Fprintf(&more, "\nfunc (b *Big) More%d() int { return b.n }\n", i)
	}
	more.WriteString("\nfunc (b *Big) knot(n int) int {\n" + strings.Repeat("\tif n > 1 {\n\t\tn--\n\t}\n", 9) + "\treturn n\n}\n")
	for i := range 125 {
		fmt.Fprintf(&users, "\nfunc use%d(b *Big) int { return 1 }\n", i)
	}
	repotest.Write(t, repo, "big/big.go", types.String())
	repotest.Write(t, repo, "big/more.go", more.String())
	repotest.Write(t, repo, "big/users.go", users.String())
	for i := range 70 {
		repotest.Write(t, repo, fmt.Sprintf("big/f%02d.go", i), "package big\n")
	}
	repotest.Git(t, repo.Path, "add", ".")
	repotest.Git(t, repo.Path, "commit", "-q", "-m", "Begin")
	x := repotest.Index(t, repo, repotest.Parser(t), nil)

	class := written(t, x, page.Key{Type: page.ClassDoc, Repo: "r", Path: "big/big.go", Symbol: "Big"})
	assert.Contains(t, class, "It has 138 methods.", "those of another file are among them")
	assert.Contains(t, class, "The most complex code in it is `Big.knot`, with a cyclomatic complexity of 10.")
	assert.Contains(t, class, "- and 98 more\n", "of the methods")
	assert.Contains(t, class, "- and 85 more\n", "of those who use it")

	file := written(t, x, page.Key{Type: page.FileDoc, Repo: "r", Path: "big/users.go"})
	assert.Contains(t, file, "defines 125 functions.")
	file = written(t, x, page.Key{Type: page.FileDoc, Repo: "r", Path: "big/big.go"})
	assert.Contains(t, file, "(line 4, 130 methods)")

	module := written(t, x, page.Key{Type: page.ModuleDoc, Repo: "r", Path: "big"})
	assert.Contains(t, module, "a module of 73 files")
	assert.Contains(t, module, "that define one struct and 125 functions.")
	assert.Contains(t, module, "The most complex code in it is `Big.knot`, with a cyclomatic complexity of 10.")
	assert.Contains(t, module, "(`big/big.go:4`, 138 methods)")
}

// TestFolderIsDescribedByTheFileThatSpeaksForIt keeps the long doc comment of one file from being the one of its folder.
func TestFolderIsDescribedByTheFileThatSpeaksForIt(t *testing.T) {
	repo := repotest.Empty(t)
	long := `"""` + strings.Repeat("This file began as a copy of another. ", 9) + `"""` + "\n\ndef copy():\n    return 1\n"
	repotest.Write(t, repo, "spoken/__init__.py", `"""Spoken holds words."""`+"\n\ndef word():\n    return 1\n")
	repotest.Write(t, repo, "spoken/copied.py", long)
	repotest.Write(t, repo, "silent/copied.py", long)
	repotest.Write(t, repo, "silent/other.py", "def other():\n    return 1\n\n\ndef _own():\n    return 2\n")
	repotest.Git(t, repo.Path, "add", ".")
	repotest.Git(t, repo.Path, "commit", "-q", "-m", "Begin")
	x := repotest.Index(t, repo, repotest.Parser(t), nil)

	spoken := written(t, x, page.Key{Type: page.ModuleDoc, Repo: "r", Path: "spoken"})
	assert.True(t, strings.HasPrefix(spoken, "Spoken holds words.\n"), spoken)
	assert.NotContains(t, spoken, "> This file began")
	silent := written(t, x, page.Key{Type: page.ModuleDoc, Repo: "r", Path: "silent"})
	assert.True(t, strings.HasPrefix(silent, "`silent` is a module of two files"), silent)
	assert.Contains(t, silent, "that define three functions.", "what is private is defined, too")
	assert.NotContains(t, silent, "`def _own()`")
}
