package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/check"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/redact"
	"github.com/codeworm/codeworm/source"
)

// checker checks files against a repository.
type checker struct {
	now     *codeworm.Index
	before  *codeworm.Index // with --since, the repository as it was then
	copied  string          // the folder of what it held then
	changed string          // with --changed, the revision
	// possible says to report also what may be somebody else's.
	possible bool
	strict   bool // all that a document names is the repository's

	endParser func() error
}

// newChecker reads the repository, and with --since also what it was.
func newChecker(ctx context.Context, r repoSettings, parsing parserSettings, flags checkFlags) (*checker, error) {
	var wrong problems
	p, closed, err := parsing.open(&wrong)
	if err := errors.Join(err, wrong.err()); err != nil {
		return nil, err
	}
	now, since := p, p
	if !flags.noCache {
		now, since = keepingParsers(p, r)
	}
	repo := codeworm.Repo{Name: r.Name, Path: r.Path, Include: r.Include, Exclude: r.Exclude}
	c := &checker{changed: flags.changed, strict: flags.strict, possible: flags.possible, endParser: closed}
	if flags.since != "" {
		if c.copied, err = os.MkdirTemp("", "codeworm-since-*"); err != nil {
			return nil, fmt.Errorf("a folder for what the repository held at %s: %w; set TMPDIR to one that can be written", flags.since, err)
		}
		if c.before, err = codeworm.NewIndexAt(ctx, repo, flags.since, c.copied, since); err != nil {
			c.close()
			return nil, usageOf("--since", err)
		}
	}
	if c.now, err = codeworm.NewIndex(ctx, repo, now); err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

// keepingParsers are the parser with the user's cache: for the repository as it is, and as it was.
func keepingParsers(p codeworm.Parser, r repoSettings) (now, since codeworm.Parser) {
	secrets := &lateRedactor{}
	now, since = p, p
	if cache := newOutlineCache("check", []repoSettings{r}); cache != nil {
		now = codeworm.KeepOutlines(p, cache, secrets)
	}
	if cache := newOutlineCache("check --since", []repoSettings{r}); cache != nil {
		since = codeworm.KeepOutlines(p, cache, secrets)
	}
	return now, since
}

// lateRedactor is the redactor that is made when it is first needed: a check of a repository that is known needs none.
type lateRedactor struct {
	once sync.Once
	made *redact.Redactor
}

// Redact implements codeworm.Redactor. Without its rules it takes everything out.
func (l *lateRedactor) Redact(text string) string {
	l.once.Do(func() { l.made, _ = redact.New() })
	if l.made == nil {
		return ""
	}
	return l.made.Redact(text)
}

// usageOf says which flag names a revision that is none; other errors it leaves.
func usageOf(flag string, err error) error {
	if errors.Is(err, codeworm.ErrNoRevision) {
		return usagef("%s: %w", flag, err)
	}
	return err
}

// close ends the parser, and takes the copy of what the repository held away.
func (c *checker) close() {
	_ = c.endParser() // there is nothing to lose
	if c.copied != "" {
		_ = os.RemoveAll(c.copied) // the system clears its folder of temporary files
	}
}

// files checks the files, in order; with --changed, those that differ.
func (c *checker) files(ctx context.Context, stdin io.Reader, files []string) ([]checkedFile, error) {
	lines, err := c.changedLines(ctx, files)
	if err != nil {
		return nil, err
	}
	results := []checkedFile{}
	for _, file := range files {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		path := c.path(file)
		if c.changed != "" && len(lines[path]) == 0 {
			continue
		}
		text, err := readChecked(stdin, file)
		if err != nil {
			return nil, err
		}
		report, err := c.text(ctx, file, text)
		if err != nil {
			return nil, err
		}
		if !c.possible {
			report.Findings = slices.DeleteFunc(report.Findings, func(f check.Finding) bool { return f.Possible })
		}
		if c.changed != "" {
			onlyLines(&report, text, lines[path])
		}
		results = append(results, checkedFile{file, text, report})
	}
	return results, nil
}

// changedLines are the lines that --changed asks for, by the paths of the files in the repository.
func (c *checker) changedLines(ctx context.Context, files []string) (map[string][]source.Span, error) {
	if c.changed == "" {
		return nil, nil
	}
	paths := make([]string, len(files))
	for i, file := range files {
		if paths[i] = c.path(file); paths[i] == "" {
			return nil, usagef("--changed: %s is not in the repository %s, so that git cannot tell what changed in it; name files of the repository", file, c.now.Repo().Path)
		}
	}
	lines, err := c.now.Changed(ctx, c.changed, paths)
	return lines, usageOf("--changed", err)
}

// onlyLines leaves of a report what touches the lines.
func onlyLines(r *check.Report, text string, lines []source.Span) {
	touched := func(first, last int) bool {
		return slices.ContainsFunc(lines, func(s source.Span) bool { return s.StartLine <= last && first <= s.EndLine })
	}
	r.Findings = slices.DeleteFunc(r.Findings, func(f check.Finding) bool { return !touched(f.Line, f.LastLine(text)) })
	r.Notes = slices.DeleteFunc(r.Notes, func(n check.Note) bool { return !touched(n.Line, n.Line) })
	r.Checked = 0
	for _, m := range r.Mentions {
		if touched(m.Line, m.Line) {
			r.Checked++
		}
	}
	r.Checked = max(r.Checked, len(r.Findings))
}

// path is a file's path in the repository; "" for one that is outside, and for standard input.
func (c *checker) path(file string) string {
	if file == "-" {
		return ""
	}
	return inRepo(c.now.Repo().Path, file)
}

// text checks the text of a file, with --since for what is gone.
func (c *checker) text(ctx context.Context, file, text string) (check.Report, error) {
	now, err := c.scope(c.now, file, text)
	if err != nil {
		return check.Report{}, err
	}
	now.Done = ctx.Done()
	if c.before == nil {
		return finished(ctx, func() check.Report { return check.Markdown(text, now) })
	}
	before, err := c.scope(c.before, file, text)
	if err != nil {
		return check.Report{}, err
	}
	before.Done = ctx.Done()
	return finished(ctx, func() check.Report { return check.Drift(text, now, before) })
}

// finished returns the report of a check whose scopes are done with the context, or the error of the context when that ends first.
// Nothing waits for what the check is at just then.
func finished(ctx context.Context, run func() check.Report) (check.Report, error) {
	done := make(chan check.Report, 1)
	go func() { done <- run() }()
	select {
	case report := <-done:
		return report, ctx.Err()
	case <-ctx.Done():
		return check.Report{}, ctx.Err()
	}
}

// scope is what a file may name: a page of a devlog what it is about, any other text what the repository holds.
func (c *checker) scope(x *codeworm.Index, file, text string) (check.Scope, error) {
	meta, err := page.ParseMeta([]byte(text))
	switch {
	case err == nil && meta.Key.Path != "":
		about := meta.Key
		if meta.MovedTo.Path != "" { // a note that says so
			about = meta.MovedTo
		}
		scope := x.CheckPageScope(about)
		scope.Facts = "CodeWorm " + meta.Model + "\n" + meta.Earlier.Key.Path // the page says who wrote it, and where it was
		if about != meta.Key {
			scope.Facts += "\n" + meta.Key.Path
		}
		return scope, nil
	case err != nil && !errors.Is(err, page.ErrNoMeta):
		return check.Scope{}, fmt.Errorf("%s: %w", file, err)
	}
	scope := x.CheckScope(c.path(file))
	scope.Strict = c.strict
	return scope, nil
}
