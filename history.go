package codeworm

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/codeworm/codeworm/internal/git"
)

const (
	churnShort = 30 * 24 * time.Hour
	churnLong  = 90 * 24 * time.Hour
)

// readChurn counts, in one pass over the last 90 days, the commits of each file.
func readChurn(ctx context.Context, dir string, now time.Time) (map[string]Churn, error) {
	churn := map[string]Churn{}
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

// lastCommits are the last commits that touched a path, newest first.
func lastCommits(ctx context.Context, dir, path string, limit int) ([]Commit, error) {
	var commits []Commit
	err := git.Log(ctx, dir, git.LogOptions{Max: limit, Paths: []string{path}}, func(e git.LogEntry) error {
		commits = append(commits, Commit{Hash: e.Hash, When: e.When, Subject: e.Subject})
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

// lineURL is the address of lines of a file at a commit, in the form that GitHub,
// GitLab and Gitea understand; "" when the repository has no web address.
func lineURL(web, commit, path string, span Span) string {
	if web == "" || commit == "" {
		return ""
	}
	blob := "/blob/"
	if u, err := url.Parse(web); err == nil && strings.Contains(u.Host, "gitlab") {
		blob = "/-/blob/"
	}
	parts := strings.Split(path, "/")
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	address := web + blob + commit + "/" + strings.Join(parts, "/")
	if span.StartLine > 0 {
		address += "#L" + strconv.Itoa(span.StartLine) + "-L" + strconv.Itoa(span.EndLine)
	}
	return address
}
