package codeworm

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/codeworm/codeworm/internal/conceal"
	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/internal/target"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// Plan is what is due, in the order in which it would be written, and what was
// read to know it.
type Plan struct {
	Due []page.Target
	// Targets is the number of all targets, due or not.
	Targets int
	// Waiting counts the targets that are not due by the reason.
	Waiting map[Wait]int
	// Files is the number of files that were read.
	Files int
	// Skipped are the files that were not read, by repository.
	Skipped map[string][]source.SkippedFile
	// Unknown counts, by repository, the files of languages that the parser does not know, by their extension in lower case (".png", "" for none).
	Unknown map[string]map[string]int
	// Idle lists, by repository, the patterns of Repo.Include and Exclude that no file matches, each after the name of its list:
	// "exclude secret/".
	Idle map[string][]string

	indexes []*index.Index
	records []Record
}

// Plan says what would be written next. It publishes and records nothing; a Cache may take outlines.
func (d *Daemon) Plan(ctx context.Context) (*Plan, error) {
	if p, ok := d.config.Parser.(ParserPreparer); ok {
		if err := p.Prepare(ctx); err != nil {
			return nil, fmt.Errorf("make the parser ready: %w", err)
		}
	}
	return d.plan(ctx)
}

func (d *Daemon) plan(ctx context.Context) (*Plan, error) {
	indexes, err := d.refresh(ctx)
	if err != nil {
		return nil, err
	}
	records, err := d.records(ctx, "")
	if err != nil {
		return nil, err
	}
	if err := d.lookForLost(ctx, records, false); err != nil {
		return nil, err
	}
	writer := d.writer()
	p := &planner{types: d.config.Types, records: d.known(records), provisional: writer.Provisional,
		maxAge: d.config.MaxAge, now: d.config.Now()}
	if writer.Types != nil {
		p.canWrite = map[page.Type]bool{}
		for _, t := range writer.Types {
			p.canWrite[t] = true
		}
	}
	plan := &Plan{Skipped: map[string][]source.SkippedFile{}, Idle: map[string][]string{}, Unknown: map[string]map[string]int{}, indexes: indexes, records: records}
	var targets []page.Target
	for _, x := range indexes {
		targets = append(targets, target.Find(x, d.config.Types, target.Limits(d.config.Selection), d.prompter.Version())...)
		targets = append(targets, d.periodTargets(x, records)...)
		plan.Skipped[x.Repo.Name] = x.Skipped()
		plan.Unknown[x.Repo.Name] = maps.Clone(x.Unknown)
		if len(x.Idle) > 0 {
			plan.Idle[x.Repo.Name] = x.Idle
		}
		plan.Files += len(x.Files)
	}
	plan.Targets = len(targets)
	plan.Due, plan.Waiting = p.order(d.config.Repos, targets), p.waiting(targets)
	d.findMoves(ctx, indexes, records, targets)
	var turns [4][]page.Target
	for _, t := range plan.Due {
		late := d.lateness(p, t)
		if late > 0 || !d.moving(t.Key) { // what was moved comes first
			late++
		}
		turns[late] = append(turns[late], t)
	}
	plan.Due = slices.Concat(turns[:]...)
	return plan, nil
}

// lateness is 0 for a target that has its turn, 1 for one that failed before, and 2 for one that failed in a row of others: what
// never failed goes first, so that no target keeps the others from their pages.
func (d *Daemon) lateness(p *planner, t page.Target) int {
	switch r := p.records[t.Key]; {
	case d.breaker.Suspect(t.Key):
		return 2
	case r.Failures > 0 && r.Failed == t.Fingerprint:
		return 1
	}
	return 0
}

// refresh reads the repositories again. One that cannot be read now does not
// keep the others from their pages.
func (d *Daemon) refresh(ctx context.Context) ([]*index.Index, error) {
	var indexes []*index.Index
	var failures []error
	for _, repo := range d.config.Repos {
		x, err := d.refreshRepo(ctx, repo)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil:
			if repo.Fetcher == nil && repo.absent() { // of one that is fetched the error says why it is not there
				err = sourceFault{fmt.Errorf("repo %s: %s does not exist; mount it, or give the folder of the repository", repo.Name, repo.Path)}
			}
			failures = append(failures, err)
			d.sourceAway(repo.Name, err)
		default:
			indexes = append(indexes, x)
			d.sourceBack(repo.Name)
		}
	}
	if len(indexes) == 0 {
		return nil, errors.Join(failures...)
	}
	return indexes, nil
}

