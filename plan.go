package codeworm

import (
	"cmp"
	"slices"
	"time"

	"github.com/codeworm/codeworm/page"
)

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
)

// wait says why the target does not need a page now.
func (p *planner) wait(t page.Target) Wait {
	r, recorded := p.records[t.Key]
	has := recorded && r.Fingerprint != "" && r.RetiredAt.IsZero()
	aged := p.maxAge > 0 && t.Key.Period == "" && r.PublishedAt.Before(p.now.Add(-p.maxAge))
	switch {
	case has && r.Fingerprint == t.Fingerprint && (p.provisional || !r.Provisional) && !aged:
		return WaitChange
	case p.canWrite != nil && !p.canWrite[t.Key.Type], has && p.provisional && !r.Provisional:
		return WaitModel
	case recorded && r.RetryAfter.After(p.now) && r.Failed == t.Fingerprint:
		return WaitRetry
	}
	return WaitNothing
}

// due reports whether the target needs a page.
func (p *planner) due(t page.Target) bool { return p.wait(t) == WaitNothing }

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
		if p.due(t) {
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
				return cmp.Or(-cmp.Compare(a.Score.Total, b.Score.Total), cmp.Compare(a.Key.String(), b.Key.String()))
			})
		}
	}
	for key, r := range p.records {
		if r.Fingerprint != "" && r.RetiredAt.IsZero() && turnsOfType[key.Repo] != nil {
			turnsOfRepo[key.Repo]++
			turnsOfType[key.Repo][key.Type]++
		}
	}
	var ordered []page.Target
	for {
		repo, found := turn(repos, func(r Repo) (weight, turns int) {
			if len(queues[r.Name]) == 0 {
				return 0, 0
			}
			return r.Weight, turnsOfRepo[r.Name]
		})
		if !found {
			return ordered
		}
		name, q := repo.Name, queues[repo.Name]
		docType, _ := turn(page.Types(), func(t page.Type) (weight, turns int) {
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

// turn picks the candidate with the greatest weight/(2*turns+1); the first one
// of equals.
func turn[T any](candidates []T, of func(T) (weight, turns int)) (best T, found bool) {
	greatest := 0.0
	for _, c := range candidates {
		weight, turns := of(c)
		if quotient := float64(weight) / float64(2*turns+1); quotient > greatest {
			best, greatest, found = c, quotient, true
		}
	}
	return best, found
}

// place is a file of a repository.
type place struct{ repo, path string }
