package sqlite

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/page"
)

// faultEnv names the file, and the fault, for a process of its own.
const faultEnv = "CODEWORM_SQLITE_FAULT"

// record is the n-th of many, a few KB long.
func record(n int) codeworm.Record {
	return codeworm.Record{Key: page.Key{Type: page.FileDoc, Repo: "repo", Path: fmt.Sprint(n)}, Fingerprint: "f", Title: fmt.Sprint(n),
		Summary: strings.Repeat(fmt.Sprint("word", n, " "), 300)}
}

func store(ctx context.Context, s *Store, r codeworm.Record) error {
	claim, err := s.Claim(ctx, codeworm.ClaimRequest{Key: r.Key, Owner: "test", TTL: time.Hour})
	if err != nil {
		return err
	}
	return s.Save(ctx, claim, r)
}

// storeUntil stores records until one fails.
func storeUntil(ctx context.Context, s *Store, limit int) error {
	for n := range limit {
		if err := store(ctx, s, record(n)); err != nil {
			return err
		}
	}
	return nil
}

// What a person meets says which file it is, what is wrong, and what to do; each is brought about for real.
func TestFaultsAreNamed(t *testing.T) {
	if what := os.Getenv(faultEnv); what != "" {
		name, path, _ := strings.Cut(what, ":")
		faultyProcesses[name](path)
		return
	}
	for name, c := range map[string]struct {
		// run brings the fault about on a store of 20 records that is closed, and returns what is said.
		run  func(t *testing.T, path string) error
		says []string
	}{
		"locked by another process": {func(t *testing.T, path string) error {
			end := inProcess(t, "lock", path)
			defer end()
			_, err := Open(t.Context(), path, WithLockWait(50*time.Millisecond))
			return err
		}, []string{"another process keeps it locked; end that process"}},
		"random bytes in the middle": {func(t *testing.T, path string) error {
			file, err := os.OpenFile(path, os.O_RDWR, 0)
			require.NoError(t, err)
			info, err := file.Stat()
			require.NoError(t, err)
			noise := make([]byte, info.Size()/2)
			_, _ = rand.NewChaCha8([32]byte{1}).Read(noise)
			_, err = file.WriteAt(noise, info.Size()/3)
			require.NoError(t, err)
			require.NoError(t, file.Close())
			_, err = Open(t.Context(), path)
			return err
		}, []string{"it is damaged; restore a backup"}},
		"cut short": {func(t *testing.T, path string) error {
			info, err := os.Stat(path)
			require.NoError(t, err)
			require.NoError(t, os.Truncate(path, info.Size()/2))
			_, err = Open(t.Context(), path)
			return err
		}, []string{"it is damaged; restore a backup"}},
		"a folder in the place of the log": {func(t *testing.T, path string) error {
			require.NoError(t, os.Mkdir(path+"-wal", 0o700))
			_, err := Open(t.Context(), path)
			return err
		}, []string{"it cannot be opened; let this user read and write the file and its folder"}},
		"no shared memory, as on network shares": {func(t *testing.T, path string) error {
			require.NoError(t, os.Mkdir(path+"-shm", 0o700))
			_, err := Open(t.Context(), path)
			return err
		}, []string{"it cannot be written; let this user write the file and its folder"}},
		"a full disk": {func(t *testing.T, path string) error {
			s, err := Open(t.Context(), path)
			require.NoError(t, err)
			defer func() { assert.NoError(t, s.Close()) }()
			_, err = s.writes.ExecContext(t.Context(), "PRAGMA max_page_count = 1") // as many as there are
			require.NoError(t, err)
			err = storeUntil(t.Context(), s, 1000)
			_, after := s.writes.ExecContext(t.Context(), "PRAGMA max_page_count = 1000000")
			require.NoError(t, after)
			require.NoError(t, s.Check(t.Context()), "nothing is half stored")
			require.NoError(t, store(t.Context(), s, record(999)), "there is room again")
			return err
		}, []string{"the disk is full; make room on it"}},
		"a file at its limit": {func(t *testing.T, path string) error {
			out := said(t, "limit", path)
			s, err := Open(t.Context(), path)
			require.NoError(t, err)
			require.NoError(t, s.Check(t.Context()), "nothing is half stored")
			require.NoError(t, s.Close())
			return fmt.Errorf("%s", out)
		}, []string{"the disk failed to read or write; check its health and space"}},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "codeworm.db")
			s, err := Open(t.Context(), path)
			require.NoError(t, err)
			require.NoError(t, storeUntil(t.Context(), s, 20))
			require.NoError(t, s.Close())
			err = c.run(t, path)
			require.Error(t, err)
			t.Log(err)
			for _, say := range append(c.says, path) {
				assert.ErrorContains(t, err, say)
			}
		})
	}
}

// faultyProcesses are what other processes do.
var faultyProcesses = map[string]func(path string){
	"lock": func(path string) {
		db, err := connect(fileURI(path, nil), 1)
		if err == nil {
			_, err = db.Exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE held (x)")
		}
		fmt.Println("locked", err)
		_, _ = os.Stdin.Read(make([]byte, 1)) // until the test lets go
		os.Exit(0)
	},
	"limit": func(path string) {
		signal.Ignore(syscall.SIGXFSZ) // a file at its limit is an error then, as on a full disk
		s, err := Open(context.Background(), path)
		if err == nil {
			err = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 400 << 10, Max: 400 << 10})
		}
		if err == nil {
			err = storeUntil(context.Background(), s, 10_000)
		}
		fmt.Println(err)
		os.Exit(0)
	},
}

func faultyProcess(t *testing.T, name, path string) *exec.Cmd {
	t.Helper()
	binary, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), binary, "-test.run=^TestFaultsAreNamed$")
	cmd.Env = append(os.Environ(), faultEnv+"="+name+":"+path)
	return cmd
}

// said is what another process says.
func said(t *testing.T, name, path string) string {
	t.Helper()
	out, err := faultyProcess(t, name, path).CombinedOutput()
	require.NoError(t, err, "%s", out)
	return string(out)
}

// inProcess starts another process and waits until it says that it is ready; end ends it.
func inProcess(t *testing.T, name, path string) (end func()) {
	t.Helper()
	cmd := faultyProcess(t, name, path)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	line := make([]byte, 100)
	n, err := out.Read(line)
	require.NoError(t, err)
	require.Equal(t, "locked <nil>", strings.TrimSpace(string(line[:n])))
	return func() {
		require.NoError(t, in.Close())
		require.NoError(t, cmd.Wait())
	}
}

// BenchmarkQuickCheck prints what looking a file over costs, for the limit up to which Open does it.
func BenchmarkQuickCheck(b *testing.B) {
	path := filepath.Join(b.TempDir(), "codeworm.db")
	s, err := Open(b.Context(), path)
	require.NoError(b, err)
	defer s.Close()
	for n := range 4000 {
		require.NoError(b, s.CachePut(b.Context(), "bucket", fmt.Sprint(n), make([]byte, 20<<10)))
	}
	for n := range 1000 {
		require.NoError(b, store(b.Context(), s, record(n)))
	}
	_, err = s.writes.ExecContext(b.Context(), "PRAGMA wal_checkpoint(TRUNCATE)")
	require.NoError(b, err)
	info, err := os.Stat(path)
	require.NoError(b, err)
	for _, pragma := range []string{"quick_check", "integrity_check"} {
		b.Run(pragma, func(b *testing.B) {
			for b.Loop() {
				require.NoError(b, sound(b.Context(), s.reads, pragma))
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N)/(float64(info.Size())/(1<<20)), "ms/MB")
		})
	}
}
