package worker

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/parser/lang/python"
	"github.com/codeworm/codeworm/source"

	plain "github.com/codeworm/codeworm/parser"
)

func TestContract(t *testing.T) {
	codewormtest.TestParser(t, func() codeworm.Parser {
		inner, err := plain.New(python.Language)
		require.NoError(t, err)
		p, err := New(inner, Options{})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, p.Close()) })
		return p
	})
}

// TestSameOutlines: what a worker answers is what the parser itself finds, in every language.
func TestSameOutlines(t *testing.T) {
	inner, err := openReal()
	require.NoError(t, err)
	p := newParser(t, Options{})
	files, err := filepath.Glob("../lang/*/testdata/*")
	require.NoError(t, err)
	compared := 0
	for _, file := range files {
		if _, ok := p.Language(file); !ok {
			continue
		}
		src, err := os.ReadFile(file)
		require.NoError(t, err)
		want, err := inner.Parse(t.Context(), file, src)
		require.NoError(t, err)
		got, err := p.Parse(t.Context(), file, src)
		require.NoError(t, err)
		require.Equal(t, want, got, file)
		compared++
	}
	require.GreaterOrEqual(t, compared, 24)
}

// TestMoods: whatever a file does to its worker is told by its reason, costs nothing but the worker, and is not tried more often
// than it has to be.
func TestMoods(t *testing.T) {
	p := newParser(t, Options{Workers: 1, Time: 2 * time.Second})
	for _, c := range []struct {
		do     string
		reason source.SkipReason
		cause  string
	}{
		{"panic at the disco", source.SkipCrash, "panic: at the disco"},
		{"spin fast", source.SkipTimeout, "processor time"},
		{"eat all", source.SkipMemory, "limit of memory"},
		{"abort now", source.SkipCrash, "SIGABRT"},
		{"segv now", source.SkipCrash, "SIGSEGV"},
		{"exit aa", source.SkipCrash, "exit status 2"},
		{"exit ", source.SkipUnreadable, "without an answer"},
		{"kill now", source.SkipMemory, "ended from outside"},
		{"stderr tree-sitter failed to allocate 7 bytes", source.SkipMemory, "failed to allocate"},
		{"answer \x02\x00\x00\x00zz", source.SkipCrash, "cannot be read"},
		{"answer \x01\x00\x00\x00o", source.SkipCrash, "cannot be read"},
		{"answer \x05\x00\x00\x00o\x00\x01\x01\x01", source.SkipCrash, "cannot be read"},
		{"answer \xff\xff\xff\xffo", source.SkipCrash, "cannot be read"},
		{"answer \x03\x00\x00\x00e\x00\x00", source.SkipCrash, "cannot be read"},
	} {
		o, err := p.Parse(t.Context(), "moody/a.py", []byte(c.do))
		require.Nil(t, o)
		refused := requireReason(t, err, c.reason)
		require.ErrorContains(t, refused.Err, c.cause, c.do)
		require.Equal(t, "moody/a.py", refused.Path)
		o, err = p.Parse(t.Context(), "a.py", []byte("def g():\n    pass\n"))
		require.NoError(t, err, "after %s", c.do)
		require.Equal(t, "g", o.Symbols[0].Name)
	}
	o, err := p.Parse(t.Context(), "moody/a.py", []byte("print between the answers, at some length\n\n"))
	require.NoError(t, err)
	require.Equal(t, "f", o.Symbols[0].Name)
	_, err = p.Parse(t.Context(), "moody/a.py", []byte("fail with this"))
	require.EqualError(t, err, "with this")
}

// TestSlowMachine: a worker that gets no processor is no fault of its file.
func TestSlowMachine(t *testing.T) {
	p := newParser(t, Options{Workers: 1, Time: 50 * time.Millisecond})
	start := time.Now()
	_, err := p.Parse(t.Context(), "moody/a.py", []byte("sleep long"))
	requireReason(t, err, source.SkipUnreadable)
	assert.Less(t, time.Since(start), 30*time.Second)
}

// longSource keeps the grammar of C++ busy for ten seconds.
func longSource() string {
	var b strings.Builder
	b.WriteString("void f() {\n")
	for i := range 90_000 {
		b.WriteString("a" + strconv.Itoa(i) + "(b);")
	}
	return b.String() + "\n}\n"
}

// TestCancel: a context that is done ends the worker, in C code as well.
func TestCancel(t *testing.T) {
	p := newParser(t, Options{Workers: 1})
	_, err := p.Parse(t.Context(), "a.py", []byte("x = 1\n"))
	require.NoError(t, err)
	for _, c := range []struct{ path, src string }{
		{"moody/a.py", "sleep long"}, {"a.cpp", longSource()},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		start := time.Now()
		_, err = p.Parse(ctx, c.path, []byte(c.src))
		cancel()
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Less(t, time.Since(start), 2*time.Second)
		_, err = p.Parse(t.Context(), "a.py", []byte("x = 1\n"))
		require.NoError(t, err)
	}
}

// TestWaiting: whoever waits for a worker gives up with its context, and after Close.
func TestWaiting(t *testing.T) {
	p := newParser(t, Options{Workers: 1})
	ctx, cancel := context.WithCancel(t.Context())
	var group sync.WaitGroup
	group.Go(func() {
		_, err := p.Parse(ctx, "moody/a.py", []byte("sleep long"))
		assert.ErrorIs(t, err, context.Canceled)
	})
	require.Eventually(t, func() bool { return len(p.pool.slots) == 1 }, 10*time.Second, time.Millisecond)
	short, done := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer done()
	_, err := p.Parse(short, "a.py", nil)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	cancel()
	group.Wait()
	require.NoError(t, p.Close())
	_, err = p.Parse(t.Context(), "a.py", nil)
	require.ErrorIs(t, err, ErrClosed)
	require.ErrorIs(t, p.Prepare(t.Context()), ErrClosed)
}

