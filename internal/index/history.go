package index

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/source"
)

// The periods that commits are counted over.
const (
	churnShort = 30 * 24 * time.Hour
	churnLong  = 90 * 24 * time.Hour
)

// churnAge is how long the counts of commits are good while HEAD stays: the days
// they are counted over end an hour late at most.
const churnAge = time.Hour

// recentCommits are the moments of the commits of the last 90 days, as they were counted at one of them.
type recentCommits struct {
	at      time.Time
	commits []time.Time
}

// Active reports whether there was a commit in the time from start until before end, which has to begin in the last 90 days.
func (x *Index) Active(start, end time.Time) bool {
	return slices.ContainsFunc(x.recent.commits, func(t time.Time) bool { return !t.Before(start) && t.Before(end) })
}

// readChurn counts, in one pass over the last 90 days, the commits of each file, and returns when all of them were.
func readChurn(ctx context.Context, place *git.Place, now time.Time) (map[string]source.Churn, []time.Time, error) {
	churn := map[string]source.Churn{}
	authors := map[string]map[string]bool{}
	var commits []time.Time
	err := place.Log(ctx, git.LogOptions{Since: now.Add(-churnLong)}, func(e git.LogEntry) error {
		commits = append(commits, e.When)
		for _, path := range e.Files {
			c := churn[path]
			c.Commits90++
			if e.When.After(now.Add(-churnShort)) {
				c.Commits30++
			}
			if e.When.After(c.LastChange) {
				c.LastChange, c.LastHash = e.When, e.Hash
			}
			if authors[path] == nil {
				authors[path] = map[string]bool{}
			}
			authors[path][e.Author] = true
			churn[path] = c
		}
		return nil
	})
	for path, names := range authors {
		c := churn[path]
		c.Authors = len(names)
		churn[path] = c
	}
	return churn, commits, err
}

// MaxLastCommits is how many commits LastCommits returns of a path at most.
const MaxLastCommits = 5

const (
	// asksBefore is how many paths git is asked about one by one before all of the history is read at once: that takes git about as
	// long as so many paths.
	asksBefore = 8
	// maxHistory is how many commits are read at once at most. A path that older ones touched is asked about.
	maxHistory = 200_000
)

// lastCommits are the last commits of the files of one commit's history. It can be used from several goroutines at a time.
type lastCommits struct {
	mu      sync.Mutex
	asked   int             // paths that git was asked about
	read    bool            // the history was
	whole   bool            // all of it
	commits []source.Commit // that are the last of some file
	byPath  map[string][]int32
}

// LastCommits returns the last commits, at most MaxLastCommits, that touched a path, newest first, in the history of Commit.
func (x *Index) LastCommits(ctx context.Context, path string) ([]source.Commit, error) {
	if x.last == nil {
		return nil, nil
	}
	if commits, known, err := x.last.of(ctx, x, path); known || err != nil {
		return commits, err
	}
	var commits []source.Commit
	err := x.place.Log(ctx, git.LogOptions{Max: MaxLastCommits, Paths: []string{path}, From: x.Commit}, func(e git.LogEntry) error {
		commits = append(commits, commitOf(e))
		return nil
	})
	return commits, err
}

// commitOf is what is kept of a commit.
func commitOf(e git.LogEntry) source.Commit {
	return source.Commit{Hash: e.Hash, When: e.When, Subject: e.Subject}
}

// of returns the last commits of a file; known is false when git has to be asked: about a folder, and as long as not many
// files were asked about.
func (l *lastCommits) of(ctx context.Context, x *Index, path string) (commits []source.Commit, known bool, err error) {
	if x.ByPath[path] == nil {
		return nil, false, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.read {
		if l.asked++; l.asked <= asksBefore {
			return nil, false, nil
		}
		if err := l.fill(ctx, x); err != nil {
			return nil, false, err
		}
	}
	found, listed := l.byPath[path]
	if !listed || len(found) < MaxLastCommits && !l.whole {
		return nil, false, nil
	}
	for _, i := range found {
		commits = append(commits, l.commits[i])
	}
	return commits, true, nil
}

// fill reads the history once.
func (l *lastCommits) fill(ctx context.Context, x *Index) error {
	byPath := make(map[string][]int32, len(x.ByPath))
	for path := range x.ByPath {
		byPath[path] = nil
	}
	var commits []source.Commit
	count := 0
	err := x.place.Log(ctx, git.LogOptions{Max: maxHistory, From: x.Commit}, func(e git.LogEntry) error {
		count++
		number := int32(-1)
		for _, path := range e.Files {
			found, wanted := byPath[path]
			if !wanted || len(found) == MaxLastCommits {
				continue
			}
			if number < 0 {
				number = int32(len(commits))
				commits = append(commits, commitOf(e))
			}
			byPath[path] = append(found, number)
		}
		return nil
	})
	if err != nil {
		return err
	}
	l.read, l.whole, l.commits, l.byPath = true, count < maxHistory, commits, byPath
	return nil
}
