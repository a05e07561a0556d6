package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"github.com/codeworm/codeworm"
)

// printer shows progress: results on standard output, the rest on standard
// error. On a terminal one line at the bottom says what is being done.
type printer struct {
	out, err io.Writer
	json     bool
	terminal bool
	status   bool // a status line stands on the terminal
}

func newPrinter(c *cobra.Command, asJSON bool) *printer {
	p := &printer{out: c.OutOrStdout(), err: c.ErrOrStderr(), json: asJSON}
	if f, ok := p.err.(*os.File); ok {
		p.terminal = isatty.IsTerminal(f.Fd())
	}
	return p
}

// sayf prints a line for people; with --json to standard error.
func (p *printer) sayf(format string, args ...any) {
	p.clear()
	w := p.out
	if p.json {
		w = p.err
	}
	fmt.Fprintf(w, format+"\n", args...)
}

// notef prints a line to standard error.
func (p *printer) notef(format string, args ...any) {
	p.clear()
	fmt.Fprintf(p.err, format+"\n", args...)
}

// progressf replaces the status line; where there is no terminal it prints nothing.
func (p *printer) progressf(format string, args ...any) {
	if p.terminal {
		p.clear()
		fmt.Fprintf(p.err, format, args...)
		p.status = true
	}
}

func (p *printer) clear() {
	if p.status {
		fmt.Fprint(p.err, "\r\x1b[2K")
		p.status = false
	}
}

// pageLine is what --json prints for a page.
type pageLine struct {
	Key       codeworm.Key     `json:"key"`
	Type      codeworm.DocType `json:"type"`
	Repo      string           `json:"repo"`
	Title     string           `json:"title"`
	Summary   string           `json:"summary"`
	Path      string           `json:"path"`
	Revision  string           `json:"revision,omitempty"`
	Subject   string           `json:"subject,omitempty"`
	Model     string           `json:"model"`
	FactsOnly bool             `json:"facts_only"`
	Score     codeworm.Score   `json:"score"`
	Check     map[string]int   `json:"check"`
	Tokens    map[string]int   `json:"tokens"`
	Seconds   float64          `json:"seconds"`
	DryRun    bool             `json:"dry_run"`
	Adopted   bool             `json:"adopted,omitempty"`
}

func (p *printer) event(e codeworm.Event, dryRun bool) {
	switch e := e.(type) {
	case codeworm.RepoRead:
		if e.Notice != "" {
			p.notef("%s: %s", e.Repo, e.Notice)
		}
		p.progressf("%s: read %s", e.Repo, plural(e.Files, "file"))
	case codeworm.ModelWaiting:
		p.notef("%v; next try in %s", e.Err, e.RetryIn.Round(time.Second))
	case codeworm.ModelReady:
		if e.Model != "" {
			p.progressf("the writer is %s", e.Model)
		}
	case codeworm.NextDue:
		p.notef("next page at %s", e.At.Format(time.DateTime+" MST"))
	case codeworm.CycleStarted:
		p.progressf("writing: %s of %s", e.Target.Key.Type.Label(), e.Target.Title())
	case codeworm.CycleFailed:
		p.notef("no page for %s: %v", e.Target.Key, e.Err)
	case codeworm.PagePublished:
		p.page(e.Result, dryRun)
	case codeworm.PagesLost:
		p.notef("the devlog does not hold %s that the state has; they are written again", plural(e.Pages, "page"))
	case codeworm.PageRetired:
		p.notef("retired %s: what it was about is gone", e.Record.PagePath)
	case codeworm.PushFailed:
		p.notef("the pages are committed but not pushed: %v", e.Err)
	case codeworm.NothingDue:
		p.progressf("nothing is due")
	case codeworm.Stopped:
		p.notef("stopped: %s, %d failed", plural(e.Stats.Published, "page"), e.Stats.Failed)
	}
}

func (p *printer) page(r codeworm.Result, dryRun bool) {
	if p.json {
		p.clear()
		line, err := json.Marshal(pageLine{
			Key: r.Target.Key, Type: r.Target.Key.Type, Repo: r.Target.Key.Repo, Title: r.Target.Title(), Summary: r.Record.Summary,
			Path: r.Target.Key.PagePath(), Revision: r.Record.Revision, Subject: r.Page.Subject, Model: r.Record.Model, FactsOnly: r.Record.Provisional,
			Score:   r.Target.Score,
			Check:   map[string]int{"checked": r.Record.Check.Checked, "repaired": r.Record.Check.Repaired, "dropped": r.Record.Check.Dropped},
			Tokens:  map[string]int{"prompt": r.Record.PromptTokens, "answer": r.Record.AnswerTokens},
			Seconds: r.Record.Took.Seconds(), DryRun: dryRun, Adopted: r.Adopted,
		})
		if err == nil {
			fmt.Fprintln(p.out, string(line))
		}
		return
	}
	switch {
	case dryRun:
		p.sayf("would write %s\n  %s", r.Target.Key.PagePath(), r.Page.Subject)
	case r.Adopted:
		p.sayf("found %s, already published", r.Publication.Path)
	default:
		p.sayf("%s\n  %s", r.Publication.Path, r.Page.Subject)
	}
}
