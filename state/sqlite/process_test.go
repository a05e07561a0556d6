package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/childtest"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/state/sqlite"
)

// The test binary is run again as another process on the same file; these
// variables say what it does there.
const (
	childEnv     = "CODEWORM_SQLITE_TEST_CHILD"
	childPathEnv = "CODEWORM_SQLITE_TEST_PATH"
)

var children = map[string]func(ctx context.Context, path string) error{
	"work":  func(ctx context.Context, path string) error { return workOn(ctx, path, raceKeys, 10*time.Millisecond) },
	"soak":  func(ctx context.Context, path string) error { return workOn(ctx, path, soakKeys, 0) },
	"open":  openOnly,
	"guest": openAsGuest,
}

const (
	raceKeys   = 300 + 1200/slowness
	soakKeys   = 2000 / slowness
	workers    = 4 // goroutines in each process
	workTTL    = 300 * time.Millisecond
	childLimit = 5 * time.Minute
)

func runChild(name string) int {
	ctx, cancel := context.WithTimeout(context.Background(), childLimit)
	defer cancel()
	if err := children[name](ctx, os.Getenv(childPathEnv)); err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

func openOnly(ctx context.Context, path string) error {
	s, err := sqlite.Open(ctx, path)
	if err != nil {
		return err
	}
	return s.Close()
}

// openAsGuest opens the file as a user who owns nothing, whom permissions
// bind: they do not bind root.
func openAsGuest(ctx context.Context, path string) error {
	const nobody = 65534
	if os.Getuid() == 0 {
		if err := errors.Join(syscall.Setgroups(nil), syscall.Setgid(nobody), syscall.Setuid(nobody)); err != nil {
			return err
		}
	}
	return openOnly(ctx, path)
}

// workOn does what daemons do, with several goroutines, until every key has its record.
func workOn(ctx context.Context, path string, keys int, dawdle time.Duration) error {
	s, err := sqlite.Open(ctx, path)
	if err != nil {
		return err
	}
	fmt.Println("ready")
	_, _ = os.Stdin.Read(make([]byte, 1)) // until the test lets go
	errs := make([]error, workers)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			for left := rand.Perm(keys); len(left) > 0 && errs[i] == nil; {
				left, errs[i] = pass(ctx, s, left, dawdle)
			}
		})
	}
	wg.Wait()
	return errors.Join(append(errs, s.Close())...)
}

// pass tries each key once and returns those whose record it has not seen.
func pass(ctx context.Context, s *sqlite.Store, keys []int, dawdle time.Duration) ([]int, error) {
	var left []int
	for _, k := range keys {
		done, err := attempt(ctx, s, workKey(k), dawdle)
		if err != nil {
			return nil, err
		}
		if !done {
			left = append(left, k)
		}
	}
	return left, nil
}

// workKey has a repository of its own, so that its record can be looked up alone.
func workKey(i int) page.Key {
	return page.Key{Type: page.FileDoc, Repo: fmt.Sprintf("repo%05d", i), Path: "a.go"}
}

// attempt looks whether there is something to do, claims, looks again, and saves.
func attempt(ctx context.Context, s *sqlite.Store, key page.Key, dawdle time.Duration) (done bool, err error) {
	records, err := s.Records(ctx, key.Repo)
	if err != nil || len(records) > 0 {
		return err == nil, err
	}
	claim, err := s.Claim(ctx, codeworm.ClaimRequest{Key: key, Owner: fmt.Sprint(os.Getpid()), TTL: workTTL})
	if errors.Is(err, codeworm.ErrClaimed) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	if records, err = s.Records(ctx, key.Repo); err != nil {
		return false, err
	}
	if len(records) > 0 {
		return true, s.Release(ctx, claim)
	}
	time.Sleep(dawdle)
	err = s.Save(ctx, claim, codeworm.Record{Key: key, Title: claim.Owner})
	if errors.Is(err, codeworm.ErrClaimLost) {
		fmt.Println("lost", key.Repo)
		return false, nil
	} else if err != nil {
		return false, err
	}
	fmt.Println("saved", key.Repo)
	return true, nil
}

// start starts a process that does something; startTogether several that begin together.
func start(t *testing.T, what, path string) *childtest.Child {
	t.Helper()
	return childtest.Start(t, childEnv+"="+what, childPathEnv+"="+path)
}

func startTogether(t *testing.T, what, path string, n int) []*childtest.Child {
	t.Helper()
	return childtest.StartTogether(t, n, childEnv+"="+what, childPathEnv+"="+path)
}

