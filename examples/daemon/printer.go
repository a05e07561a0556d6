package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/page"
)

// printer shows progress: results on standard output, the rest on standard
// error. On a terminal one line at the bottom says what is being done.
type printer struct {
	out, err io.Writer
	json     bool
	terminal bool
	status   bool // a status line stands on the terminal

	parts      *parts
	unattended bool           // why nothing is due is said as it happens
	plan       *codeworm.Plan // when nothing was due; nil before
	said       string         // why nothing was due, the last time it was said
	noticed    bool           // the notice about the writer was given
	waited     string         // why the model was waited for, the last time it was said
	paused     bool           // targets fail alike, which was said
	unpushed   error          // why not everything is pushed, when that is said at the end
}

func newPrinter(c *cobra.Command, parts *parts, asJSON bool) *printer {
	p := &printer{out: c.OutOrStdout(), err: c.ErrOrStderr(), json: asJSON, parts: parts}
	if f, ok := bare(p.err).(*os.File); ok {
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

// notice says once who writes, when nobody chose it.
func (p *printer) notice() {
	if p.parts.notice != "" && !p.noticed {
		p.noticed = true
		p.notef("%s", p.parts.notice)
	}
}

// nothing says at the end why there is no page.
func (p *printer) nothing() {
	if p.plan != nil && p.plan.Waiting[codeworm.WaitModel] > 0 {
		p.notice()
	}
	p.sayf("%s", p.parts.nothing(p.plan))
}

// total says at the end what was made of the pages.
func (p *printer) total(results []codeworm.Result, where string, dryRun bool) {
	found := 0
	for _, r := range results {
		if r.Adopted {
			found++
		}
	}
	made := plural(len(results)-found, "page")
	switch {
	case dryRun:
		p.sayf("%s would be written to %s.", made, where)
	case found > 0:
		p.sayf("%s written to %s, %d found there that another run had written; start reading at %s.", made, where, found, filepath.Join(where, "README.md"))
	default:
		p.sayf("%s written to %s; start reading at %s.", made, where, filepath.Join(where, "README.md"))
	}
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
		fmt.Fprint(bare(p.err), "\r\x1b[2K")
		p.status = false
	}
}

// pageLine is what --json prints for a page.
type pageLine struct {
	Key       page.Key       `json:"key"`
	Type      page.Type      `json:"type"`
	Repo      string         `json:"repo"`
	Title     string         `json:"title"`
	Summary   string         `json:"summary"`
	Path      string         `json:"path"`
	Revision  string         `json:"revision,omitempty"`
	Subject   string         `json:"subject,omitempty"`
	Model     string         `json:"model"`
	FactsOnly bool           `json:"facts_only"`
	Score     page.Score     `json:"score"`
	Check     map[string]int `json:"check"`
	Tokens    map[string]int `json:"tokens"`
	Seconds   float64        `json:"seconds"`
	DryRun    bool           `json:"dry_run"`
	Adopted   bool           `json:"adopted,omitempty"`
}

func (p *printer) event(e codeworm.Event, dryRun bool) {
	switch e := e.(type) {
	case codeworm.Fetching:
		p.progressf("%s: fetching", e.Repo)
	case codeworm.Fetched:
		if e.After > 0 {
			p.notef("%s can be fetched again after %s", e.Repo, e.After.Round(time.Second))
		}
	case codeworm.FetchFailed:
		p.notef("%s is documented as it is: %v; next try in %s", e.Repo, e.Err, e.RetryIn.Round(time.Second))
	case codeworm.RepoRead:
		if e.Notice != "" {
			p.notef("%s: %s", e.Repo, e.Notice)
		}
		p.progressf("%s: read %s", e.Repo, plural(e.Files, "file"))
	case codeworm.ModelWaiting:
		if why := e.Err.Error(); why != p.waited {
			p.waited = why
			p.notef("%v; it is tried again until it answers, next in %s", e.Err, e.RetryIn.Round(time.Second))
		}
	case codeworm.ModelReady:
		if e.Model != "" {
			p.progressf("the writer is %s", e.Model)
		}
	case codeworm.NextDue:
		p.notef("next page at %s", e.At.Format(time.DateTime+" MST"))
	case codeworm.CycleStarted:
		p.notice()
		p.progressf("writing: %s of %s", e.Target.Key.Type.Label(), e.Target.Title())
	case codeworm.CycleFailed:
		if p.paused || p.saidElsewhere(e.Err) {
			return
		}
		p.notef("no page for %s: %v", e.Target.Key, e.Err)
	case codeworm.Away:
		p.away(e)
	case codeworm.Back:
		p.back(e)
	case codeworm.BreakerOpened:
		if p.paused = true; p.unattended {
			p.notef("%v; one is tried again after growing waits, next in %s", e.Err, e.RetryIn.Round(time.Second))
		}
	case codeworm.BreakerClosed:
		p.paused = false
		p.notef("there are pages again")
	case codeworm.Pushed:
		if p.unpushed = nil; !p.unattended {
			return
		}
		p.notef("the pages are pushed now")
	case codeworm.PagePublished:
		p.notice() // in a dry run no cycle is started
		p.page(e.Result, dryRun)
	case codeworm.PagesLost:
		p.notef("the devlog does not hold %s that the state has; they are written again", plural(e.Pages, "page"))
	case codeworm.PageRetired:
		p.notef("retired %s: what it was about is gone", e.Record.PagePath)
	case codeworm.PushFailed:
		if p.unpushed = e.Err; !p.unattended {
			return
		}
		p.notef("the pages are committed but not pushed: %v", e.Err)
	case codeworm.NothingDue:
		p.plan = e.Plan
		p.progressf("nothing is due")
		if why := p.parts.nothing(e.Plan); p.unattended && why != p.said {
			p.said = why
			p.notef("%s", why)
		}
	case codeworm.Stopped:
		p.notef("stopped: %s, %d failed", plural(e.Stats.Published, "page"), e.Stats.Failed)
	}
}

// saidElsewhere reports whether a failure is one of a part, which is said by what is away, or is what a run that has an end ends with.
func (p *printer) saidElsewhere(err error) bool {
	switch fault := codeworm.FaultOf(err); {
	case errors.Is(err, codeworm.ErrPageBlocked):
		return false
	case p.unattended:
		return fault != codeworm.FaultTarget
	default:
		e, ok := errors.AsType[*codeworm.LLMError](err)
		return fault == codeworm.FaultSink || fault == codeworm.FaultStore || fault == codeworm.FaultMachine || fault == codeworm.FaultModel && !(ok && e.Lost)
	}
}

// partNames are what people call what can be away.
var partNames = map[codeworm.Fault]string{codeworm.FaultModel: "the model", codeworm.FaultSink: "the devlog", codeworm.FaultStore: "the state",
	codeworm.FaultSource: "a repository", codeworm.FaultMachine: "the machine"}

// away says that something is waited for. What is said of the model while it is waited for suffices.
func (p *printer) away(e codeworm.Away) {
	switch {
	case e.Repo != "":
		p.notef("%v", e.Err)
	case p.waited != e.Err.Error():
		p.waited = e.Err.Error()
		p.notef("waiting for %s: %v; next try in %s", partNames[e.Fault], e.Err, e.RetryIn.Round(time.Second))
	}
}

// back says that what was waited for is there again.
func (p *printer) back(e codeworm.Back) {
	name := partNames[e.Fault]
	if e.Repo != "" {
		name = e.Repo
	}
	p.waited = ""
	p.notef("%s is back after %s", name, e.After.Round(time.Second))
}

func (p *printer) page(r codeworm.Result, dryRun bool) {
	if p.json {
		p.clear()
		line, err := json.Marshal(pageLine{
			Key: r.Target.Key, Type: r.Target.Key.Type, Repo: r.Target.Key.Repo, Title: r.Target.Title(), Summary: r.Record.Summary,
			Path: r.Target.Key.PagePath(), Revision: r.Record.Revision, Subject: r.Page.Subject, Model: r.Record.Model, FactsOnly: r.Record.Provisional,
			Score: r.Target.Score,
			Check: map[string]int{"checked": r.Record.Check.Checked, "repaired": r.Record.Check.Repaired, "dropped": r.Record.Check.Dropped,
				"holds": r.Record.Check.Holds, "contradicted": r.Record.Check.Contradicted, "unsupported": r.Record.Check.Unsupported},
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
