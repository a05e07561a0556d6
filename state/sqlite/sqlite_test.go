package sqlite_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/state/sqlite"
)

func TestConformance(t *testing.T) {
	paths := map[string]func(t *testing.T) string{
		"file":   func(t *testing.T) string { return filepath.Join(t.TempDir(), "codeworm.db") },
		"memory": func(*testing.T) string { return ":memory:" },
	}
	for name, path := range paths {
		t.Run(name, func(t *testing.T) {
			codewormtest.TestStateStore(t, func(t *testing.T, now func() time.Time) codeworm.StateStore {
				return open(t, path(t), sqlite.WithNow(now))
			})
		})
	}
}

func open(t testing.TB, path string, opts ...sqlite.Option) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path, opts...)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, s.Close()) })
	return s
}

// raw opens a file without the library.
func raw(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: path}).String())
	require.NoError(t, err)
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { assert.NoError(t, db.Close()) })
	return db
}

func execAll(t testing.TB, db *sql.DB, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		_, err := db.ExecContext(t.Context(), statement)
		require.NoError(t, err, statement)
	}
}

func key(path string) page.Key {
	return page.Key{Type: page.FileDoc, Repo: "repo", Path: path}
}

// request is for the same target each time.
func request() codeworm.ClaimRequest {
	return codeworm.ClaimRequest{Key: key("a"), Owner: "test", TTL: time.Hour}
}

func put(t testing.TB, s *sqlite.Store, r codeworm.Record) {
	t.Helper()
	claim, err := s.Claim(t.Context(), codeworm.ClaimRequest{Key: r.Key, Owner: "test", TTL: time.Hour})
	require.NoError(t, err)
	require.NoError(t, s.Save(t.Context(), claim, r))
}

func TestOpenCreatesPrivateFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a folder", "with ? # % ü", "state?x=1#y%20.db")
	s := open(t, path)
	put(t, s, codeworm.Record{Key: key("a")})
	var seen []string
	require.NoError(t, filepath.WalkDir(filepath.Dir(path), func(name string, entry fs.DirEntry, err error) error {
		require.NoError(t, err)
		info, err := entry.Info()
		require.NoError(t, err)
		if !entry.IsDir() {
			seen = append(seen, entry.Name())
			assert.Equal(t, fs.FileMode(0o600), info.Mode().Perm(), name)
		}
		return nil
	}))
	base := filepath.Base(path)
	assert.ElementsMatch(t, []string{base, base + "-shm", base + "-wal"}, seen)
}

func TestReopenFindsEverything(t *testing.T) {
	path := filepath.Join(t.TempDir(), "codeworm.db")
	s := open(t, path)
	put(t, s, codeworm.Record{Key: key("a"), Title: "kept"})
	require.NoError(t, s.CachePut(t.Context(), "bucket", "name", []byte("value")))
	claim, err := s.Claim(t.Context(), request())
	require.NoError(t, err)
	require.NoError(t, s.Close())
	require.NoError(t, s.Close(), "twice")
	_, err = s.Records(t.Context(), "")
	require.Error(t, err, "closed")
	assert.NoFileExists(t, path+"-wal", "the last one out empties the WAL")

	s = open(t, path)
	value, err := s.CacheGet(t.Context(), "bucket", "name")
	require.NoError(t, err)
	assert.Equal(t, "value", string(value))
	_, err = s.Claim(t.Context(), request())
	require.ErrorIs(t, err, codeworm.ErrClaimed)
	require.NoError(t, s.Save(t.Context(), claim, codeworm.Record{Key: key("a"), Title: "new"}))
	records, err := s.Records(t.Context(), "")
	require.NoError(t, err)
	require.Len(t, records, 1)
	assert.Equal(t, "new", records[0].Title)
	again, err := s.Claim(t.Context(), request())
	require.NoError(t, err)
	assert.Greater(t, again.Token, claim.Token, "also after a restart")
}

// Tokens have to grow also when every claim of the past is gone and the file
// was compacted.
func TestTokensSurviveVacuum(t *testing.T) {
	path := filepath.Join(t.TempDir(), "codeworm.db")
	s := open(t, path)
	claim, err := s.Claim(t.Context(), request())
	require.NoError(t, err)
	require.NoError(t, s.Release(t.Context(), claim))
	require.NoError(t, s.Close())
	execAll(t, raw(t, path), "VACUUM")
	again, err := open(t, path).Claim(t.Context(), request())
	require.NoError(t, err)
	assert.Greater(t, again.Token, claim.Token)
}