func (d *Daemon) refreshRepo(ctx context.Context, repo Repo) (*index.Index, error) {
	start := time.Now()
	d.mu.Lock()
	previous := d.indexes[repo.Name]
	d.mu.Unlock()
	var x *index.Index
	err := d.notFetched(repo)
	switch {
	case err != nil:
	case previous == nil:
		cache := d.config.OutlineCache
		if stored, ok := d.config.Store.(Cache); ok && cache == nil {
			if cache = stored; d.config.DryRun {
				cache = readOnlyCache{stored}
			}
		}
		x, err = index.New(ctx, repo.spec(), conceal.Parser(d.config.Parser, d.config.Redactor.Redact), cache, d.config.Now())
	default:
		x, err = previous.Refresh(ctx, d.config.Now())
	}
	if err == nil {
		err = d.lookAt(ctx, x)
	}
	if err != nil {
		return nil, sourceFault{err}
	}
	event := RepoRead{Repo: repo.Name, Commit: x.Commit, Files: len(x.Files), Skipped: len(x.NotRead), Unknown: sum(x.Unknown), Took: time.Since(start)}
	switch {
	case len(x.Files) == 0:
		event.Notice = "it has no file of a language that can be read"
		if n := x.Excluded(); n > 0 {
			event.Notice = fmt.Sprintf("include and exclude leave no file to read: they leave out %d", n)
		}
	case !x.InGit:
		event.Notice = "it is not a git repository: its pages have no history"
	case x.Commit == "":
		event.Notice = "it has no commits yet: its pages have no history"
	case x.Shallow:
		event.Notice = "it is a shallow clone: pages have no history before its oldest commits, and say so"
		if !x.HistoryFrom.IsZero() {
			event.Notice = "it is a shallow clone, which has no history before " + x.HistoryFrom.Format("2006-01-02") +
				": pages say so, and there are no summaries of weeks and months that began before"
		}
	}
	if paths := x.Submodules(); len(paths) > 0 {
		event.Notice = strings.TrimPrefix(event.Notice+"; "+submoduleNotice(paths), "; ")
	}
	if len(x.Idle) > 0 {
		idle := "no file matches " + strings.Join(x.Idle, ", ") + "; mend the pattern, or take it out"
		event.Notice = strings.TrimPrefix(event.Notice+"; "+idle, "; ")
	}
	d.mu.Lock()
	d.indexes[repo.Name] = x
	if d.noticed[repo.Name] == event.Notice {
		event.Notice = ""
	} else {
		d.noticed[repo.Name] = event.Notice
	}
	d.mu.Unlock()
	if x.StoreErr != nil {
		d.config.Logger.Warn("outlines are not kept; the next start reads all files again", "repo", repo.Name, "error", x.StoreErr)
	}
	if event.Notice != "" {
		d.config.Logger.Warn("repo", "repo", repo.Name, "notice", event.Notice)
	}
	d.config.Logger.Debug("repo read", "repo", repo.Name, "commit", event.Commit, "files", event.Files, "skipped", event.Skipped, "took", event.Took)
	d.events.send(event)
	return x, nil
}

// submoduleNotice says what of a repository is not read because it is another one.
func submoduleNotice(paths []string) string {
	const shown = 5
	text := "the submodule " + paths[0] + " is not read; name it as a repository of its own, by its folder or URL, to have it documented"
	if len(paths) > 1 {
		text = fmt.Sprintf("%d submodules are not read (%s", len(paths), strings.Join(paths[:min(len(paths), shown)], ", "))
		if len(paths) > shown {
			text += ", ..."
		}
		text += "); name them as repositories of their own, by their folders or URLs, to have them documented"
	}
	return text
}

func sum(counts map[string]int) int {
	n := 0
	for _, c := range counts {
		n += c
	}
	return n
}

// planner puts the targets that are due in the order in which they get their
// pages.
//
// Repositories, and in each of them the document types, take turns in
// proportion to their weights by the method of Sainte-Laguë: the next page goes to
// whoever has the greatest weight/(2n+1), n being the pages it has. Among the
// targets of a type the highest score comes first. So the order depends on the
// records alone: a restart does not change it, and Plan shows what will happen.
type planner struct {
	types   map[page.Type]int
	records map[page.Key]Record
	// canWrite are the document types of the writer; nil means all.
	canWrite map[page.Type]bool
	// provisional says that the writer is no model, so that its own earlier pages will do.
	provisional bool
	maxAge      time.Duration // 0 = pages do not age
	now         time.Time
}

// Wait says why a target is not due.
type Wait string

// The reasons to wait.
const (
	WaitNothing Wait = ""            // it is due
	WaitChange  Wait = "has page"    // it has its page, until its source changes
	WaitModel   Wait = "needs model" // the writer, which is no model, cannot write it, or would replace a model's page
	WaitRetry   Wait = "failed"      // it failed a short while ago, and rests before it is tried again
	WaitBlocked Wait = "blocked"     // the sink cannot take its page now: a person is editing it
)

// wait says why the target does not need a page now.
func (p *planner) wait(t page.Target) Wait {
	r, recorded := p.records[t.Key]
	has := recorded && r.hasPage()
	aged := p.maxAge > 0 && t.Key.Period == "" && r.PublishedAt.Before(p.now.Add(-p.maxAge))
	switch {
	case has && r.Fingerprint == t.Fingerprint && (p.provisional || !r.Provisional) && !aged:
		return WaitChange
	case p.canWrite != nil && !p.canWrite[t.Key.Type], has && p.provisional && !r.Provisional:
		return WaitModel
	case recorded && r.rests(t.Fingerprint, p.now):
		return WaitRetry
	}
	return WaitNothing
}