// everythingOnce checks that each key has its record and that nobody saved one
// that somebody else had saved.
func everythingOnce(t *testing.T, path string, keys int, processes ...*childtest.Child) {
	t.Helper()
	s := open(t, path)
	records, err := s.Records(t.Context(), "")
	require.NoError(t, err)
	require.Len(t, records, keys)
	for i, r := range records {
		require.Equal(t, workKey(i), r.Key)
	}
	saves, lost := map[string]int{}, 0
	for _, c := range processes {
		for _, line := range c.Said {
			verb, repo, _ := strings.Cut(line, " ")
			switch verb {
			case "saved":
				saves[repo]++
			case "lost":
				lost++
			}
		}
	}
	for repo, n := range saves {
		assert.Equal(t, 1, n, repo)
	}
	stats, err := s.Stats(t.Context(), time.Time{})
	require.NoError(t, err)
	t.Logf("%d records, %d saves reported, %d late saves refused, %d claims left over", len(records), len(saves), lost, stats.Claims)
}

// Three processes race for the same keys. One is killed and one is frozen for
// longer than its claims last: neither loses nor doubles a record.
func TestProcessesRace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "codeworm.db")
	processes := startTogether(t, "work", path, 3)
	victim, frozen, steady := processes[0], processes[1], processes[2]
	victim.Says(t, "saved ", 1)
	require.NoError(t, victim.Cmd.Process.Kill())
	require.Error(t, victim.Wait(), "killed")
	frozen.Says(t, "saved ", 1)
	require.NoError(t, frozen.Cmd.Process.Signal(syscall.SIGSTOP))
	time.Sleep(2 * workTTL)
	require.NoError(t, frozen.Cmd.Process.Signal(syscall.SIGCONT))
	require.NoError(t, frozen.Wait())
	require.NoError(t, steady.Wait())
	everythingOnce(t, path, raceKeys, processes...)
}

func TestSoak(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	path := filepath.Join(t.TempDir(), "codeworm.db")
	started := time.Now()
	processes := startTogether(t, "soak", path, 2)
	for _, c := range processes {
		require.NoError(t, c.Wait())
	}
	t.Logf("%d keys in %s", soakKeys, time.Since(started).Round(time.Millisecond))
	everythingOnce(t, path, soakKeys, processes...)
	saves := 0
	for _, c := range processes {
		for _, line := range c.Said {
			if strings.HasPrefix(line, "saved ") {
				saves++
			}
		}
	}
	assert.Equal(t, soakKeys, saves)
}

// A new store that several processes open at once is created once.
func TestProcessesCreateTheStoreTogether(t *testing.T) {
	for range 3 {
		path := filepath.Join(t.TempDir(), "codeworm.db")
		var processes []*childtest.Child
		for range 6 {
			processes = append(processes, start(t, "open", path))
		}
		for _, c := range processes {
			require.NoError(t, c.Wait(), "%v", c.Said)
		}
	}
}

// What permissions forbid is refused in plain words, and nothing is left behind.
func TestOpenWithoutPermission(t *testing.T) {
	cases := []struct {
		name    string
		file    os.FileMode
		folder  os.FileMode
		says    string
		missing bool
	}{
		{name: "a read-only file", file: 0o444, folder: 0o777, says: "let this user read and write it"},
		{name: "a file in a read-only folder", file: 0o666, folder: 0o555, says: "let this user write the file and its folder"},
		{name: "an unreadable file", file: 0o000, folder: 0o777, says: "let this user read and write it"},
		{name: "a new file in a read-only folder", missing: true, folder: 0o555, says: "it cannot be created"},
		{name: "a new folder in a read-only folder", missing: true, folder: 0o555, says: "its folder cannot be created"},
	}
	require.NotEmpty(t, cases)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			base := t.TempDir()
			if os.Getuid() == 0 { // the guest has to get here
				require.NoError(t, os.Chmod(filepath.Dir(base), 0o755))
			}
			folder := filepath.Join(base, "folder")
			require.NoError(t, os.Mkdir(folder, 0o700))
			path := filepath.Join(folder, "codeworm.db")
			if strings.Contains(c.name, "new folder") {
				path = filepath.Join(folder, "new", "codeworm.db")
			}
			if !c.missing {
				s := open(t, path)
				put(t, s, codeworm.Record{Key: key("a")})
				require.NoError(t, s.Close())
				require.NoError(t, os.Chmod(path, c.file))
			}
			require.NoError(t, os.Chmod(folder, c.folder))
			t.Cleanup(func() { _ = os.Chmod(folder, 0o700) })

			guest := start(t, "guest", path)
			require.Error(t, guest.Wait())
			said := strings.Join(guest.Said, "\n")
			t.Log(said)
			assert.Contains(t, said, path)
			assert.Contains(t, said, c.says)
			entries, err := os.ReadDir(folder)
			require.NoError(t, err)
			if c.missing {
				assert.Empty(t, entries)
				return
			}
			assert.Len(t, entries, 1)
		})
	}
}