func TestTimesAreUTC(t *testing.T) {
	s := open(t, ":memory:", sqlite.WithNow(func() time.Time { return time.Now().In(time.FixedZone("x", 3600)) }))
	put(t, s, codeworm.Record{Key: key("a"), PublishedAt: time.Now()})
	records, err := s.Records(t.Context(), "")
	require.NoError(t, err)
	require.Len(t, records, 1)
	assert.Equal(t, time.UTC, records[0].PublishedAt.Location())
	claim, err := s.Claim(t.Context(), request())
	require.NoError(t, err)
	assert.Equal(t, time.UTC, claim.ExpiresAt.Location())
}

// A write that waits for another process ends with its context.
func TestWaitForTheLockEndsWithTheContext(t *testing.T) {
	path := filepath.Join(t.TempDir(), "codeworm.db")
	s := open(t, path)
	other := raw(t, path)
	execAll(t, other, "BEGIN IMMEDIATE")
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, err := s.Claim(ctx, request())
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.ErrorIs(t, s.CachePut(ctx, "b", "n", []byte("v")), context.DeadlineExceeded)
	_, err = s.Records(t.Context(), "")
	require.NoError(t, err, "reading goes on")
	assert.Less(t, time.Since(start), sqlite.DefaultLockWait/2)
	execAll(t, other, "ROLLBACK")
	_, err = s.Claim(t.Context(), request())
	require.NoError(t, err)
}

func TestALockThatIsNeverReleased(t *testing.T) {
	path := filepath.Join(t.TempDir(), "codeworm.db")
	s := open(t, path, sqlite.WithLockWait(50*time.Millisecond))
	other := raw(t, path)
	execAll(t, other, "BEGIN IMMEDIATE")
	_, err := s.Claim(t.Context(), request())
	require.ErrorContains(t, err, "another process keeps it locked; end that process")
	require.ErrorContains(t, err, path)
	execAll(t, other, "ROLLBACK")
	_, err = s.Claim(t.Context(), request())
	require.NoError(t, err)
}

func TestCacheDropsWhatIsOld(t *testing.T) {
	const limit = 64 << 10
	s := open(t, ":memory:", sqlite.WithCacheLimit(limit))
	value := make([]byte, 1<<10)
	names := make([]string, 200)
	for i := range names {
		names[i] = strings.Repeat("n", i+1)
		require.NoError(t, s.CachePut(t.Context(), "bucket", names[i], value))
	}
	var kept []int
	for i, name := range names {
		got, err := s.CacheGet(t.Context(), "bucket", name)
		require.NoError(t, err)
		if got != nil {
			kept = append(kept, i)
		}
	}
	require.NotEmpty(t, kept)
	assert.InDelta(t, 64, len(kept), 8)
	assert.Equal(t, len(names)-1, kept[len(kept)-1])
	assert.Equal(t, len(names)-len(kept), kept[0], "what is left is the newest")
}