// waiting counts the targets that are not due by the reason.
func (p *planner) waiting(targets []page.Target) map[Wait]int {
	counts := map[Wait]int{}
	for _, t := range targets {
		if why := p.wait(t); why != WaitNothing {
			counts[why]++
		}
	}
	return counts
}

// order returns the due targets in the order of their turns.
func (p *planner) order(repos []Repo, targets []page.Target) []page.Target {
	queues := map[string]map[page.Type][]page.Target{}
	for _, t := range targets {
		if p.wait(t) == WaitNothing {
			q := queues[t.Key.Repo]
			if q == nil {
				q = map[page.Type][]page.Target{}
				queues[t.Key.Repo] = q
			}
			q[t.Key.Type] = append(q[t.Key.Type], t)
		}
	}
	turnsOfRepo := map[string]int{}
	turnsOfType := map[string]map[page.Type]int{}
	for _, repo := range repos {
		turnsOfType[repo.Name] = map[page.Type]int{}
		for _, q := range queues[repo.Name] {
			slices.SortFunc(q, func(a, b page.Target) int {
				if c := cmp.Compare(b.Score.Total, a.Score.Total); c != 0 {
					return c
				}
				return cmp.Compare(a.Key.String(), b.Key.String())
			})
		}
	}
	for key, r := range p.records {
		if r.hasPage() && turnsOfType[key.Repo] != nil {
			turnsOfRepo[key.Repo]++
			turnsOfType[key.Repo][key.Type]++
		}
	}
	var ordered []page.Target
	for {
		repo, found := nextTurn(repos, func(r Repo) (weight, turns int) {
			if len(queues[r.Name]) == 0 {
				return 0, 0
			}
			return r.Weight, turnsOfRepo[r.Name]
		})
		if !found {
			return ordered
		}
		name, q := repo.Name, queues[repo.Name]
		docType, _ := nextTurn(page.Types(), func(t page.Type) (weight, turns int) {
			if len(q[t]) == 0 {
				return 0, 0
			}
			return p.types[t], turnsOfType[name][t]
		})
		ordered = append(ordered, q[docType][0])
		if q[docType] = q[docType][1:]; len(q[docType]) == 0 {
			delete(q, docType)
		}
		turnsOfRepo[name]++
		turnsOfType[name][docType]++
	}
}

// nextTurn picks the candidate with the greatest weight/(2*turns+1); the first one
// of equals.
func nextTurn[T any](candidates []T, of func(T) (weight, turns int)) (best T, found bool) {
	greatest := 0.0
	for _, c := range candidates {
		weight, turns := of(c)
		if quotient := float64(weight) / float64(2*turns+1); quotient > greatest {
			best, greatest, found = c, quotient, true
		}
	}
	return best, found
}

// periodScore is the score of summaries: there is nothing to choose among those of one type.
const periodScore = 50

// periodTargets are the summaries of the repository's last complete week and month, if anything happened in
// them. Their fingerprints depend on nothing but the period: what is over does not change, and a
// summary is written once. So a daemon that was off when a period ended writes its summary when
// it is back before the next one has ended.
func (d *Daemon) periodTargets(x *index.Index, records []Record) []page.Target {
	var targets []page.Target
	for _, p := range target.LastPeriods(d.config.Now()) {
		if d.config.Types[p.DocType] <= 0 {
			continue
		}
		k := page.Key{Type: p.DocType, Repo: x.Repo.Name, Period: p.Name}
		if !d.active(x, k, p, records) {
			continue
		}
		sum := sha256.Sum256([]byte(k.String()))
		targets = append(targets, page.Target{Key: k, Score: page.NewScore(page.Factor{Name: "period", Value: 1, Points: periodScore}),
			Fingerprint: hex.EncodeToString(sum[:16])})
	}
	return targets
}

// active reports whether there were commits or pages in the period, which the clone has to hold whole.
func (d *Daemon) active(x *index.Index, k page.Key, p target.Period, records []Record) bool {
	if slices.ContainsFunc(records, func(r Record) bool { return r.Key == k && r.Fingerprint != "" }) {
		return true
	}
	if !x.HistoryFrom.Before(p.Start) {
		return false // the clone begins within it: what it holds of it is a part
	}
	return x.Active(p.Start, p.End) || slices.ContainsFunc(records, func(r Record) bool { return documented(x.Repo.Name, p, r) })
}

// documented reports whether the record is that of a page about the repo that was published
// in the period; summaries do not count.
func documented(repo string, p target.Period, r Record) bool {
	return r.Key.Repo == repo && r.Key.Period == "" && r.Fingerprint != "" && p.Holds(r.PublishedAt)
}
