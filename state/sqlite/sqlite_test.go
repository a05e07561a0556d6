package sqlite_test

import (
	"context"
	"database/sql"
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
		{"an empty database that another program marked", func(t *testing.T, path string) {
			execAll(t, raw(t, path), "PRAGMA application_id = 7", "CREATE TABLE t (x)", "DROP TABLE t")
		}, []string{"of another program; name another file"}},
		{"a newer schema", func(t *testing.T, path string) {
			require.NoError(t, open(t, path).Close())
			execAll(t, raw(t, path), "INSERT INTO codeworm_schema (version_id, is_applied) VALUES (999, 1)")
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
			_, err := sqlite.Open(t.Context(), path)
			require.Error(t, err)
			t.Log(err)
			assert.ErrorContains(t, err, path)
			for _, say := range c.says {
				assert.ErrorContains(t, err, say)
			}
			assert.Equal(t, before, contents(t, path), "the file is as it was")
		})
	}
}

func contents(t *testing.T, path string) string {
	t.Helper()
	info, err := os.Stat(path)
	require.NoError(t, err)
	if info.IsDir() {
		return "a folder"
	}
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(data)
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

// Damage in the middle of the records is found when they are read, and named.
func TestDamagedRecords(t *testing.T) {
	path := filepath.Join(t.TempDir(), "codeworm.db")
	s := open(t, path)
	for i := range 200 {
		put(t, s, codeworm.Record{Key: key(strings.Repeat("d/", i) + "f"), Summary: strings.Repeat("text ", 200)})
	}
	require.NoError(t, s.Close())
	info, err := os.Stat(path)
	require.NoError(t, err)
	for at := info.Size() / 8192 * 4096; at < info.Size()-4096; at += 4096 {
		damage(t, path, at)
	}
	s = open(t, path)
	_, err = s.Records(t.Context(), "")
	require.ErrorContains(t, err, path)
	require.ErrorContains(t, err, "it is damaged; restore a backup")
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