// A file is left as it is when it cannot be a store, and the error says what to do.
func TestOpenRefuses(t *testing.T) {
	cases := []struct {
		name    string
		prepare func(t *testing.T, path string)
		says    []string
	}{
		{"a folder", func(t *testing.T, path string) { require.NoError(t, os.Mkdir(path, 0o700)) },
			[]string{"it is a folder; name a file in it"}},
		{"a file that is no database", func(t *testing.T, path string) {
			require.NoError(t, os.WriteFile(path, []byte(strings.Repeat("hello, world\n", 1000)), 0o600))
		}, []string{"it is not a database; name another file"}},
		{"a database of another program", func(t *testing.T, path string) {
			execAll(t, raw(t, path), "CREATE TABLE functions (name TEXT)", "INSERT INTO functions VALUES ('f')")
		}, []string{"of another program; name another file"}},
		{"the original's state", func(t *testing.T, path string) { makeOriginal(t, path, "DELETE") },
			[]string{"the state of the original CodeWorm", "import --original"}},
		{"the original's state, in WAL mode", func(t *testing.T, path string) { makeOriginal(t, path, "WAL") },
			[]string{"the state of the original CodeWorm", "import --original"}},
		{"the original's state, killed before its log was brought in", func(t *testing.T, path string) {
			leaveInLog(t, path, func(t *testing.T, path string) { makeOriginal(t, path, "WAL") })
		}, []string{"the state of the original CodeWorm", "import --original"}},
		{"another program's, killed before its log was brought in", func(t *testing.T, path string) {
			leaveInLog(t, path, func(t *testing.T, path string) {
				execAll(t, raw(t, path), "PRAGMA journal_mode = WAL", "CREATE TABLE functions (name TEXT)")
			})
		}, []string{"of another program; name another file"}},
		{"another program's, killed with a transaction open", func(t *testing.T, path string) {
			execAll(t, raw(t, path), "CREATE TABLE functions (name TEXT)")
			require.NoError(t, os.WriteFile(path+"-journal", []byte(strings.Repeat("x", 600)), 0o600))
		}, []string{"of another program; name another file"}},
		{"a text that is shorter than a database's head", func(t *testing.T, path string) {
			require.NoError(t, os.WriteFile(path, []byte("hello, world"), 0o600))
		}, []string{"it is not a database; name another file"}},
		{"an empty database that another program marked", func(t *testing.T, path string) {
			execAll(t, raw(t, path), "PRAGMA application_id = 7", "CREATE TABLE t (x)", "DROP TABLE t")
		}, []string{"of another program; name another file"}},
		{"a newer schema", func(t *testing.T, path string) {
			require.NoError(t, open(t, path).Close())
			db := raw(t, path)
			execAll(t, db, "INSERT INTO codeworm_schema (version_id, is_applied) VALUES (999, 1)")
			require.NoError(t, db.Close())
		}, []string{"newer version", "999", "update the program"}},
		{"damage at the front", func(t *testing.T, path string) {
			require.NoError(t, open(t, path).Close())
			damage(t, path, 100)
		}, []string{"it is damaged; restore a backup"}},
		{"a truncated file", func(t *testing.T, path string) {
			require.NoError(t, open(t, path).Close())
			require.NoError(t, os.Truncate(path, 5000))
		}, []string{"it is damaged; restore a backup"}},
	}
	require.NotEmpty(t, cases)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "codeworm.db")
			c.prepare(t, path)
			before := contents(t, path)
			require.NotEmpty(t, before)
			_, err := sqlite.Open(t.Context(), path)
			require.Error(t, err)
			t.Log(err)
			assert.ErrorContains(t, err, path)
			for _, say := range c.says {
				assert.ErrorContains(t, err, say)
			}
			assert.Equal(t, before, contents(t, path), "all is as it was")
		})
	}
}

// contents are the names and hashes of all files in the folder of a path.
func contents(t *testing.T, path string) map[string]string {
	t.Helper()
	found := map[string]string{}
	entries, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	for _, e := range entries {
		found[e.Name()] = "a folder"
		if !e.IsDir() {
			data, err := os.ReadFile(filepath.Join(filepath.Dir(path), e.Name()))
			require.NoError(t, err)
			found[e.Name()] = fmt.Sprintf("%x", sha256.Sum256(data))
		}
	}
	return found
}

// originalSchema is the original's, as its users have it.
const originalSchema = `CREATE TABLE documented_snippets (id TEXT PRIMARY KEY, source_repo TEXT NOT NULL, source_file TEXT NOT NULL, function_name TEXT,
	class_name TEXT, code_hash TEXT NOT NULL, documented_at TIMESTAMP NOT NULL, snippet_path TEXT NOT NULL, git_commit TEXT,
	doc_type TEXT NOT NULL DEFAULT 'function_doc')`

// makeOriginal makes a state of the original with a page each of a function and of a class.
func makeOriginal(t *testing.T, path, journal string) {
	t.Helper()
	db := raw(t, path)
	execAll(t, db, "PRAGMA journal_mode = "+journal, originalSchema, `INSERT INTO documented_snippets VALUES
		('91ce', 'payments', 'ledger/book.py', NULL, 'Book', '591785b794601e21', '2026-02-28 08:10:00', 'analysis/2026-02-28-book.md', NULL, 'class_doc'),
		('7d2f', 'payments', 'ledger/post.py', 'post_entry', NULL, 'b1946ac92492d234', '2026-02-27 21:49:00.5', 'snippets/python/2026-02-27-post_entry.md', 'a1b2c3d4', 'function_doc')`)
}

