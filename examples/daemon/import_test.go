package main

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/page"
)

// originalState makes a state as the original's users have it, with these rows.
func originalState(t *testing.T, rows ...[]any) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "codeworm.db")
	db, err := sql.Open("sqlite", "file:"+file)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	_, err = db.ExecContext(t.Context(), `CREATE TABLE documented_snippets (id TEXT PRIMARY KEY, source_repo TEXT NOT NULL, source_file TEXT NOT NULL,
		function_name TEXT, class_name TEXT, code_hash TEXT NOT NULL, documented_at TIMESTAMP NOT NULL, snippet_path TEXT NOT NULL, git_commit TEXT,
		doc_type TEXT NOT NULL DEFAULT 'function_doc')`)
	require.NoError(t, err)
	for i, r := range rows {
		_, err = db.ExecContext(t.Context(), `INSERT INTO documented_snippets VALUES (?, ?, ?, ?, ?, 'b1946ac92492d234', ?, ?, NULL, ?)`, append([]any{i}, r...)...)
		require.NoError(t, err)
	}
	return file
}

const importSource = `class Book:
    """Keeps accounts."""

    def post(self, entry, amount, force=False):
        """Adds an entry."""
        if amount < 0 and not force:
            raise ValueError("negative")
        for other in self.entries:
            if other == entry:
                return False
        if entry:
            self.entries.append(entry)
        self.count += 1
        self.sum += amount
        self.dirty = True
        self.check()
        return True


def post_entry(book, entry, amount, retries=3):
    """Adds an entry, and tries again."""
    for attempt in range(retries):
        if book.post(entry, amount):
            return attempt
        elif attempt > 1:
            book.clear()
    if retries > 5:
        book.close()
        raise RuntimeError("too many")
    print("gave up")
    book.note(entry)
    book.note(amount)
    return None


def twice(a, b, c):
    if a and b:
        return 1
    if b and c:
        return 2
    for x in a:
        if x:
            b.append(x)
    b.sort()
    c.sort()
    a.sort()
    b.clear()
    c.clear()
    return 3


def twice(a, b, c, d):
    if a and b:
        return 1
    if b and c:
        return 2
    for x in a:
        if x:
            d.append(x)
    b.sort()
    c.sort()
    a.sort()
    b.clear()
    c.clear()
    return 4
`

