package index

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/source"
)

const (
	churnShort = 30 * 24 * time.Hour
	churnLong  = 90 * 24 * time.Hour
)

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

// LastCommits are the last commits that touched a path, newest first.
func LastCommits(ctx context.Context, dir, path string, limit int) ([]source.Commit, error) {
	var commits []source.Commit
	err := git.Log(ctx, dir, git.LogOptions{Max: limit, Paths: []string{path}}, func(e git.LogEntry) error {
		commits = append(commits, source.Commit{Hash: e.Hash, When: e.When, Subject: e.Subject})
		return nil
	})
	return commits, err
}

// webURL turns a git remote into the address of its web pages, or "" when the
// remote is not at a host that has them.
func webURL(remote string) string {
	if remote == "" {
		return ""
	}
	if user, rest, ok := strings.Cut(remote, "@"); ok && !strings.Contains(user, "/") && !strings.Contains(remote, "://") {
		// scp-like: git@host:owner/name.git
		host, path, ok := strings.Cut(rest, ":")
		if !ok {
			return ""
		}
		remote = "https://" + host + "/" + strings.TrimPrefix(path, "/")
	}
	u, err := url.Parse(remote)
	if err != nil || u.Host == "" {
		return ""
	}
	switch u.Scheme {
	case "http", "https":
	case "ssh", "git":
		u.Scheme, u.Host = "https", u.Hostname()
	default:
		return ""
	}
	u.User, u.RawQuery, u.Fragment = nil, "", ""
	u.Path = strings.TrimSuffix(strings.TrimSuffix(u.Path, "/"), ".git")
	if strings.Trim(u.Path, "/") == "" {
		return ""
	}
	return u.String()
}
