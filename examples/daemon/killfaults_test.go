//go:build linux

package main

import (
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/state/postgres"
	"github.com/codeworm/codeworm/state/sqlite"
)

// records are what the state holds, and what is wrong with the state.
func (w *killWorld) records() (records []codeworm.Record, faults []string) {
	w.t.Helper()
	if all, inForce := w.claims(); inForce > 0 || all > 0 && !w.several {
		faults = append(faults, fmt.Sprintf("%d claims are left, %d of them in force", all, inForce))
	}
	if w.database != "" {
		store, err := postgres.Open(w.t.Context(), w.database, postgres.WithReadOnly())
		require.NoError(w.t, err)
		defer store.Close()
		records, err = store.Records(w.t.Context(), "")
		require.NoError(w.t, err)
		return records, faults
	}
	entries, err := os.ReadDir(w.at("state"))
	require.NoError(w.t, err)
	for _, e := range entries {
		if !slices.Contains([]string{"state.db", "state.db-wal", "state.db-shm"}, e.Name()) {
			faults = append(faults, "left in the state's folder: "+e.Name())
		}
	}
	db, err := sql.Open("sqlite", w.at("state/state.db"))
	require.NoError(w.t, err)
	var verdict string
	require.NoError(w.t, db.QueryRowContext(w.t.Context(), `PRAGMA integrity_check`).Scan(&verdict))
	require.NoError(w.t, db.Close())
	if verdict != "ok" {
		faults = append(faults, "integrity check: "+verdict)
	}
	store, err := sqlite.Open(w.t.Context(), w.at("state/state.db"))
	require.NoError(w.t, err)
	defer store.Close()
	records, err = store.Records(w.t.Context(), "")
	require.NoError(w.t, err)
	return records, faults
}

// faults are what is wrong after everything was made whole without a person's help.
func (w *killWorld) faults() []string {
	w.t.Helper()
	records, faults := w.records()
	add := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if !strings.Contains(w.last, "Nothing is due") && !strings.Contains(w.last, "written to") && !strings.Contains(w.last, "found") {
		add("the last start said: %s", w.last)
	}
	for dir, name := range map[string]string{"devlog": "the devlog", "remote.git": "the remote"} {
		if out, err := w.tryGit(dir, nil, "fsck", "--strict", "--no-dangling", "--no-progress"); err != nil || out != "" {
			add("fsck of %s: %v %s", name, err, out)
		}
	}
	if out := w.git("devlog", "status", "--porcelain", "--ignored"); out != "" {
		add("git status: %s", out)
	}
	if here, there := w.git("devlog", "rev-parse", "HEAD"), w.git("remote.git", "rev-parse", "main"); here != there {
		add("unpushed: here %s, there %s", strings.TrimSpace(here), there)
	}
	faults = append(append(faults, w.left()...), w.history()...)

	revisions := strings.Fields(w.git("devlog", "rev-list", "HEAD"))
	pages := w.tree()
	keys := map[page.Key]string{}
	for _, r := range records {
		keys[r.Key] = r.PagePath
		p, ok := pages[r.PagePath]
		meta := p.meta
		switch {
		case r.Failures > 0 || !r.RetiredAt.IsZero():
			add("%s rests or is retired: %s", r.Key, r.LastError)
		case !ok:
			add("%s is recorded and has no page", r.Key)
		case meta.Key != r.Key || meta.Fingerprint != r.Fingerprint:
			add("%s is recorded as %s and published as %s", r.Key, r.Fingerprint, meta.Fingerprint)
		case !slices.Contains(revisions, r.Revision):
			add("%s is recorded with the revision %q, which the history has not", r.Key, r.Revision)
		}
	}
	if n := w.pages(); len(records) != n || len(keys) != n || len(pages) != n {
		add("%d records, %d keys and %d pages instead of %d", len(records), len(keys), len(pages), n)
	}
	return faults
}

