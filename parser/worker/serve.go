package worker

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/source"
)

// variable is set in the environment of a worker, to its limits.
const variable = "CODEWORM_PARSER_WORKER"

// limits are what a file may cost.
type limits struct {
	Memory int64         // bytes
	Time   time.Duration // of the processor
}

func (l limits) String() string { return fmt.Sprintf("%d %d", l.Memory, l.Time) }

// Main parses what the program that started this process sends, and ends the process, when it is a worker; otherwise it does nothing.
// The parser has to be the one that New was given. Call it first thing in main, and in the TestMain of tests that use a Parser.
func Main(open func() (codeworm.Parser, error)) {
	value, ok := os.LookupEnv(variable)
	if !ok {
		return
	}
	// What prints by mistake must not end up between the answers.
	in, out := os.Stdin, os.Stdout
	os.Stdout = os.Stderr
	if err := serve(value, open, in, out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// slack is how much more than its memory a worker may ask the system for: Go takes address space in pieces of 64 MB.
const slack = 192 << 20

func serve(value string, open func() (codeworm.Parser, error), in io.Reader, out io.Writer) error {
	var l limits
	if _, err := fmt.Sscan(value, &l.Memory, (*int64)(&l.Time)); err != nil {
		return fmt.Errorf("%s is %q, which no program sets; unset it", variable, value)
	}
	// Ctrl-C and a service that is stopped reach every process. The program decides what becomes of its files, and its end is that of
	// the pipe.
	signal.Ignore(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	debug.SetGCPercent(gcPercent)
	p, err := open()
	if err != nil {
		return err
	}
	s := &server{parser: p, watch: newWatch(l), in: bufio.NewReaderSize(in, 64<<10), out: out}
	limitMemory(l.Memory + slack)
	s.buf = append(begin(s.buf), hello...)
	if err := writeFrame(out, s.buf); err != nil {
		return err
	}
	for !s.spent {
		if err := readFrame(s.in, &s.asked); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		s.answer()
		if err := writeFrame(out, s.buf); err != nil {
			return err
		}
	}
	return nil
}

// gcPercent lets the heap of a worker, which is small and short-lived, grow further between collections than Go's 100.
const gcPercent = 400

// server answers one question after another.
type server struct {
	parser  codeworm.Parser
	watch   *watch
	in      *bufio.Reader
	out     io.Writer
	asked   bytes.Buffer
	buf     []byte
	encoder encoder
	spent   bool
}

// Flags of an answer, its second byte.
const answerLast = 1 // the worker ends after it

// answer makes the answer to what was asked.
func (s *server) answer() {
	s.buf = append(begin(s.buf), sayDone, 0)
	err := s.ask(s.asked.Bytes())
	var refused *source.ParseError
	switch {
	case errors.As(err, &refused):
		s.buf = append(begin(s.buf), sayRefused, 0)
		s.buf = appendText(s.buf, string(refused.Reason))
		cause := ""
		if refused.Err != nil {
			cause = refused.Err.Error()
		}
		s.buf = appendText(s.buf, cause)
	case err != nil:
		s.buf = append(begin(s.buf), sayFailed, 0)
		s.buf = appendText(s.buf, err.Error())
	}
	if s.spent {
		s.buf[frameHead+1] = answerLast
	}
}

// ask asks the parser.
func (s *server) ask(question []byte) (err error) {
	s.watch.begin()
	defer func() {
		if p := recover(); p != nil {
			err = &source.ParseError{Reason: source.SkipCrash, Err: fmt.Errorf("panic: %v", p)}
		}
		s.spent = s.watch.end()
	}()
	if len(question) == 0 {
		return errors.New("nothing is asked")
	}
	kind, question := question[0], question[1:]
	switch kind {
	case askPrepare:
		if p, ok := s.parser.(codeworm.ParserPreparer); ok {
			return p.Prepare(context.Background())
		}
		return nil
	case askParse:
		path, src, ok := cutText(question)
		if !ok {
			return errors.New("the question is cut")
		}
		o, err := s.parser.Parse(context.Background(), path, src)
		if err != nil {
			return err
		}
		s.buf = append(begin(s.buf), sayOutline, 0)
		s.buf = s.encoder.append(s.buf, o)
		return nil
	}
	return fmt.Errorf("%q is no question", kind)
}