// TestEnvironment: no secret of the program's environment reaches a worker.
func TestEnvironment(t *testing.T) {
	t.Setenv("SECRET_TOKEN", "hunter2")
	p := newParser(t, Options{})
	_, err := p.Parse(t.Context(), "moody/a.py", []byte("environment please"))
	require.ErrorContains(t, err, variable)
	assert.NotContains(t, err.Error(), "hunter2")
	for line := range strings.Lines(err.Error()) {
		name, _, _ := strings.Cut(line, "=")
		assert.Contains(t, append([]string{variable, "GOMAXPROCS", "GOTRACEBACK"}, inherited...), name)
	}
}

// TestIdle: workers without work end, and those that are needed again start again.
func TestIdle(t *testing.T) {
	p := newParser(t, Options{Workers: 2, Idle: 50 * time.Millisecond})
	for range 2 {
		_, err := p.Parse(t.Context(), "a.py", []byte("x = 1\n"))
		require.NoError(t, err)
		p.pool.mu.Lock()
		require.Len(t, p.pool.idle, 1)
		w := p.pool.idle[0]
		p.pool.mu.Unlock()
		select {
		case <-w.done:
			assert.Equal(t, 0, w.cmd.ProcessState.ExitCode())
		case <-time.After(30 * time.Second):
			require.Fail(t, "the worker does not end")
		}
	}
}

// TestUsedUp: a worker whose memory a file has filled makes place for another one.
func TestUsedUp(t *testing.T) {
	if memory() == 0 {
		t.Skip("needs real part: how much memory a process holds")
	}
	p := newParser(t, Options{Workers: 1, Memory: MinMemory * 2})
	src := []byte("x = [" + strings.Repeat("1, ", 150_000) + "]\n")
	_, err := p.Parse(t.Context(), "a.py", src)
	require.NoError(t, err)
	p.pool.mu.Lock()
	defer p.pool.mu.Unlock()
	require.Empty(t, p.pool.idle)
}

// TestNoWorkers: what keeps workers from starting is an error that says so, and the file is not blamed.
func TestNoWorkers(t *testing.T) {
	for program, says := range map[string]string{
		"/no/such/program": "start /no/such/program as a worker: fork/exec",
		"/bin/true":        "does not answer as one; call worker.Main first thing",
		"/bin/echo":        "does not answer as one; call worker.Main first thing",
		"/bin/ls":          `it says "`,
	} {
		if _, err := os.Stat(program); err != nil && program != "/no/such/program" {
			continue
		}
		p := newParser(t, Options{})
		p.pool.program = program
		_, err := p.Parse(t.Context(), "a.py", []byte("x = 1\n"))
		require.ErrorContains(t, err, says)
		require.NotErrorAs(t, err, new(*source.ParseError))
		require.ErrorContains(t, p.Prepare(t.Context()), says)
	}
	t.Setenv(variable, "1 1")
	_, err := newParser(t, Options{}).Parse(t.Context(), "a.py", nil)
	require.ErrorContains(t, err, "did not call worker.Main")
}

// TestOrphan: a worker ends with the program that started it, also while it parses.
func TestOrphan(t *testing.T) {
	if os.Getenv("CODEWORM_TEST_ORPHAN") != "" {
		p := newParser(t, Options{Workers: 1})
		_, err := p.Parse(t.Context(), "a.py", []byte("x = 1\n"))
		require.NoError(t, err)
		_, _ = os.Stdout.WriteString("pid " + strconv.Itoa(p.pool.idle[0].cmd.Process.Pid) + "\n")
		_, _ = p.Parse(t.Context(), "a.cpp", []byte(longSource()))
		return
	}
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		t.Skip("needs real part: /proc")
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestOrphan$", "-test.v")
	cmd.Env = append(os.Environ(), "CODEWORM_TEST_ORPHAN=1")
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	said := make([]byte, 1<<12)
	text := ""
	for !strings.Contains(text, "pid ") || !strings.HasSuffix(text, "\n") {
		n, err := out.Read(said)
		require.NoError(t, err, text)
		text += string(said[:n])
	}
	_, pid, _ := strings.Cut(text, "pid ")
	pid, _, _ = strings.Cut(pid, "\n")
	time.Sleep(100 * time.Millisecond) // so that it parses
	require.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait()
	require.Eventually(t, func() bool {
		stat, err := os.ReadFile("/proc/" + pid + "/stat")
		return err != nil || strings.Contains(string(stat), ") Z ")
	}, 2*time.Second, 10*time.Millisecond, "the worker %s still runs", pid)
}

func TestOptions(t *testing.T) {
	inner, err := openReal()
	require.NoError(t, err)
	_, err = New(nil, Options{})
	require.ErrorContains(t, err, "the parser is nil")
	_, err = New(inner, Options{Workers: -1, Memory: 1, Time: -1, Idle: -1})
	for _, name := range []string{"Workers", "Memory", "Time", "Idle"} {
		require.ErrorContains(t, err, name)
	}
}

// TestVersion: other limits make other outlines, and a parser without versions keeps none.
func TestVersion(t *testing.T) {
	a, b := newParser(t, Options{}), newParser(t, Options{Memory: 512 << 20})
	assert.NotEmpty(t, a.Version("go"))
	assert.NotEqual(t, a.Version("go"), b.Version("go"))
	assert.Empty(t, a.Version("no language"))
	bare, err := New(struct{ codeworm.Parser }{a}, Options{})
	require.NoError(t, err)
	assert.Empty(t, bare.Version("go"))
	assert.Empty(t, bare.Classify("node_modules/a.js", nil))
}
