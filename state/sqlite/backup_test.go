package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// older makes a store as an older version of the library left it, with n records.
func older(t *testing.T, path string, version int64, n int) {
	t.Helper()
	db, err := sql.Open("sqlite", fileURI(path, url.Values{"_pragma": {"journal_mode(WAL)"}}))
	require.NoError(t, err)
	files, err := fs.Sub(migrations, "migrations")
	require.NoError(t, err)
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithTableName(versionTable), goose.WithDisableGlobalRegistry(true))
	require.NoError(t, err)
	_, err = provider.UpTo(t.Context(), version)
	require.NoError(t, err)
	for i := range n {
		_, err = db.ExecContext(t.Context(), `INSERT INTO records (key, type, repo, path, symbol, period, fingerprint, page_path, revision, title, summary, language,
			source_commit, model, provisional, prompt_version, checked, repaired, dropped, prompt_tokens, answer_tokens, took, published_at, failures, failed, last_error)
			VALUES (?, 'file_doc', 'repo', ?, '', '', 'f', 'p', 'r', 'Title', ?, 'go', 'c', 'm', 0, 'v', 1, 2, 3, 4, 5, 6, '2026-02-27T21:49:13.000000000Z', 0, '', '')`,
			fmt.Sprintf("file_doc:repo:a/%d.go", i), fmt.Sprintf("a/%d.go", i), strings.Repeat("text ", 200))
		require.NoError(t, err)
	}
	_, err = db.ExecContext(t.Context(), `INSERT INTO claims (key, owner, expires_at) VALUES ('file_doc:repo:b', 'old', '2026-02-27T21:59:13.000000000Z')`)
	require.NoError(t, err)
	require.NoError(t, db.Close())
}

// inFolder are the names beside a path, the path's own among them, without SQLite's.
func inFolder(t *testing.T, path string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// version is the schema's version of a file.
func version(t *testing.T, path string) int64 {
	t.Helper()
	db, err := sql.Open("sqlite", fileURI(path, untouched()))
	require.NoError(t, err)
	defer func() { assert.NoError(t, db.Close()) }()
	v, err := schemaOf(t.Context(), db)
	require.NoError(t, err)
	return v
}

// Every older schema is backed up as it was, and brought to the newest with all that it held.
func TestMigrationsAreBackedUp(t *testing.T) {
	require.Greater(t, newestSchema(), int64(2))
	for from := int64(1); from < newestSchema(); from++ {
		t.Run(fmt.Sprint(from), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "state # ? % of mine.db")
			older(t, path, from, 100)
			s, err := Open(t.Context(), path)
			require.NoError(t, err)
			records, err := s.Records(t.Context(), "")
			require.NoError(t, err)
			require.Len(t, records, 100)
			assert.Equal(t, "Title", records[0].Title)
			require.NoError(t, s.Check(t.Context()))
			require.NoError(t, s.Close())
			backup := fmt.Sprintf("%s.schema%d.backup", path, from)
			assert.ElementsMatch(t, []string{filepath.Base(path), filepath.Base(backup)}, inFolder(t, path))
			info, err := os.Stat(backup)
			require.NoError(t, err)
			assert.Equal(t, fs.FileMode(0o600), info.Mode().Perm())
			require.NoError(t, os.Rename(backup, path), "back to it, as the package's comment says")
			require.Equal(t, from, version(t, path))
			s, err = Open(t.Context(), path)
			require.NoError(t, err)
			records, err = s.Records(t.Context(), "")
			require.NoError(t, err)
			require.Len(t, records, 100)
			require.NoError(t, s.Close())
		})
	}
}

func TestNoBackupWithoutNeed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "codeworm.db")
	for range 2 { // a new one, and one of today's schema
		s, err := Open(t.Context(), path)
		require.NoError(t, err)
		require.NoError(t, s.Close())
		assert.Equal(t, []string{"codeworm.db"}, inFolder(t, path))
	}
	// The process that was making it was killed, or is not done yet.
	for schema := int64(1); schema < newestSchema(); schema++ {
		begun := filepath.Join(t.TempDir(), "begun.db")
		older(t, begun, schema, 0)
		s, err := Open(t.Context(), begun)
		require.NoError(t, err)
		require.NoError(t, s.Close())
		assert.Equal(t, []string{"begun.db"}, inFolder(t, begun))
	}
	off := filepath.Join(t.TempDir(), "off.db")
	older(t, off, 1, 1)
	s, err := Open(t.Context(), off, WithBackups(-1))
	require.NoError(t, err)
	require.NoError(t, s.Close())
	assert.Equal(t, []string{"off.db"}, inFolder(t, off))
}

