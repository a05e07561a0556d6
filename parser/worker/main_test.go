package worker

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/parser/all"
	"github.com/codeworm/codeworm/source"
)

func TestMain(m *testing.M) {
	Main(func() (codeworm.Parser, error) {
		p, err := openReal()
		return moody{p}, err
	})
	goleak.VerifyTestMain(m)
}

func openReal() (*parser.Parser, error) { return parser.New(all.Languages()...) }

// moody is a parser that does what a file asks it to, in place of a grammar that a file has taken over.
type moody struct{ *parser.Parser }

func (m moody) Parse(ctx context.Context, path string, src []byte) (*source.Outline, error) {
	verb, argument, ok := strings.Cut(string(src), " ")
	if !ok || !strings.HasPrefix(path, "moody/") {
		return m.Parser.Parse(ctx, path, src)
	}
	switch verb {
	case "panic":
		panic(argument)
	case "fail":
		return nil, errors.New(argument)
	case "spin":
		for time.Now().Year() > 0 { // until the watch ends it
		}
	case "sleep":
		time.Sleep(time.Hour)
	case "eat":
		var held [][]byte
		for {
			piece := make([]byte, 1<<20)
			for i := range piece {
				piece[i] = 1
			}
			held = append(held, piece)
			runtime.KeepAlive(held)
		}
	case "exit":
		os.Exit(len(argument))
	case "kill", "abort", "segv":
		signals := map[string]syscall.Signal{"kill": syscall.SIGKILL, "abort": syscall.SIGABRT, "segv": syscall.SIGSEGV}
		if self, err := os.FindProcess(os.Getpid()); err == nil {
			_ = self.Signal(signals[verb])
		}
		time.Sleep(time.Hour)
	case "print":
		fmt.Println(argument) // to what was the standard output
	case "answer":
		_, _ = os.NewFile(1, "answers").WriteString(argument)
		time.Sleep(time.Hour)
	case "environment":
		return nil, errors.New(strings.Join(os.Environ(), "\n"))
	case "stderr":
		fmt.Fprintln(os.Stderr, argument)
		os.Exit(2)
	}
	return m.Parser.Parse(ctx, path, []byte("def f():\n    pass\n"))
}

// newParser makes a parser that is closed at the test's end.
func newParser(t testing.TB, o Options) *Parser {
	inner, err := openReal()
	require.NoError(t, err)
	p, err := New(inner, o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, p.Close()) })
	return p
}

func requireReason(t testing.TB, err error, want source.SkipReason) *source.ParseError {
	t.Helper()
	var refused *source.ParseError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, want, refused.Reason, "%v", err)
	return refused
}