// leaveInLog leaves a database as a program does that is killed before its write-ahead log is brought in.
func leaveInLog(t *testing.T, path string, fill func(t *testing.T, path string)) {
	t.Helper()
	live := filepath.Join(t.TempDir(), "live.db")
	fill(t, live) // and its connection is open until the end of the test
	for _, suffix := range []string{"", "-wal"} {
		data, err := os.ReadFile(live + suffix)
		require.NoError(t, err)
		require.NotEmpty(t, data)
		require.NoError(t, os.WriteFile(path+suffix, data, 0o600))
	}
}

// What the original documented is read without touching its file, whatever its mode.
func TestReadOriginal(t *testing.T) {
	want := []sqlite.OriginalPage{
		{Repo: "payments", File: "ledger/post.py", Function: "post_entry", CodeHash: "b1946ac92492d234", Type: "function_doc", Commit: "a1b2c3d4",
			Page: "snippets/python/2026-02-27-post_entry.md", DocumentedAt: time.Date(2026, 2, 27, 21, 49, 0, 500_000_000, time.UTC)},
		{Repo: "payments", File: "ledger/book.py", Class: "Book", CodeHash: "591785b794601e21", Type: "class_doc",
			Page: "analysis/2026-02-28-book.md", DocumentedAt: time.Date(2026, 2, 28, 8, 10, 0, 0, time.UTC)},
	}
	for name, make := range map[string]func(t *testing.T, path string){
		"plain":  func(t *testing.T, path string) { makeOriginal(t, path, "DELETE") },
		"in WAL": func(t *testing.T, path string) { makeOriginal(t, path, "WAL") },
		"killed": func(t *testing.T, path string) {
			leaveInLog(t, path, func(t *testing.T, path string) { makeOriginal(t, path, "WAL") })
		},
		"with zones": func(t *testing.T, path string) {
			makeOriginal(t, path, "DELETE")
			execAll(t, raw(t, path), "UPDATE documented_snippets SET documented_at = '2026-02-28T09:10:00+01:00' WHERE id = '91ce'")
		},
		"with more columns": func(t *testing.T, path string) {
			makeOriginal(t, path, "DELETE")
			execAll(t, raw(t, path), "ALTER TABLE documented_snippets ADD COLUMN tokens INTEGER")
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "codeworm.db")
			make(t, path)
			before := contents(t, path)
			got, err := sqlite.ReadOriginal(t.Context(), path)
			require.NoError(t, err)
			assert.Equal(t, want, got)
			assert.Equal(t, before, contents(t, path), "all is as it was")
		})
	}
}

func TestReadOriginalRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		make func(t *testing.T, path string)
		says string
	}{
		"a state of ours":   {func(t *testing.T, path string) { require.NoError(t, open(t, path).Close()) }, "a state of this program"},
		"an empty file":     {func(t *testing.T, path string) { require.NoError(t, os.WriteFile(path, nil, 0o600)) }, "it is empty"},
		"another program's": {func(t *testing.T, path string) { execAll(t, raw(t, path), "CREATE TABLE t (x)") }, "it has no table documented_snippets"},
		"another schema": {func(t *testing.T, path string) {
			makeOriginal(t, path, "DELETE")
			execAll(t, raw(t, path), "ALTER TABLE documented_snippets RENAME COLUMN class_name TO class", "ALTER TABLE documented_snippets DROP COLUMN doc_type")
		}, "it lacks class_name, doc_type; nothing was taken over"},
		"no time": {func(t *testing.T, path string) {
			makeOriginal(t, path, "DELETE")
			execAll(t, raw(t, path), "UPDATE documented_snippets SET documented_at = 'yesterday'")
		}, `documented_at is "yesterday", which is no time`},
		"a text": {func(t *testing.T, path string) {
			require.NoError(t, os.WriteFile(path, []byte(strings.Repeat("text ", 300)), 0o600))
		}, "it is not a database"},
		"a folder":          {func(t *testing.T, path string) { require.NoError(t, os.Mkdir(path, 0o700)) }, "it is not a regular file"},
		"what is not there": {func(*testing.T, string) {}, "name the original's codeworm.db"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "codeworm.db")
			c.make(t, path)
			before := contents(t, path)
			_, err := sqlite.ReadOriginal(t.Context(), path)
			require.ErrorContains(t, err, c.says)
			require.ErrorContains(t, err, path)
			assert.Equal(t, before, contents(t, path), "all is as it was")
		})
	}
}

