package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/childtest"
	"github.com/codeworm/codeworm/internal/postgrestest"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/state/postgres"
)

// The test binary is run again as another process on the same database; these variables say what it does there.
const (
	childEnv     = "CODEWORM_POSTGRES_TEST_CHILD"
	childPathEnv = "CODEWORM_POSTGRES_TEST_ADDRESS"
)

var children = map[string]func(ctx context.Context, address string) error{
	"work": func(ctx context.Context, address string) error { return work(ctx, address, 10*time.Millisecond) },
	"open": openOnly,
	"hold": hold,
}

const (
	targets    = 400
	workers    = 4 // goroutines in each process
	workTTL    = time.Second
	childLimit = 5 * time.Minute
)

func runChild(name string) int {
	ctx, cancel := context.WithTimeout(context.Background(), childLimit)
	defer cancel()
	if err := children[name](ctx, os.Getenv(childPathEnv)); err != nil {
		fmt.Println("failed", err)
		return 1
	}
	return 0
}

func openOnly(ctx context.Context, address string) error {
	s, err := postgres.Open(ctx, address)
	if err != nil {
		return err
	}
	return s.Close()
}

// hold claims a target, waits until the test lets go, and saves.
func hold(ctx context.Context, address string) error {
	s, err := postgres.Open(ctx, address)
	if err != nil {
		return err
	}
	defer s.Close()
	claim, err := s.Claim(ctx, codeworm.ClaimRequest{Key: workKey(0), Owner: "holder", TTL: workTTL})
	if err != nil {
		return err
	}
	fmt.Println("claimed")
	_, _ = os.Stdin.Read(make([]byte, 1))
	err = s.Save(ctx, claim, codeworm.Record{Key: claim.Key, Title: "by the holder", PublishedAt: time.Now()})
	if errors.Is(err, codeworm.ErrClaimLost) {
		fmt.Println("refused")
		return nil
	}
	fmt.Println("saved")
	return err
}

// work does what daemons do, with several goroutines, until every target has its record: they take the first that is to be had, and save it.
// What fails because the server is away is done again.
func work(ctx context.Context, address string, dawdle time.Duration) error {
	s, err := postgres.Open(ctx, address, postgres.WithPatience(200*time.Millisecond))
	if err != nil {
		return err
	}
	fmt.Println("ready")
	_, _ = os.Stdin.Read(make([]byte, 1)) // until the test lets go
	errs := make([]error, workers)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			for done := false; !done && errs[i] == nil; {
				done, errs[i] = pass(ctx, s, dawdle)
				if errs[i] != nil && away(errs[i]) {
					fmt.Println("away", errs[i])
					errs[i] = nil
					time.Sleep(50 * time.Millisecond)
				}
			}
		})
	}
	wg.Wait()
	return errors.Join(append(errs, s.Close())...)
}

// away reports whether an error says that the server cannot be reached, is ending or is starting.
func away(err error) bool {
	return strings.Contains(err.Error(), "SQLSTATE 57P") || strings.Contains(err.Error(), "it cannot be reached; start it")
}

// pass makes one page, as a daemon with a plan of what has none.
func pass(ctx context.Context, s *postgres.Store, dawdle time.Duration) (done bool, err error) {
	records, err := s.Records(ctx, "")
	if err != nil {
		return false, err
	}
	have := map[page.Key]bool{}
	for _, r := range records {
		have[r.Key] = true
	}
	var due []codeworm.Candidate
	for i := range targets {
		if !have[workKey(i)] {
			due = append(due, codeworm.Candidate{Key: workKey(i)})
		}
	}
	if len(due) == 0 {
		return true, nil
	}
	claim, err := s.ClaimFirst(ctx, fmt.Sprint(os.Getpid()), workTTL, due)
	if errors.Is(err, codeworm.ErrClaimed) {
		time.Sleep(20 * time.Millisecond)
		return false, nil
	} else if err != nil {
		return false, err
	}
	time.Sleep(dawdle/2 + rand.N(dawdle))
	err = s.Save(ctx, claim, codeworm.Record{Key: claim.Key, Title: claim.Owner, PublishedAt: time.Now()})
	if errors.Is(err, codeworm.ErrClaimLost) {
		fmt.Println("lost", claim.Key.Path)
		return false, nil
	} else if err != nil {
		return false, err
	}
	fmt.Println("saved", claim.Key.Path)
	return false, nil
}

func workKey(i int) page.Key {
	return page.Key{Type: page.FileDoc, Repo: "repo", Path: fmt.Sprintf("%05d.go", i)}
}

// start starts a process that does something; startTogether several that begin together.
func start(t *testing.T, what, address string) *childtest.Child {
	t.Helper()
	return childtest.Start(t, childEnv+"="+what, childPathEnv+"="+address)
}

func startTogether(t *testing.T, what, address string, n int) []*childtest.Child {
	t.Helper()
	return childtest.StartTogether(t, n, childEnv+"="+what, childPathEnv+"="+address)
}

