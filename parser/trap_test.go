package parser_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/source"
)

// The tests in this file each set a trap of the binding that would catch a parser
// without its cure.

// TestParallel: a parser or tree of the binding that two goroutines share aborts the process.
func TestParallel(t *testing.T) {
	p := newParser(t)
	sources := map[string]string{
		"a.py": strings.Repeat("def f(a):\n    return [x for x in a if x]\n", 50),
		"a.go": "package a\n" + strings.Repeat("func f(a int) int { if a > 0 && a < 9 { return a }; return 0 }\n", 50),
		"a.js": strings.Repeat("function f(a) { return a ? b(a) : c; }\n", 50),
	}
	want := map[string]*source.Outline{}
	for path, s := range sources {
		want[path] = parse(t, path, s)
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 20 {
				for path, s := range sources {
					o, err := p.Parse(context.Background(), path, []byte(s))
					if assert.NoError(t, err) {
						assert.Equal(t, want[path], o)
					}
				}
			}
		})
	}
	group.Wait()
}

// TestCancelled: a context that is done as a parse ends leaves the binding's parser
// cancelled, and after a cancelled parse the next file goes on with the old one.
func TestCancelled(t *testing.T) {
	p := newParser(t)
	long := []byte(strings.Repeat("def f(a):\n    return [x for x in a if x]\n", 4000))
	short := []byte("def g():\n    pass\n")
	cancelled := 0
	for i := range 60 {
		ctx, cancel := context.WithTimeout(context.Background(), time.Duration(i)*500*time.Microsecond)
		if _, err := p.Parse(ctx, "long.py", long); err != nil {
			require.ErrorIs(t, err, context.DeadlineExceeded)
			cancelled++
		}
		cancel()
		o, err := p.Parse(context.Background(), "short.py", short)
		require.NoError(t, err)
		require.Len(t, o.Symbols, 1)
		require.Equal(t, "g", o.Symbols[0].Name)
	}
	require.NotZero(t, cancelled)
}

// TestCancelledSoon: a file that takes seconds to parse is given up soon after
// its context is.
func TestCancelledSoon(t *testing.T) {
	p := newParser(t)
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, err := p.Parse(ctx, "noise.js", noise(1<<20))
	require.ErrorIs(t, err, context.DeadlineExceeded)
	assert.Less(t, time.Since(start), 2*time.Second)
}

// noise is text that is no program in any language. Nothing in it begins a comment or a string,
// which would end the parser's work early.
func noise(size int) []byte {
	const set = "(){}[]<>=+-*,;.ab1 \n"
	random := rand.New(rand.NewPCG(1, 2))
	b := make([]byte, size)
	for i := range b {
		b[i] = set[random.IntN(len(set))]
	}
	return b
}

// TestTimeLimit: 1 MB of noise takes the binding 10 to 23 seconds. The limit counts what the processor spends on the file, and so does
// the test: on a busy machine that takes longer.
func TestTimeLimit(t *testing.T) {
	start := cpuSeconds(t)
	o, err := newParser(t).Parse(context.Background(), "noise.js", noise(parser.MaxSize))
	if err != nil {
		requireReason(t, err, source.SkipTimeout)
	} else {
		assert.Equal(t, source.SkipSyntax, o.Problem)
	}
	assert.Less(t, cpuSeconds(t)-start, 10.0)
}

// TestBusy: a machine that has other work lets no file time out. What the processor does in less than a second takes several here.
func TestBusy(t *testing.T) {
	var done atomic.Bool
	var group sync.WaitGroup
	defer group.Wait()
	defer done.Store(true)
	for range 10 * runtime.NumCPU() {
		group.Go(func() {
			runtime.LockOSThread()
			for !done.Load() { // that is the other work
			}
		})
	}
	long := strings.Repeat("def f(a):\n    return [x for x in a if x]\n", 12000)
	before := parser.SetTimeLimit(time.Second)
	defer parser.SetTimeLimit(before)
	o, err := newParser(t).Parse(context.Background(), "a.py", []byte(long))
	require.NoError(t, err)
	assert.Empty(t, o.Problem)
}

// TestDeep: the binding's Node.String crashes at a nesting of 20,000, and its
// query runs for half a minute on 100,000 brackets.
func TestDeep(t *testing.T) {
	p := newParser(t)
	for _, c := range []struct{ path, source string }{
		{"a.py", "def before():\n    pass\n\nx = " + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + "\n"},
		{"a.py", "def before():\n    pass\n\nx = " + strings.Repeat("[", 100_000)},
		{"a.js", "function before() {}\n" + strings.Repeat("{", 50_000) + strings.Repeat("}", 50_000)},
		{"a.go", "package a\nfunc before() {}\nvar x = " + strings.Repeat("(", 20_000) + "1" + strings.Repeat(")", 20_000)},
	} {
		start := time.Now()
		o, err := p.Parse(context.Background(), c.path, []byte(c.source))
		assert.Less(t, time.Since(start), 7*time.Second, c.path)
		if err != nil {
			requireReason(t, err, source.SkipTimeout)
			continue
		}
		assert.Contains(t, []source.SkipReason{source.SkipTooDeep, source.SkipSyntax}, o.Problem, c.path)
	}
	// What a person may write is not too deep.
	o := parse(t, "a.py", "x = "+strings.Repeat("[", 100)+strings.Repeat("]", 100)+"\n")
	assert.Empty(t, o.Problem)
	o = parse(t, "a.go", "package a\nvar x = \"\""+strings.Repeat(" +\n\t\"a\"", 1500)+"\n")
	assert.Empty(t, o.Problem)
}

// TestTooLarge: size is refused before anything else is done.
func TestTooLarge(t *testing.T) {
	start := time.Now()
	_, err := newParser(t).Parse(context.Background(), "a.js", bytes.Repeat([]byte("a=1;"), parser.MaxSize/4+1))
	requireReason(t, err, source.SkipTooLarge)
	assert.Less(t, time.Since(start), time.Second)
	require.ErrorContains(t, err, "1048580 bytes, at most 1048576 are read")
}

// TestUnreadable: what is not text in UTF-8.
func TestUnreadable(t *testing.T) {
	p := newParser(t)
	ctx := context.Background()
	_, err := p.Parse(ctx, "a.py", []byte("x = 1\x00"))
	requireReason(t, err, source.SkipBinary)
	_, err = p.Parse(ctx, "a.py", []byte("\xff\xfex\x00 \x00=\x00"))
	requireReason(t, err, source.SkipUndecodable)
	_, err = p.Parse(ctx, "a.cobol", []byte("x"))
	requireReason(t, err, source.SkipLanguage)

	o, err := p.Parse(ctx, "a.py", []byte("# caf\xe9\ndef f():\n    '''caf\xe9'''\n"))
	require.NoError(t, err)
	assert.Equal(t, source.SkipUndecodable, o.Problem)
	require.Len(t, o.Symbols, 1)
	assert.Equal(t, "caf?", o.Symbols[0].Doc)
}

// TestMemory: with finalizers alone the binding's trees pile up outside of Go's heap.
func TestMemory(t *testing.T) {
	p := newParser(t)
	src := []byte(strings.Repeat("def f(a):\n    return [x for x in a if x]\n", 2000))
	outlines := func(n int) {
		for range n {
			_, err := p.Parse(context.Background(), "a.py", src)
			require.NoError(t, err)
		}
	}
	outlines(5)
	runtime.GC()
	before := residentKB(t)
	outlines(60) // a leaked tree of this source holds more than 3 MB
	runtime.GC()
	assert.Less(t, residentKB(t)-before, 100<<10, "KB more than before")
}
