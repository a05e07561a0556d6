package codeworm

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/codeworm/codeworm/internal/pathmatch"
)

// Repo is a source repository to document.
type Repo struct {
	// Name identifies the repository in keys, pages and the store; the default
	// is the base name of Path. Names have to differ by more than case.
	Name string
	// Path is the folder of the working tree, or any folder of source files.
	// A folder that is not in a git repository is documented without history.
	Path string
	// Weight is the repository's share of the pages beside the others, 1 to 10;
	// 0 means 5.
	Weight int
	// Include and Exclude are patterns of slash-separated paths inside the
	// repository: "*" matches within a component, "**" any number of components,
	// and a pattern without a slash matches the last component alone. A file is
	// read when it matches one of Include (empty means all) and none of Exclude.
	Include, Exclude []string
	// WebURL is where the repository can be browsed, for links to lines:
	// "https://host/owner/name". "" derives it from the remote named origin; "-"
	// means no links.
	WebURL string
}

// DefaultRepoWeight is a repository's weight when none is given.
const DefaultRepoWeight = 5

// completeRepo fills a repo's defaults in and returns its problems.
func completeRepo(r Repo) (Repo, []string) {
	if r.Path == "" {
		return r, []string{fmt.Sprintf("repo %q: its path is empty", r.Name)}
	}
	absolute, err := filepath.Abs(r.Path)
	if err != nil {
		return r, []string{fmt.Sprintf("repo %s: %v", r.Path, err)}
	}
	r.Path = absolute
	r.Name = cmp.Or(r.Name, filepath.Base(absolute))
	r.Weight = cmp.Or(r.Weight, DefaultRepoWeight)
	var problems []string
	problem := func(format string, args ...any) {
		problems = append(problems, fmt.Sprintf("repo %s: ", r.Name)+fmt.Sprintf(format, args...))
	}
	if strings.ContainsAny(r.Name, "/\\\x00\n\r") || r.Name == "." || r.Name == ".." {
		problem("its name %q has a character that a folder's name cannot have; give it a name (NAME=PATH)", r.Name)
	}
	if r.Weight < 1 || r.Weight > 10 {
		problem("its weight is %d; it has to be 1 to 10", r.Weight)
	}
	info, err := os.Stat(r.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		problem("%s does not exist; give the folder of the repository", r.Path)
	case err != nil:
		problem("%v; give a folder that this user may read", err)
	case !info.IsDir():
		problem("%s is a file; name the folder of the repository", r.Path)
	default:
		if _, err := os.ReadDir(r.Path); err != nil {
			problem("%s cannot be read: %v; let this user read it", r.Path, err)
		}
	}
	for _, list := range []struct {
		name     string
		patterns []string
	}{{"include", r.Include}, {"exclude", r.Exclude}} {
		if _, err := pathmatch.New(list.patterns); err != nil {
			problem("%s: %v; mend it, or take it out", list.name, err)
		}
	}
	return r, problems
}