// left are locks and temporary files.
func (w *killWorld) left() (faults []string) {
	w.t.Helper()
	require.NoError(w.t, filepath.WalkDir(w.at("devlog"), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(w.dir, path)
		own := filepath.Dir(name) == "devlog/.git/codeworm"
		if strings.HasSuffix(name, ".lock") || strings.HasPrefix(d.Name(), "tmp_") || strings.HasSuffix(name, ".tmp") || own && d.Name() != "lock" {
			faults = append(faults, "left: "+name)
		}
		return nil
	}))
	for ref := range strings.FieldsSeq(w.git("devlog", "for-each-ref", "--format=%(refname)")) {
		if ref != "refs/heads/main" && ref != "refs/codeworm/remote" {
			faults = append(faults, "left: "+ref)
		}
	}
	return faults
}

// isPage reports whether a path in the devlog is that of a page.
func isSamplePage(path string) bool {
	return strings.HasPrefix(path, "sample/") && strings.HasSuffix(path, ".md") && filepath.Base(path) != "README.md"
}

// killPage is a page that is committed.
type killPage struct {
	meta page.Meta
	text string
}

// read reads pages by the names of their blobs.
func (w *killWorld) read(blobs []string) (pages []killPage) {
	w.t.Helper()
	out, err := w.tryGit("devlog", []byte(strings.Join(blobs, "\n")+"\n"), "cat-file", "--batch")
	require.NoError(w.t, err)
	for range blobs {
		line, rest, _ := strings.Cut(out, "\n")
		fields := strings.Fields(line)
		require.Len(w.t, fields, 3, line)
		size, err := strconv.Atoi(fields[2])
		require.NoError(w.t, err)
		meta, err := page.ParseMeta([]byte(rest[:size]))
		require.NoError(w.t, err)
		pages, out = append(pages, killPage{meta, rest[:size]}), rest[size+1:]
	}
	return pages
}

// tree are the pages that are committed, by path.
func (w *killWorld) tree() map[string]killPage {
	w.t.Helper()
	pages := map[string]killPage{}
	if _, err := w.tryGit("devlog", nil, "rev-parse", "-q", "--verify", "HEAD"); err != nil {
		return pages
	}
	var paths, blobs []string
	for line := range strings.Lines(w.git("devlog", "ls-tree", "-r", "HEAD")) {
		about, path, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if isSamplePage(path) {
			paths, blobs = append(paths, path), append(blobs, strings.Fields(about)[2])
		}
	}
	if len(blobs) > 0 {
		for i, p := range w.read(blobs) {
			pages[paths[i]] = p
		}
	}
	return pages
}

// history looks at the commits since it was last looked at: one for each page's state, one page each, in a line.
func (w *killWorld) history() (faults []string) {
	w.t.Helper()
	since := "HEAD"
	if w.head != "" {
		since = w.head + "..HEAD"
	}
	if merges := w.git("devlog", "rev-list", "--merges", since); merges != "" && !w.foreign {
		faults = append(faults, "the history is not linear: "+merges)
	}
	var paths, blobs []string
	for entry := range strings.SplitSeq(w.git("devlog", "log", "--no-merges", "--raw", "--no-abbrev", "--no-renames", "--format=%x00%H", since), "\x00") {
		n := 0
		for line := range strings.Lines(entry) {
			about, path, raw := strings.Cut(strings.TrimSpace(line), "\t")
			if fields := strings.Fields(about); raw && isSamplePage(path) && len(fields) == 5 && fields[4] != "D" {
				n++
				paths, blobs = append(paths, path), append(blobs, fields[3])
			}
		}
		if n > 1 {
			faults = append(faults, "more than one page in the commit "+entry)
		}
	}
	if len(blobs) > 0 {
		for i, p := range w.read(blobs) {
			meta := p.meta
			if w.seen[paths[i]] == nil {
				w.seen[paths[i]] = map[string]int{}
			}
			if w.seen[paths[i]][meta.Fingerprint]++; w.seen[paths[i]][meta.Fingerprint] == 2 {
				faults = append(faults, fmt.Sprintf("doubled: %s of %s", paths[i], meta.Fingerprint))
			}
		}
	}
	w.head = strings.TrimSpace(w.git("devlog", "rev-parse", "HEAD"))
	return faults
}