// damage overwrites half a page of the file.
func damage(t *testing.T, path string, at int64) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	require.NoError(t, err)
	_, err = file.WriteAt([]byte(strings.Repeat("\xde\xad", 1000)), at)
	require.NoError(t, err)
	require.NoError(t, file.Close())
}

func TestOpenRefusesTheEmptyPath(t *testing.T) {
	_, err := sqlite.Open(t.Context(), "")
	require.ErrorContains(t, err, "name a file")
}

func TestOpenWithACancelledContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "codeworm.db"))
	require.ErrorIs(t, err, context.Canceled)
}

// Damage in the middle of a store is found when it is opened where that is cheap, and otherwise when it is read or checked.
func TestDamageInTheMiddle(t *testing.T) {
	for name, c := range map[string]struct {
		words int
		opens bool
	}{"small": {200, false}, "large": {12_000, true}} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "codeworm.db")
			s := open(t, path)
			for i := range 200 {
				put(t, s, codeworm.Record{Key: key(strings.Repeat("d/", i) + "f"), Summary: strings.Repeat("text ", c.words)})
			}
			require.NoError(t, s.Check(t.Context()))
			require.NoError(t, s.Close())
			info, err := os.Stat(path)
			require.NoError(t, err)
			for at := info.Size() / 8192 * 4096; at < info.Size()-4096; at += 4096 {
				damage(t, path, at)
			}
			if !c.opens {
				_, err = sqlite.Open(t.Context(), path)
				require.ErrorIs(t, err, sqlite.ErrDamaged)
				require.ErrorContains(t, err, path)
				require.ErrorContains(t, err, "it is damaged; restore a backup")
				return
			}
			s = open(t, path)
			_, err = s.Records(t.Context(), "")
			require.ErrorContains(t, err, path)
			require.ErrorContains(t, err, "it is damaged; restore a backup")
			err = s.Check(t.Context())
			require.ErrorIs(t, err, sqlite.ErrDamaged)
			require.ErrorContains(t, err, path)
		})
	}
}

// A backup can be made while the store is in use, as the package comment says.
func TestBackup(t *testing.T) {
	folder := t.TempDir()
	path, backup := filepath.Join(folder, "codeworm.db"), filepath.Join(folder, "backup.db")
	s := open(t, path)
	put(t, s, codeworm.Record{Key: key("a"), Title: "kept"})
	execAll(t, raw(t, path), "VACUUM INTO '"+backup+"'") // what .backup does, without the sqlite3 command
	put(t, s, codeworm.Record{Key: key("b")})
	records, err := open(t, backup).Records(t.Context(), "")
	require.NoError(t, err)
	require.Len(t, records, 1)
	assert.Equal(t, "kept", records[0].Title)
}

// The rows of claims that ended long ago go when others are given.
func TestOldClaimsAreRemoved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "codeworm.db")
	now := time.Now()
	s := open(t, path, sqlite.WithNow(func() time.Time { return now }))
	for i := range 35 {
		_, err := s.Claim(t.Context(), codeworm.ClaimRequest{Key: key(fmt.Sprint(i)), Owner: "test", TTL: time.Hour})
		require.NoError(t, err)
	}
	rows := func() (n int) {
		require.NoError(t, raw(t, path).QueryRowContext(t.Context(), "SELECT count(*) FROM claims").Scan(&n))
		return n
	}
	now = now.Add(time.Hour + codeworm.ClaimGrace)
	put(t, s, codeworm.Record{Key: key("other")})
	require.Equal(t, 35, rows(), "their holders may still come")
	now = now.Add(time.Second)
	put(t, s, codeworm.Record{Key: key("other")})
	require.Zero(t, rows())
}

