package worker

import (
	"os"
	"sync"
	"time"
)

// Exit codes of a worker that ends itself because of a file.
const (
	exitTime   = 81
	exitMemory = 82
)

// watchEvery is how often a worker looks at what its file costs. The worst files take less than a megabyte in a millisecond.
const watchEvery = 10 * time.Millisecond

// watch ends this process when a file costs too much, also while C code runs that nothing can interrupt.
type watch struct {
	limits
	parent int // the process that started this one
	base   int64

	mu     sync.Mutex
	timer  *time.Timer
	active bool
	cpu    time.Duration // that the process had used when the file was begun
	wall   time.Time     // when it was begun
}

func newWatch(l limits) *watch {
	w := &watch{limits: l, parent: os.Getppid(), base: memory()}
	w.timer = time.AfterFunc(time.Hour, w.look)
	w.timer.Stop()
	return w
}

// begin is called before a file.
func (w *watch) begin() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.active, w.wall = true, time.Now()
	w.cpu, _ = cpuTime()
	w.timer.Reset(watchEvery)
}

// end is called after it. It reports whether so much memory is left behind that the next file should have another process.
func (w *watch) end() (used bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.active = false
	w.timer.Stop()
	// Looking costs as much as a small file; what took no time took no memory.
	return time.Since(w.wall) > watchEvery && memory()-w.base > w.Memory/4
}

func (w *watch) look() {
	if code, over := w.over(); over {
		os.Exit(code)
	}
}

// over reports whether this process has to end, and with which code; otherwise it looks again later.
func (w *watch) over() (code int, over bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.active {
		return 0, false
	}
	used, ok := cpuTime()
	if used -= w.cpu; !ok {
		used = time.Since(w.wall)
	}
	switch {
	case os.Getppid() != w.parent: // it died, and nobody waits for the answer
		return 0, true
	case memory()-w.base > w.Memory:
		return exitMemory, true
	case used > w.Time:
		return exitTime, true
	}
	w.timer.Reset(watchEvery)
	return 0, false
}
