// Package parser reads source files with tree-sitter: it implements codeworm.Parser over the grammars that come
// with github.com/smacker/go-tree-sitter.
//
// A parser reads the languages it was made with, and a program links only the
// grammars of the languages it names: each is a package below parser/lang,
//
//	p, err := parser.New(python.Language, golang.Language)
//
// and package parser/all names all of them (42 MB of C). They could not be a variable of
// this package, because then every program that imports it would link them all.
//
// A file is parsed by a parser of its own, copied out of the C heap in one
// call, and released before Parse returns. Files over MaxSize are refused, what is
// nested deeper than a bound is left out, parsing is bounded in processor time, and a
// cancelled context is noticed within a fraction of a second. Neither bound holds for every file: some grammars take memory by the
// square of a file, or cannot be interrupted. For files of people that are not trusted there is package parser/worker.
package parser

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/codeworm/codeworm/parser/internal/tree"
	"github.com/codeworm/codeworm/source"
)

// MaxSize is the size in bytes of the largest file that is read.
const MaxSize = 1 << 20

// limits bound what one file may cost. Source written by people stays below a
// depth of a few hundred; a table of strings joined with "+" adds one level for each.
var limits = tree.Limits{Depth: 4000, Time: 5 * time.Second, Slice: 50 * time.Millisecond}

// Parser reads source files in several languages.
type Parser struct {
	byExtension map[string]*entry
	byFilename  map[string]*entry
	byName      map[string]*entry
	// byInterpreter are the languages of the programs that run scripts.
	byInterpreter map[string]*entry
}

// entry is a language that is made ready at its first file.
type entry struct {
	row     Language
	version string
	once    sync.Once
	grammar *grammar
	err     error
}

func (e *entry) ready() (*grammar, error) {
	e.once.Do(func() { e.grammar, e.err = compile(e.row) })
	return e.grammar, e.err
}

// New makes a parser for the languages. It fails when there is none, or when two
// of them claim the same name, extension or file name.
func New(languages ...Language) (*Parser, error) {
	if len(languages) == 0 {
		return nil, errors.New("parser: no language given; name some of the packages below parser/lang, or all of parser/all")
	}
	p := &Parser{byExtension: map[string]*entry{}, byFilename: map[string]*entry{}, byName: map[string]*entry{}, byInterpreter: map[string]*entry{}}
	var problems []error
	claim := func(m map[string]*entry, key, what string, e *entry) {
		if other, ok := m[key]; ok {
			problems = append(problems, fmt.Errorf("parser: languages %s and %s both claim the %s %q; leave one of them out", other.row.Name, e.row.Name, what, key))
		}
		m[key] = e
	}
	for _, row := range languages {
		if row.Name == "" || row.Grammar == nil || row.Query == "" {
			problems = append(problems, fmt.Errorf("parser: language %q lacks its Name, Grammar or Query", row.Name))
			continue
		}
		e := &entry{row: row, version: versionOf(row)}
		claim(p.byName, row.Name, "name", e)
		for _, x := range row.Extensions {
			claim(p.byExtension, strings.ToLower(x), "extension", e)
		}
		for _, f := range row.Filenames {
			claim(p.byFilename, f, "file name", e)
		}
		for _, i := range row.Interpreters {
			claim(p.byInterpreter, i, "interpreter", e)
		}
	}
	for _, x := range components {
		if e := p.byName["javascript"]; e != nil && p.byExtension[x] == nil {
			p.byExtension[x] = e
		}
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return p, nil
}

func (p *Parser) entry(name string) *entry {
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	if e, ok := p.byFilename[base]; ok {
		return e
	}
	return p.byExtension[strings.ToLower(path.Ext(base))]
}

// Language names the language of the file by its path.
func (p *Parser) Language(path string) (string, bool) {
	if e := p.entry(path); e != nil {
		return e.row.Name, true
	}
	return "", false
}

// open reports whether the content of a file may say its language.
func (p *Parser) open(name string) bool {
	_, open := p.DetectLanguage(name, nil)
	return open
}

// Version names the state of the language's query and tables, "" for a
// language the parser does not read.
func (p *Parser) Version(language string) string {
	if e, ok := p.byName[language]; ok {
		return e.version
	}
	return ""
}

// Prepare makes all languages ready, and fails when the program was built with
// a binding or grammar that does not fit. Without it a language is made ready by
// its first file.
func (p *Parser) Prepare(ctx context.Context) error {
	if err := tree.Check(); err != nil {
		return fmt.Errorf("parser: %w", err)
	}
	var problems []error
	for _, e := range p.byName {
		if err := ctx.Err(); err != nil {
			return err
		}
		if _, err := e.ready(); err != nil {
			problems = append(problems, err)
		}
	}
	return errors.Join(problems...)
}

// Parse reads one file.
func (p *Parser) Parse(ctx context.Context, path string, src []byte) (*source.Outline, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	refuse := func(reason source.SkipReason, err error) (*source.Outline, error) {
		return nil, &source.ParseError{Path: path, Reason: reason, Err: err}
	}
	if e := p.entry(path); e == nil && !p.open(path) {
		return refuse(source.SkipLanguage, nil)
	}
	if len(src) > MaxSize {
		return refuse(source.SkipTooLarge, fmt.Errorf("%d bytes, at most %d are read", len(src), MaxSize))
	}
	if isUTF16(src) {
		return refuse(source.SkipUndecodable, errors.New("it is UTF-16"))
	}
	if isBinary(src) {
		return refuse(source.SkipBinary, nil)
	}
	if text := repetition(src); text != "" {
		return refuse(source.SkipRepetitive, errRepetition(text))
	}
	e := p.entryOf(path, src)
	if e == nil {
		return refuse(source.SkipLanguage, nil)
	}
	g, err := e.ready()
	if err != nil {
		return refuse(source.SkipUnreadable, err)
	}
	clean, whole := decodable(src)
	if isComponent(path) {
		clean = onlyScripts(clean)
	}
	plain := always(g, clean)
	t, err := tree.Parse(ctx, g.language, plain, limits)
	switch {
	case err == nil:
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, tree.ErrTimeout):
		return refuse(source.SkipTimeout, fmt.Errorf("not done after %v of processor time", limits.Time))
	default:
		return refuse(source.SkipUnreadable, err)
	}
	t = mended(ctx, g, plain, t)
	defer t.Release()
	out := extract(g, path, clean, t)
	if !whole {
		out.Problem = source.SkipUndecodable
	}
	return out, nil
}
