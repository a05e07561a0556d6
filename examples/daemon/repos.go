package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/fetch"
	"github.com/codeworm/codeworm/internal/git"
)

// repoSettings are a repository: a folder, or a URL, which is cloned into the user's cache folder.
type repoSettings struct {
	Name    string         `yaml:"name"`
	Path    string         `yaml:"path"`
	URL     string         `yaml:"url"`
	Branch  string         `yaml:"branch"`
	Depth   int            `yaml:"depth"`
	Fetch   *time.Duration `yaml:"fetch"`
	Weight  int            `yaml:"weight"`
	Include []string       `yaml:"include"`
	Exclude []string       `yaml:"exclude"`
	WebURL  string         `yaml:"web_url"`
	// Submodules says to document those that are checked out, each as a repository of its own.
	Submodules bool `yaml:"submodules"`

	fetcher codeworm.Fetcher // nil where nothing is fetched
	every   time.Duration    // how often, as codeworm.Repo.FetchEvery says
	from    string           // its URL without credentials; "" for a folder
}

// repoFlag reads the value of --repo: [NAME=]PATH or [NAME=]URL.
func repoFlag(value string) repoSettings {
	if _, err := os.Stat(value); err == nil { // a folder may have the sign in its name
		return repoSettings{Path: value}
	}
	name, place, named := strings.Cut(value, "=")
	switch {
	case fetch.IsURL(value):
		return repoSettings{URL: value}
	case !named:
		return repoSettings{Path: value}
	case fetch.IsURL(place):
		return repoSettings{Name: name, URL: place}
	}
	return repoSettings{Name: name, Path: place}
}

// settleRepos finds where the repositories are that are named by a URL, and what is fetched.
func (s *settings) settleRepos() {
	for i := range s.Repos {
		r := &s.Repos[i]
		if r.Fetch != nil && *r.Fetch != 0 && *r.Fetch < time.Second {
			s.problems.addf("repo %s: fetch is %s; it has to be a second at least, or 0s for not at all", r.called(i), *r.Fetch)
		}
		if r.URL != "" {
			s.settleURL(r, i)
			continue
		}
		if r.Branch != "" || r.Depth != 0 {
			s.problems.addf("repo %s: branch and depth are for a repository with a url; of one with a path the branch that is checked out is documented", r.called(i))
		}
		if r.Fetch != nil && *r.Fetch > 0 && r.Path != "" {
			r.fetcher, r.every = fetch.NewCheckout(r.Path), *r.Fetch
		}
	}
}

// settleURL settles a repository that is named by a URL.
func (s *settings) settleURL(r *repoSettings, i int) {
	if r.Path != "" {
		s.problems.addf("repo %s has a path and a url; leave one of them out", r.called(i))
		return
	}
	if r.Submodules {
		s.problems.addf("repo %s: submodules are for a repository with a path; name those of one with a url by their urls", r.called(i))
	}
	clone, err := fetch.NewClone(fetch.CloneConfig{URL: r.URL, Branch: r.Branch, Depth: r.Depth})
	if err != nil {
		s.problems.addf("repo %s: %v", r.called(i), err)
		r.Path = "." // so that nothing is said of its path
		return
	}
	if r.Name == "" {
		r.Name = clone.Name()
	}
	r.Path, r.from, r.fetcher = clone.Dir(), clone.URL(), clone
	switch {
	case r.Fetch == nil:
	case *r.Fetch == 0:
		r.every = -1 // only where there is no clone
	default:
		r.every = *r.Fetch
	}
}

// called is what a repository is called in messages: never by a URL, which may hold a password.
func (r *repoSettings) called(i int) string {
	switch {
	case r.Name != "":
		return r.Name
	case r.Path != "":
		return r.Path
	}
	return fmt.Sprintf("%d", i+1)
}

// here returns why a repository cannot be read by commands that fetch nothing; nil when it can.
func (r *repoSettings) here(program string) error {
	if _, err := os.Stat(r.Path); r.from != "" && errors.Is(err, fs.ErrNotExist) {
		return usagef("%s is not here yet, and this command fetches nothing; %s once fetches it", r.from, program)
	}
	return nil
}

// repo is the library's.
func (r *repoSettings) repo() codeworm.Repo {
	return codeworm.Repo{Name: r.Name, Path: r.Path, Weight: r.Weight, Include: r.Include, Exclude: r.Exclude, WebURL: r.WebURL, Fetcher: r.fetcher, FetchEvery: r.every}
}

// submodulesTime bounds the search for submodules.
const submodulesTime = time.Minute

// addSubmodules adds the submodules that are checked out, and those in them, behind the repositories that want them documented: their history, their
// commits and their addresses are their own.
func (s *settings) addSubmodules() {
	ctx, cancel := context.WithTimeout(context.Background(), submodulesTime)
	defer cancel()
	for i := 0; i < len(s.Repos); i++ {
		r := &s.Repos[i]
		if !r.Submodules || r.from != "" {
			continue
		}
		files, err := git.StatFiles(ctx, r.Path)
		absolute, absErr := filepath.Abs(r.Path)
		if err != nil || absErr != nil {
			continue // it is said when the repository is read
		}
		var found []repoSettings
		for _, f := range files {
			folder := filepath.Join(r.Path, filepath.FromSlash(f.Path))
			if _, err := os.Lstat(filepath.Join(folder, ".git")); !f.Submodule || err != nil || strings.ContainsAny(f.Path, "*?[]{}\\!") {
				continue // where it is not checked out, that is said
			}
			r.Exclude = append(slices.Clip(r.Exclude), f.Path+"/**")
			name := cmp.Or(r.Name, filepath.Base(absolute)) + "-" + strings.ReplaceAll(f.Path, "/", "-")
			found = append(found, repoSettings{Name: name, Path: folder, Weight: r.Weight, Submodules: true})
		}
		s.Repos = slices.Insert(s.Repos, i+1, found...)
	}
}