// everythingOnce checks that each target has its record, that nobody saved one that somebody else had saved, and that what a process
// said it saved is there.
func everythingOnce(t *testing.T, address string, processes ...*childtest.Child) {
	t.Helper()
	s := open(t, address)
	records, err := s.Records(t.Context(), "")
	require.NoError(t, err)
	require.Len(t, records, targets)
	for i, r := range records {
		require.Equal(t, workKey(i), r.Key)
	}
	saves, lost, away := map[string]int{}, 0, 0
	for _, c := range processes {
		for _, line := range c.Said {
			verb, path, _ := strings.Cut(line, " ")
			switch verb {
			case "saved":
				saves[path]++
			case "lost":
				lost++
			case "away":
				away++
			}
		}
	}
	for path, n := range saves {
		assert.Equal(t, 1, n, path)
	}
	stats, err := s.Stats(t.Context(), time.Time{})
	require.NoError(t, err)
	t.Logf("%d records, %d saves reported, %d late saves refused, %d calls failed while the server was away, %d claims in force", len(records), len(saves), lost, away, stats.Claims)
}

// Four processes share the targets. One is killed and one is frozen for longer than its claims last: neither loses nor doubles a
// record, and the frozen one's saves are refused.
func TestProcessesShareTheWork(t *testing.T) {
	address := postgrestest.Database(t)
	processes := startTogether(t, "work", address, 4)
	victim, frozen := processes[0], processes[1]
	victim.Says(t, "saved ", 1)
	require.NoError(t, victim.Cmd.Process.Kill())
	require.Error(t, victim.Wait(), "killed")
	frozen.Says(t, "saved ", 1)
	require.NoError(t, frozen.Cmd.Process.Signal(syscall.SIGSTOP))
	time.Sleep(2 * workTTL)
	require.NoError(t, frozen.Cmd.Process.Signal(syscall.SIGCONT))
	for _, c := range processes[1:] {
		require.NoError(t, c.Wait(), "%v", c.Said)
	}
	everythingOnce(t, address, processes...)
	busy := 0
	for _, c := range processes[1:] {
		if strings.Contains(strings.Join(c.Said, "\n"), "saved ") {
			busy++
		}
	}
	assert.Equal(t, 3, busy, "all have a share")
}

// A process that is frozen past its lease cannot save what another has taken; when nobody took it, it can.
func TestFrozenHolder(t *testing.T) {
	for _, taken := range []bool{true, false} {
		t.Run(fmt.Sprintf("taken %v", taken), func(t *testing.T) {
			address := postgrestest.Database(t)
			s := open(t, address)
			holder := start(t, "hold", address)
			holder.Says(t, "claimed", 1)
			require.NoError(t, holder.Cmd.Process.Signal(syscall.SIGSTOP))
			want := "by the holder"
			if taken {
				want = "by another"
				claim := claimWhenFree(t, s, 2*workTTL)
				require.NoError(t, s.Save(t.Context(), claim, codeworm.Record{Key: claim.Key, Title: want, PublishedAt: time.Now()}))
			} else {
				time.Sleep(2 * workTTL)
			}
			require.NoError(t, holder.Cmd.Process.Signal(syscall.SIGCONT))
			require.NoError(t, holder.Stdin.Close())
			require.NoError(t, holder.Wait())
			assert.Equal(t, taken, strings.Contains(strings.Join(holder.Said, "\n"), "refused"))
			records, err := s.Records(t.Context(), "")
			require.NoError(t, err)
			require.Len(t, records, 1)
			assert.Equal(t, want, records[0].Title)
		})
	}
}

// claimWhenFree claims a target that another holds, and fails the test when that takes longer than the bound by the server's clock.
func claimWhenFree(t *testing.T, s *postgres.Store, bound time.Duration) codeworm.Claim {
	t.Helper()
	for deadline := time.Now().Add(bound); ; time.Sleep(10 * time.Millisecond) {
		claim, err := s.ClaimFirst(t.Context(), "next", time.Minute, []codeworm.Candidate{{Key: workKey(0)}})
		if err == nil {
			return claim
		}
		require.ErrorIs(t, err, codeworm.ErrClaimed)
		require.True(t, time.Now().Before(deadline), "still claimed after %s", bound)
	}
}

// What a killed process held is to be had after at most two of its lease periods.
func TestWorkOfTheDeadComesBack(t *testing.T) {
	address := postgrestest.Database(t)
	s := open(t, address)
	victim := start(t, "hold", address)
	victim.Says(t, "claimed", 1)
	require.NoError(t, victim.Cmd.Process.Kill())
	require.Error(t, victim.Wait())
	require.NoError(t, s.Release(t.Context(), claimWhenFree(t, s, 2*workTTL)))
}

// The server is ended without regard and started again, twice, while processes work; what was saved is there.
func TestServerIsRestarted(t *testing.T) {
	server := postgrestest.Start(t)
	address := server.Create(t, "restarted")
	processes := startTogether(t, "work", address, 3)
	for range 2 {
		processes[0].Says(t, "saved ", 10)
		server.Kill()
		time.Sleep(500 * time.Millisecond) // longer than the processes are patient: their calls fail
		server.Restart(t)
	}
	for _, c := range processes {
		require.NoError(t, c.Wait(), "%v", c.Said)
	}
	everythingOnce(t, address, processes...)
}

// A new database that several processes open at once gets its tables once.
func TestProcessesCreateTheStoreTogether(t *testing.T) {
	for range 3 {
		address := postgrestest.Database(t)
		var processes []*childtest.Child
		for range 6 {
			processes = append(processes, start(t, "open", address))
		}
		for _, c := range processes {
			require.NoError(t, c.Wait(), "%v", c.Said)
		}
	}
}
