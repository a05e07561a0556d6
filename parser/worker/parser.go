package worker

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/source"
)

// Defaults of Options.
const (
	DefaultWorkers = 4
	DefaultMemory  = 256 << 20
	DefaultTime    = 6 * time.Second
	DefaultIdle    = 30 * time.Second
)

// MinMemory is the least that ordinary files of a megabyte can be parsed in, in bytes.
const MinMemory = 64 << 20

// wallFactor is how many times its processor time a file may take on the clock, on a machine that has other work.
const wallFactor = 10

// Options say how much workers may take. The zero value of a field means its default.
type Options struct {
	// Workers is how many processes parse at a time; 0 means as many as Go uses processors, DefaultWorkers at most.
	Workers int
	// Memory is how many bytes a file may take in its worker, besides some 30 MB that every worker takes; 0 means DefaultMemory, less
	// than 64 MB is refused. Ordinary files of a megabyte take up to 100 MB. Only Unix holds to it.
	Memory int64
	// Time is how much processor time a file may take; 0 means DefaultTime. Ten times as long on the clock ends it, too, but
	// says nothing about the file: it is tried again.
	Time time.Duration
	// Idle is how long a worker without work is kept; 0 means DefaultIdle.
	Idle time.Duration
}

func (o Options) complete() (Options, error) {
	var problems []error
	for _, field := range []struct {
		name     string
		negative bool
	}{{"Workers", o.Workers < 0}, {"Memory", o.Memory < 0}, {"Time", o.Time < 0}, {"Idle", o.Idle < 0}} {
		if field.negative {
			problems = append(problems, fmt.Errorf("worker: %s is negative; give 0 for the default, or more", field.name))
		}
	}
	if o.Memory > 0 && o.Memory < MinMemory {
		problems = append(problems, fmt.Errorf("worker: Memory is %d bytes, and ordinary files need up to %d; give that or more", o.Memory, MinMemory))
	}
	o.Workers = cmp.Or(o.Workers, min(runtime.GOMAXPROCS(0), DefaultWorkers))
	o.Memory = cmp.Or(o.Memory, DefaultMemory)
	o.Time = cmp.Or(o.Time, DefaultTime)
	o.Idle = cmp.Or(o.Idle, DefaultIdle)
	return o, errors.Join(problems...)
}

// Parser is a codeworm.Parser that parses in workers. It can be used from several goroutines at a time; more of them than
// there are workers wait for each other.
type Parser struct {
	inner codeworm.Parser
	pool  pool
}

var (
	_ codeworm.Parser           = (*Parser)(nil)
	_ codeworm.ParserPreparer   = (*Parser)(nil)
	_ codeworm.ParserVersioner  = (*Parser)(nil)
	_ codeworm.FileClassifier   = (*Parser)(nil)
	_ codeworm.LanguageDetector = (*Parser)(nil)
)

// New returns a parser that has workers do what p would. Workers are started when there is something to parse, and p itself is asked
// only for what takes no parsing: languages, versions, and which files to read. Close ends the workers.
func New(p codeworm.Parser, o Options) (*Parser, error) {
	if p == nil {
		return nil, errors.New("worker: the parser is nil; package parser has the default")
	}
	o, err := o.complete()
	if err != nil {
		return nil, err
	}
	w := &Parser{inner: p}
	w.pool.open(o)
	return w, nil
}

// Close ends the workers, after the files that they have begun. Parse fails afterwards.
func (p *Parser) Close() error {
	p.pool.close()
	return nil
}

// Language is that of the parser that is wrapped.
func (p *Parser) Language(path string) (string, bool) { return p.inner.Language(path) }

// DetectLanguage is that of the parser that is wrapped; without one no content says a language.
func (p *Parser) DetectLanguage(path string, content []byte) (string, bool) {
	if d, ok := p.inner.(codeworm.LanguageDetector); ok {
		return d.DetectLanguage(path, content)
	}
	return "", false
}

func (p *Parser) detects(path string) bool {
	_, open := p.DetectLanguage(path, nil)
	return open
}

// Version is that of the parser that is wrapped with the limits, which decide as well what becomes of a file; "" when it has none.
func (p *Parser) Version(language string) string {
	v, ok := p.inner.(codeworm.ParserVersioner)
	if !ok {
		return ""
	}
	version := v.Version(language)
	if version == "" {
		return ""
	}
	return fmt.Sprintf("%s, %d MB, %v", version, p.pool.Memory>>20, p.pool.Time)
}

// Classify is that of the parser that is wrapped; without one every file is worth reading.
func (p *Parser) Classify(path string, content []byte) source.SkipReason {
	if c, ok := p.inner.(codeworm.FileClassifier); ok {
		return c.Classify(path, content)
	}
	return ""
}

// Prepare starts a worker and makes the parser in it ready, so that what keeps workers from starting is known before the first file.
func (p *Parser) Prepare(ctx context.Context) error {
	question := func(b []byte) []byte { return append(b, askPrepare) }
	err := p.pool.do(ctx, question, func(kind byte, answer []byte) error {
		switch kind {
		case sayDone:
			return nil
		case sayFailed:
			return saidError(answer)
		}
		return errRubbish
	})
	var refused *source.ParseError
	if errors.As(err, &refused) {
		return fmt.Errorf("worker: the parser could not be made ready: %s: %w", refused.Reason, refused.Err)
	}
	return err
}

// Parse has a worker parse the file. Besides those of the parser that is wrapped, the reasons of a *source.ParseError are
// source.SkipTimeout, source.SkipMemory and source.SkipCrash, which are the same whenever the file is tried, and
// source.SkipUnreadable where something from outside kept workers from answering. An error of another type says that there
// can be no workers.
func (p *Parser) Parse(ctx context.Context, path string, src []byte) (*source.Outline, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if _, ok := p.inner.Language(path); !ok && !p.detects(path) {
		return nil, &source.ParseError{Path: path, Reason: source.SkipLanguage}
	}
	if len(path)+len(src) > maxFrame-frameHead-binary.MaxVarintLen64 {
		return nil, &source.ParseError{Path: path, Reason: source.SkipTooLarge}
	}
	var outline *source.Outline
	question := func(b []byte) []byte { return append(appendText(append(b, askParse), path), src...) }
	err := p.pool.do(ctx, question, func(kind byte, answer []byte) (err error) {
		switch kind {
		case sayOutline:
			if outline, err = decode(answer, src); err != nil {
				return errRubbish
			}
			return nil
		case sayRefused:
			return saidRefusal(path, answer)
		case sayFailed:
			return saidError(answer)
		}
		return errRubbish
	})
	var refused *source.ParseError
	if errors.As(err, &refused) {
		refused.Path = path
	}
	return outline, err
}

// errRubbish says that an answer is none.
var errRubbish = errors.New("the worker's answer cannot be read")

// saidRefusal is the *source.ParseError that a worker answered.
func saidRefusal(path string, answer []byte) error {
	reason, rest, ok := cutText(answer)
	cause, rest, also := cutText(rest)
	if !ok || !also || reason == "" || len(rest) > 0 {
		return errRubbish
	}
	refused := &source.ParseError{Path: path, Reason: source.SkipReason(reason)}
	if cause != "" {
		refused.Err = errors.New(cause)
	}
	return refused
}

// saidError is the other error that a worker answered.
func saidError(answer []byte) error {
	text, rest, ok := cutText(answer)
	if !ok || len(rest) > 0 {
		return errRubbish
	}
	return errors.New(text)
}
