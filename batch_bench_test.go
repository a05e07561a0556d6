//go:build unix

package codeworm_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/devlog"
	"github.com/codeworm/codeworm/state/sqlite"
)

// What BenchmarkDaemonSlots holds a daemon to.
const (
	minBusy   = 0.98
	maxOwnCPU = 20 * time.Millisecond // for a page, without git's processes
)

// BenchmarkDaemonSlots runs a daemon with a git devlog and a SQLite store against a simulated
// server of four slots that takes a second for a page, from start to end: reading the
// repository, planning, composing, checking, committing and recording are all in it.
func BenchmarkDaemonSlots(b *testing.B) {
	const (
		slots, files, perFile = 4, 40, 5
		speed                 = time.Second
	)
	for b.Loop() {
		w := newWorld(b, 0)
		for i := range files {
			w.functionsIn(fmt.Sprintf("f%c%c.go", 'a'+i/26, 'a'+i%26), perFile)
		}
		w.git("add", ".")
		w.git("commit", "-qm", "Add files")
		var busy atomic.Int64
		w.llm.OnGenerate(func(_ context.Context, p codeworm.Prompt) (string, error) {
			start := time.Now()
			defer func() { busy.Add(int64(time.Since(start))) }()
			time.Sleep(speed)
			return fmt.Sprintf(goodAnswer, p.Facts.Target.Key.Symbol), nil
		})
		w.llm.Description.Parallel = slots
		store, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "state.db"))
		require.NoError(b, err)
		w.config.Store = store
		w.config.Sink, err = devlog.NewGit(devlog.GitConfig{Dir: filepath.Join(b.TempDir(), "devlog")})
		require.NoError(b, err)
		d := w.daemon()
		own, start := cpuTime(b), time.Now()
		results, err := d.RunN(b.Context(), files*perFile)
		took := time.Since(start)
		cpu := (cpuTime(b) - own) / (files * perFile)
		require.NoError(b, err)
		require.Len(b, results, files*perFile)
		require.NoError(b, store.Close())
		share := float64(busy.Load()) / float64(took*slots)
		b.ReportMetric(share*100, "busy-%")
		b.ReportMetric(float64(cpu.Microseconds())/1000, "cpu-ms/page")
		if share < minBusy || cpu > maxOwnCPU {
			b.Errorf("the slots were busy %.1f %% of the time, with %s of CPU a page", share*100, cpu)
		}
	}
}

func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