// A claim that a program of before gave, which did not store its TTL, ends an hour after it is seen at the latest.
func TestClaimsOfAnOlderProgram(t *testing.T) {
	path := filepath.Join(t.TempDir(), "codeworm.db")
	now := time.Date(2026, 2, 27, 21, 49, 13, 0, time.UTC)
	s := open(t, path, sqlite.WithNow(func() time.Time { return now }))
	execAll(t, raw(t, path), "INSERT INTO claims (key, owner, expires_at) VALUES ('"+key("a").String()+"', 'old', '2036-02-27T21:59:13.000000000Z')",
		"INSERT INTO claims (key, owner, expires_at) VALUES ('"+key("b").String()+"', 'old', '2026-02-27T21:59:13.000000000Z')")
	for _, name := range []string{"a", "b"} {
		_, err := s.Claim(t.Context(), codeworm.ClaimRequest{Key: key(name), TTL: time.Minute})
		require.ErrorIs(t, err, codeworm.ErrClaimed)
	}
	now = now.Add(10 * time.Minute)
	put(t, s, codeworm.Record{Key: key("b")})
	now = now.Add(49 * time.Minute)
	_, err := s.Claim(t.Context(), request())
	require.ErrorIs(t, err, codeworm.ErrClaimed)
	now = now.Add(time.Minute)
	put(t, s, codeworm.Record{Key: key("a")})
}

// The history is bounded by number and by age.
func TestHistoryIsBounded(t *testing.T) {
	now := time.Date(2026, 2, 27, 21, 49, 13, 0, time.UTC)
	s := open(t, ":memory:", sqlite.WithNow(func() time.Time { return now }), sqlite.WithHistoryLimit(10, 24*time.Hour))
	note := func(n int) {
		require.NoError(t, s.Note(t.Context(), codeworm.Attempt{At: now, Key: key(fmt.Sprint(n)), Outcome: codeworm.OutcomePublished}))
	}
	for i := range 35 {
		note(i)
	}
	kept, err := s.Attempts(t.Context(), codeworm.AttemptFilter{}, 1000)
	require.NoError(t, err)
	require.Len(t, kept, 10)
	assert.Equal(t, key("34"), kept[0].Key)
	assert.Equal(t, key("25"), kept[9].Key)
	now = now.Add(24 * time.Hour)
	note(35)
	kept, err = s.Attempts(t.Context(), codeworm.AttemptFilter{}, 1000)
	require.NoError(t, err)
	require.Len(t, kept, 10, "a day old, not older")
	now = now.Add(time.Second)
	note(36)
	kept, err = s.Attempts(t.Context(), codeworm.AttemptFilter{}, 1000)
	require.NoError(t, err)
	require.Len(t, kept, 2)
}

// Check finds where Search and the records contradict each other, and what an older program stored meanwhile is known after the next start.
func TestCheckOfTheSearch(t *testing.T) {
	page := codeworm.Record{Key: key("a"), Fingerprint: "f", Title: "Title"}
	for name, c := range map[string]struct{ spoil, says string }{
		"lost":    {"DELETE FROM pages", "Search has lost file_doc:repo:a"},
		"heads":   {"DELETE FROM heads", "Search has lost file_doc:repo:a"},
		"unknown": {"UPDATE records SET search_id = NULL", "Search does not know file_doc:repo:a"},
		"none":    {"DELETE FROM records", "Search knows page 1, which is none"},
		"index":   {"UPDATE pages_data SET block = x'00010203' WHERE id > 100", "pages"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "codeworm.db")
			s := open(t, path)
			put(t, s, page)
			require.NoError(t, s.Check(t.Context()))
			db := raw(t, path)
			execAll(t, db, c.spoil)
			require.NoError(t, db.Close())
			err := s.Check(t.Context())
			require.ErrorIs(t, err, sqlite.ErrDamaged)
			require.ErrorContains(t, err, c.says)
			require.ErrorContains(t, err, path)
		})
	}
	path := filepath.Join(t.TempDir(), "codeworm.db")
	s := open(t, path)
	put(t, s, page)
	execAll(t, raw(t, path), "UPDATE records SET search_id = NULL", "DELETE FROM pages", "DELETE FROM heads")
	require.NoError(t, s.Close())
	s = open(t, path)
	require.NoError(t, s.Check(t.Context()))
	hits, err := s.Search(t.Context(), "title", 0)
	require.NoError(t, err)
	require.Len(t, hits, 1)
}
