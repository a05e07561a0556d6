package index

import (
	"context"
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

// readChurn counts, in one pass over the last 90 days, the commits of each file.
func readChurn(ctx context.Context, dir string, now time.Time) (map[string]source.Churn, error) {
	churn := map[string]source.Churn{}
	authors := map[string]map[string]bool{}
	err := git.Log(ctx, dir, git.LogOptions{Since: now.Add(-churnLong)}, func(e git.LogEntry) error {
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
	return churn, err
}

// LastCommits returns the last commits, at most limit, that touched a path, newest first. dir is the repository's
// folder.
func LastCommits(ctx context.Context, dir, path string, limit int) ([]source.Commit, error) {
	var commits []source.Commit
	err := git.Log(ctx, dir, git.LogOptions{Max: limit, Paths: []string{path}}, func(e git.LogEntry) error {
		commits = append(commits, source.Commit{Hash: e.Hash, When: e.When, Subject: e.Subject})
		return nil
	})
	return commits, err
}
