package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/postgrestest"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/state/postgres"
	"github.com/codeworm/codeworm/state/sqlite"
)

// storeOf opens a store of one daemon on a state that others use too.
type storeOf func(b *testing.B) storeInUse

type storeInUse interface {
	codeworm.StateStore
	codeworm.ClaimChooser
}

// benchStores are the kinds of state; each call of one gives an empty one. Both wait for the disk with each commit.
var benchStores = []struct {
	name  string
	fresh func(b *testing.B) storeOf
}{
	{"sqlite", func(b *testing.B) storeOf {
		path := filepath.Join(b.TempDir(), "codeworm.db")
		return func(b *testing.B) storeInUse {
			s, err := sqlite.Open(b.Context(), path)
			require.NoError(b, err)
			b.Cleanup(func() { _ = s.Close() })
			return s
		}
	}},
	{"postgres", func(b *testing.B) storeOf {
		address := postgrestest.Start(b).Create(b, "bench")
		return func(b *testing.B) storeInUse {
			s, err := postgres.Open(b.Context(), address)
			require.NoError(b, err)
			b.Cleanup(func() { _ = s.Close() })
			return s
		}
	}},
}

// benchWork is how a worker gets its targets: it saves until there are none left for it, and returns how many.
var benchWork = []struct {
	name string
	work func(ctx context.Context, s storeInUse, worker int, plan []page.Key) (int, error)
}{
	// Each has targets of its own.
	{"apart", func(ctx context.Context, s storeInUse, worker int, plan []page.Key) (int, error) {
		for i, key := range plan {
			key.Repo = fmt.Sprint(worker)
			claim, err := s.Claim(ctx, codeworm.ClaimRequest{Key: key, Owner: "bench", TTL: time.Minute})
			if err == nil {
				err = s.Save(ctx, claim, codeworm.Record{Key: key, PublishedAt: time.Now()})
			}
			if err != nil {
				return i, err
			}
		}
		return len(plan), nil
	}},
	// All have the same plan and ask for the first of it that is to be had.
	{"shared", func(ctx context.Context, s storeInUse, _ int, plan []page.Key) (int, error) {
		saved := 0
		for len(plan) > 0 {
			var candidates []codeworm.Candidate
			for _, key := range plan[:min(32, len(plan))] {
				candidates = append(candidates, codeworm.Candidate{Key: key})
			}
			claim, err := s.ClaimFirst(ctx, "bench", time.Minute, candidates)
			if errors.Is(err, codeworm.ErrClaimed) {
				plan = plan[len(candidates):] // others have them all
				continue
			}
			if err == nil {
				err = s.Save(ctx, claim, codeworm.Record{Key: claim.Key, PublishedAt: time.Now()})
			}
			if err != nil {
				return saved, err
			}
			saved++
			for plan[0] != claim.Key { // what stands before it, others have
				plan = plan[1:]
			}
			plan = plan[1:]
		}
		return saved, nil
	}},
}

// BenchmarkStores prints how many targets a second are claimed and saved by 1, 4 and 16 daemons on one state, on both stores: each with
// targets of its own, and all with the same plan. The ratios are those to one daemon, and of PostgreSQL to SQLite.
func BenchmarkStores(b *testing.B) {
	rates := map[string]float64{}
	for _, kind := range benchStores {
		for _, how := range benchWork {
			for _, workers := range []int{1, 4, 16} {
				name := fmt.Sprintf("%s/%s/%d", kind.name, how.name, workers)
				b.Run(name, func(b *testing.B) {
					open := kind.fresh(b)
					for b.Loop() {
						rates[name] = benchRate(b, open, how.work, workers)
					}
					b.ReportMetric(rates[name], "saves/s")
					b.ReportMetric(rates[name]/rates[fmt.Sprintf("%s/%s/1", kind.name, how.name)], "x1")
					if kind.name == "postgres" {
						b.ReportMetric(rates[name]/rates[fmt.Sprintf("sqlite/%s/%d", how.name, workers)], "xsqlite")
					}
				})
			}
		}
	}
}

// benchRate is how many targets a second the workers save together.
func benchRate(b *testing.B, open storeOf, work func(context.Context, storeInUse, int, []page.Key) (int, error), workers int) float64 {
	b.Helper()
	const targets = 800
	plan := make([]page.Key, targets)
	for i := range plan {
		plan[i] = page.Key{Type: page.FileDoc, Repo: "repo", Path: fmt.Sprintf("%s/%05d.go", b.Name(), i)}
	}
	stores := make([]storeInUse, workers)
	for i := range stores {
		stores[i] = open(b)
	}
	saved, errs := make([]int, workers), make([]error, workers)
	started := time.Now()
	var all sync.WaitGroup
	for i := range workers {
		mine := plan
		if workers > 1 {
			mine = plan[:targets/4] // as much in all as takes a while
		}
		all.Go(func() { saved[i], errs[i] = work(b.Context(), stores[i], i, mine) })
	}
	all.Wait()
	took := time.Since(started)
	require.NoError(b, errors.Join(errs...))
	sum := 0
	for _, n := range saved {
		sum += n
	}
	require.NotZero(b, sum)
	return float64(sum) / took.Seconds()
}