// What the original documented is taken over once, and not written again until its source changes.
func TestImportOriginal(t *testing.T) {
	w := newWorld(t, "--llm", "facts")
	w.write("ledger/book.py", importSource)
	w.git(w.repo, "add", ".")
	w.git(w.repo, "commit", "-qm", "Add a ledger")
	original := originalState(t,
		[]any{"sample", "ledger/book.py", "post_entry", nil, "2026-01-27 21:49:00", "old.md", "function_doc"},
		[]any{"sample", "ledger/book.py", "post_entry", nil, "2026-02-27 21:49:00", "snippets/python/2026-02-27-post_entry.md", "function_doc"},
		[]any{"sample", "./ledger/book.py", nil, "Book", "2026-02-28 08:10:00.123456", "analysis/2026-02-28-book.md", "class_doc"},
		[]any{"sample", w.repo + "/ledger/book.py", "post", "Book", "2026-02-28 08:11:00", "snippets/python/2026-02-28-post.md", "function_doc"},
		[]any{"sample", "ledger/book.py", "twice", nil, "2026-02-28 08:12:00", "x.md", "function_doc"},
		[]any{"sample", "ledger/book.py", "no_more", nil, "2026-02-28 08:12:00", "x.md", "function_doc"},
		[]any{"sample", "ledger/gone.py", nil, nil, "2026-02-28 08:12:00", "x.md", "file_doc"},
		[]any{"other", "a.py", nil, nil, "2026-02-28 08:12:00", "x.md", "file_doc"},
		[]any{"sample", "ledger/book.py", nil, nil, "2026-02-28 08:12:00", "x.md", "haiku"},
	)
	before := snapshot(t, filepath.Dir(original))

	c := w.run("import", "--original", original, "--dry-run")
	require.Equal(t, exitOK, c.code, c.errors.String())
	assert.NoFileExists(t, w.state)
	assert.NoDirExists(t, w.devlog)
	for _, say := range []string{"3  taken over", "1  older page of one that is taken over", "1  ambiguous", "ambiguous: 2 targets", "2  not found any more",
		"1  of a repository that is not configured", "1  of an unknown document type", "ledger/book.py no_more", "3 of the original's 9 pages would be taken over; nothing was written."} {
		assert.Contains(t, c.out.String(), say)
	}

	c = w.run("import", "--original", original)
	require.Equal(t, exitOK, c.code, c.errors.String())
	assert.Contains(t, c.out.String(), "3  taken over")
	assert.Equal(t, before, snapshot(t, filepath.Dir(original)), "the original is as it was")
	taken := map[page.Key]codeworm.Record{}
	for _, r := range w.records() {
		taken[r.Key] = r
	}
	post := page.Key{Type: page.FunctionDoc, Repo: "sample", Path: "ledger/book.py", Symbol: "post_entry"}
	require.Len(t, taken, 3)
	assert.Equal(t, "snippets/python/2026-02-27-post_entry.md", taken[post].PagePath)
	assert.Equal(t, codeworm.ModelOriginal, taken[post].Model)
	assert.Equal(t, "2026-02-27", taken[post].PublishedAt.Format("2006-01-02"))
	assert.Contains(t, taken, page.Key{Type: page.FunctionDoc, Repo: "sample", Path: "ledger/book.py", Symbol: "Book.post"})
	assert.Contains(t, taken, page.Key{Type: page.ClassDoc, Repo: "sample", Path: "ledger/book.py", Symbol: "Book"})
	assert.Zero(t, w.claims())

	c = w.run("import", "--original", original, "--json")
	require.Equal(t, exitOK, c.code, c.errors.String())
	lines := jsonLines[importLine](t, c.out.String())
	require.Len(t, lines, 9)
	assert.Equal(t, "has a page in this state already", lines[1].Outcome)
	assert.Equal(t, post.String(), lines[1].Key)

	// The devlog does not hold those pages, and they are no more due for it.
	c = w.run("once", "-n", "1")
	require.Equal(t, exitOK, c.code, c.errors.String())
	assert.NotContains(t, c.errors.String(), "does not hold")
	planned := func() []string {
		var keys []string
		c := w.run("plan", "--json", "--llm", "ollama")
		require.Equal(t, exitOK, c.code, c.errors.String())
		for _, line := range jsonLines[planLine](t, c.out.String()) {
			keys = append(keys, line.Key.String())
		}
		require.NotEmpty(t, keys)
		return keys
	}
	for k := range taken {
		assert.NotContains(t, planned(), k.String())
	}
	w.write("ledger/book.py", strings.Replace(importSource, "retries=3", "retries=4", 1))
	w.git(w.repo, "commit", "-qam", "Try more often")
	assert.Contains(t, planned(), post.String(), "its source changed")
}

func TestImportRefuses(t *testing.T) {
	w := newWorld(t, "--llm", "facts")
	original := originalState(t, []any{"sample", "a.py", "f", nil, "2026-02-27 21:49:00", "old.md", "function_doc"})
	c := w.run("import")
	assert.Equal(t, exitUsage, c.code)
	assert.Contains(t, c.errors.String(), "name the original's codeworm.db")

	c = w.run("import", "--original", filepath.Join(w.repo, "nothing.db"))
	assert.Equal(t, exitFailed, c.code)
	assert.Contains(t, c.errors.String(), "name the original's codeworm.db")
	assert.NoFileExists(t, w.state)

	// As the state itself it is refused by every command that opens one, with that hint, and not a byte changes.
	w.state = original
	before := snapshot(t, filepath.Dir(original))
	for _, args := range [][]string{{"once"}, {"once", "--dry-run"}, {"plan"}, {"status"}, {"import", "--original", original}} {
		c := w.run(args...)
		assert.Equal(t, exitFailed, c.code, args)
		assert.Contains(t, c.errors.String(), "import --original", args)
		assert.Contains(t, c.errors.String(), original, args)
		assert.Equal(t, before, snapshot(t, filepath.Dir(original)), args)
		assert.NoDirExists(t, w.devlog)
	}
}
