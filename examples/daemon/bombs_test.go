package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/repotest"
	"github.com/codeworm/codeworm/source"
)

// maxTogether is the memory in bytes that the daemon and its workers may hold together, whatever the files hold.
const maxTogether = 1536 << 20

// TestBombs documents a repository with a file in every language that is made to take all time or memory: the pages of the
// others are written, nothing dies, and each such file is tried once. CODEWORM_BOMBS=all, which make bombs sets, takes five files
// in every language, and the limits of the default configuration.
func TestBombs(t *testing.T) {
	all := os.Getenv("CODEWORM_BOMBS") == "all"
	w := newWorld(t, "--llm", "facts")
	bombs := repotest.Bombs()
	if !all {
		w.configure("parser: {time: 700ms, memory_mb: 128}")
		bombs = repotest.FirstBombs()
	}
	for _, b := range bombs {
		w.write("bombs/"+b.Path, b.Source)
	}
	w.git(w.repo, "add", ".")
	w.git(w.repo, "commit", "-q", "-m", "Add bombs")

	most := watchMemory(t)
	first := time.Now()
	c := w.run("once", "-n", "4")
	took := time.Since(first)
	require.Equal(t, exitOK, c.code, c.errors.String())
	require.Len(t, w.pages(), 4)
	if together := most(); together > 0 {
		assert.Less(t, together, int64(maxTogether))
		t.Logf("at most %d MB, in %v", together>>20, took)
	}

	listed := map[string]source.SkipReason{}
	type line struct {
		Path    string            `json:"path"`
		Reason  source.SkipReason `json:"reason"`
		Partial bool              `json:"partial"`
	}
	second := time.Now()
	c = w.run("plan", "--skipped", "--json")
	assert.Less(t, time.Since(second), max(took/3, 10*time.Second), "nothing is tried again")
	require.Equal(t, exitOK, c.code, c.errors.String())
	for _, l := range jsonLines[line](t, c.out.String()) {
		if !l.Partial {
			listed[strings.TrimPrefix(l.Path, "bombs/")] = l.Reason
		}
	}
	counts := map[source.SkipReason]int{}
	for _, b := range bombs {
		reason := listed[b.Path]
		counts[reason]++
		if b.Exceeds && !all { // the default limits let some of them pass
			assert.NotEmpty(t, reason, b.Path) // some are taken for generated files, and never parsed
		}
	}
	t.Logf("of %d bombs: %v", len(bombs), counts)
	assert.Greater(t, counts[source.SkipTimeout]+counts[source.SkipMemory]+counts[source.SkipCrash], len(bombs)/2)
	assert.Contains(t, w.run("plan", "--skipped").out.String(), string(source.SkipMemory))
	assert.Equal(t, exitOK, w.run("once", "-n", "2").code)
	assert.Len(t, w.pages(), 6)
}

// watchMemory looks how much this process and its children hold together, and returns the most that they did; 0 where
// that cannot be told.
func watchMemory(t *testing.T) (most func() int64) {
	var highest int64
	done := make(chan struct{})
	var group sync.WaitGroup
	group.Go(func() {
		for {
			highest = max(highest, heldTogether())
			select {
			case <-done:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	})
	stop := sync.OnceFunc(func() { close(done); group.Wait() })
	t.Cleanup(stop)
	return func() int64 { stop(); return highest }
}

// heldTogether is the memory in bytes that this process and its children hold; what they share counts for each.
func heldTogether() (held int64) {
	processes, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range processes {
		stat, err := os.ReadFile(file)
		if err != nil {
			continue // it has ended
		}
		_, rest, _ := strings.Cut(string(stat), ") ")
		fields := strings.Fields(rest) // from the third on: state, parent, ...
		self := filepath.Base(filepath.Dir(file)) == strconv.Itoa(os.Getpid())
		if len(fields) < 22 || !self && fields[1] != strconv.Itoa(os.Getpid()) {
			continue
		}
		var pages int64
		_, _ = fmt.Sscan(fields[21], &pages)
		held += pages * int64(os.Getpagesize())
	}
	return held
}