// Only the last two are kept, and nothing but backups of this very store is removed.
func TestOldBackupsAreRemoved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "codeworm.db")
	others := []string{"codeworm.db.schemaX.backup", "codeworm.db.schema0.backup.txt", "other.db.schema0.backup", "codeworm.db.backup"}
	for _, name := range append([]string{"codeworm.db.schema0.backup", "codeworm.db.schema-1.backup"}, others...) {
		require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(path), name), nil, 0o600))
	}
	older(t, path, 2, 1)
	s, err := Open(t.Context(), path)
	require.NoError(t, err)
	require.NoError(t, s.Close())
	assert.ElementsMatch(t, append([]string{"codeworm.db", "codeworm.db.schema0.backup", "codeworm.db.schema2.backup"}, others...), inFolder(t, path))
}

// Without a backup there is no migration, and nothing is left of it.
func TestFailedBackupStopsTheStart(t *testing.T) {
	if path := os.Getenv("CODEWORM_SQLITE_FULL"); path != "" {
		openWithoutRoom(path)
		return
	}
	for name, c := range map[string]struct {
		spoil func(t *testing.T, path string)
		full  bool
		says  []string
	}{
		"a folder in its place": {spoil: func(t *testing.T, path string) {
			require.NoError(t, os.MkdirAll(path+".schema2.backup/x", 0o700))
		}, says: []string{"file exists"}},
		"a full disk": {full: true, says: []string{"check its health and space"}},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "codeworm.db")
			older(t, path, 2, 500)
			if c.spoil != nil {
				c.spoil(t, path)
			}
			data, err := os.ReadFile(path)
			require.NoError(t, err)
			names := inFolder(t, path)
			var said string
			if c.full {
				said = withoutRoom(t, path)
			} else {
				_, err := Open(t.Context(), path)
				require.Error(t, err)
				said = err.Error()
			}
			t.Log(said)
			for _, say := range append(c.says, path, "nothing was changed", "codeworm.db.schema2.backup") {
				assert.Contains(t, said, say)
			}
			after, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.True(t, slices.Equal(data, after), "the store is as it was")
			assert.Equal(t, names, inFolder(t, path), "nothing is left behind")
		})
	}
}

// withoutRoom opens the store in a process that may write no file beyond 100 KB, and returns what it says.
func withoutRoom(t *testing.T, path string) string {
	t.Helper()
	binary, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), binary, "-test.run=^TestFailedBackupStopsTheStart$")
	cmd.Env = append(os.Environ(), "CODEWORM_SQLITE_FULL="+path)
	out, err := cmd.CombinedOutput()
	var failed *exec.ExitError
	require.ErrorAs(t, err, &failed, "%s", out)
	require.Equal(t, 1, failed.ExitCode(), "%s", out)
	return string(out)
}

func openWithoutRoom(path string) {
	signal.Ignore(syscall.SIGXFSZ) // a file at its limit is an error then, as on a full disk
	err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 100 << 10, Max: 100 << 10})
	if err == nil {
		_, err = Open(context.Background(), path)
	}
	fmt.Println(err)
	if err != nil {
		os.Exit(1)
	}
}

// Several processes that find an older store make one whole backup of it, and all of them open it.
func TestBackupsOfSeveralAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "codeworm.db")
	older(t, path, 1, 500)
	errs := make([]error, 6)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			s, err := Open(t.Context(), path)
			if errs[i] = err; err == nil {
				errs[i] = s.Close()
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	assert.ElementsMatch(t, []string{"codeworm.db", "codeworm.db.schema1.backup"}, inFolder(t, path))
	assert.Equal(t, int64(1), version(t, path+".schema1.backup"))
	assert.Equal(t, newestSchema(), version(t, path))
}

// What killed processes left beside a store goes when it is opened; what is somebody else's or may be in use stays.
func TestTemporaryFilesOfTheDeadGo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "codeworm.db")
	s, err := Open(t.Context(), path)
	require.NoError(t, err)
	require.NoError(t, s.Close())
	long := time.Now().Add(-time.Hour)
	for _, name := range []string{"codeworm.db.schema2.backup.123.tmp", "codeworm.db.schema2.backup.123.tmp-journal", "codeworm.db.probe123.tmp"} {
		require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(path), name), nil, 0o600))
		require.NoError(t, os.Chtimes(filepath.Join(filepath.Dir(path), name), long, long))
	}
	stay := []string{"codeworm.db", "codeworm.db.schema2.backup", "codeworm.db.schema2.backup.mine.tmp", "codeworm.db.tmp", "other.db.schema2.backup.123.tmp", "codeworm.db.schema2.backup.9.tmp"}
	for _, name := range stay[1:] {
		require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(path), name), nil, 0o600))
		if name != stay[5] { // somebody may just be making that one
			require.NoError(t, os.Chtimes(filepath.Join(filepath.Dir(path), name), long, long))
		}
	}
	s, err = Open(t.Context(), path)
	require.NoError(t, err)
	require.NoError(t, s.Close())
	assert.ElementsMatch(t, stay, inFolder(t, path))
}
