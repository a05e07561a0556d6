package git

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Place is where a folder is in its work tree, and what git says of the repository at one moment. It does not change, and
// can be used from several goroutines at a time.
type Place struct {
	Dir    string
	Prefix string // the path from the work tree's top to the folder, with a slash at its end; "" at the top
	// Commit is the commit that is checked out, in full; "" when there is none yet, or when its object is lost: Head tells which.
	Commit  string
	Shallow bool   // the clone lacks older commits
	Lock    string // the file that git holds as long as it changes the index
	// borders are the commits, in full, whose parents a shallow clone lacks: git shows them as if each
	// had added every file.
	borders map[string]bool
}

// fullHash is the name of a commit, of SHA-1 or SHA-256.
var fullHash = regexp.MustCompile(`^(?:[0-9a-f]{40}|[0-9a-f]{64})$`)

// PlaceOf returns the place of a folder, by one command. The error is ErrNotARepo outside of repositories and ErrNoWorkTree in a
// bare one.
func PlaceOf(ctx context.Context, dir string) (*Place, error) {
	out, err := Source(ctx, dir, "rev-parse", "--show-prefix", "--show-toplevel", "--is-shallow-repository",
		"--git-path", "index.lock", "--git-path", "shallow", "--revs-only", "HEAD^{commit}")
	if err != nil {
		return nil, err
	}
	p := &Place{Dir: dir}
	lines := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	p.Prefix = lines[0]
	if last := lines[len(lines)-1]; fullHash.MatchString(last) {
		p.Commit, lines = last, lines[:len(lines)-1]
	}
	if len(lines) < 5 {
		return nil, fmt.Errorf("git rev-parse in %s: cannot read the answer %q", dir, out)
	}
	// From the end: a folder's name may have line ends.
	lines = lines[len(lines)-3:]
	p.Shallow = lines[0] == "true"
	p.Lock = p.file(lines[1])
	if p.borders, err = readBorders(p.file(lines[2])); err != nil {
		return nil, err
	}
	return p, nil
}

// file makes a path that git gave, relative to the folder or absolute, one of the system.
func (p *Place) file(path string) string {
	if path = filepath.FromSlash(path); !filepath.IsAbs(path) {
		path = filepath.Join(p.Dir, path)
	}
	return path
}

// readBorders reads the file in which git lists them.
func readBorders(file string) (map[string]bool, error) {
	list, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("where the history begins: %w", err)
	}
	borders := map[string]bool{}
	for _, hash := range strings.Fields(string(list)) {
		borders[hash] = true
	}
	return borders, nil
}

// Settings are a repository's settings, with those of the user and of the machine.
type Settings struct {
	scopes, keys, values []string
}

// ReadSettings reads the settings that hold in the folder, by one command.
func ReadSettings(ctx context.Context, dir string) (Settings, error) {
	var s Settings
	out, err := Source(ctx, dir, "config", "--list", "--show-scope", "-z")
	if err != nil {
		return s, err
	}
	fields := splitNUL(out)
	for i := 0; i+1 < len(fields); i += 2 {
		key, value, assigned := strings.Cut(fields[i+1], "\n")
		if !assigned {
			value = "true" // a name alone switches on
		}
		s.scopes, s.keys, s.values = append(s.scopes, fields[i]), append(s.keys, key), append(s.values, value)
	}
	return s, nil
}

// RemoteURL is the function of that name, which is asked where more than one setting has a say.
func (s Settings) RemoteURL(ctx context.Context, dir, name string) (string, error) {
	key, urls := "remote."+name+".url", 0
	url := ""
	for i, k := range s.keys {
		switch {
		case k == key:
			url, urls = s.values[i], urls+1
		case strings.HasPrefix(k, "url."), strings.HasPrefix(k, "remote."+name+".") && strings.HasSuffix(k, "vcs"):
			return RemoteURL(ctx, dir, name)
		}
	}
	if urls > 1 || urls == 1 && url == "" {
		return RemoteURL(ctx, dir, name)
	}
	return StripCredentials(url), nil
}

// withoutFilters are variables that switch off the filters that the repository's
// own settings define; those of the user and of the machine stay.
func (s Settings) withoutFilters() []string {
	var names []string
	for i, key := range s.keys {
		m := filterProgram.FindStringSubmatch(key)
		if m != nil && (s.scopes[i] == "local" || s.scopes[i] == "worktree") && !slices.Contains(names, m[1]) {
			names = append(names, m[1])
		}
	}
	return switchedOff(names)
}

// HistoryFrom returns the moment of the youngest commit in HEAD's history whose parents a shallow clone lacks: what was before it is not known, or not
// all of it. It is the zero time where the history is whole.
func (p *Place) HistoryFrom(ctx context.Context) (time.Time, error) {
	var from time.Time
	if !p.Shallow || len(p.borders) == 0 || p.Commit == "" {
		return from, nil
	}
	out, err := Source(ctx, p.Dir, "log", "--max-parents=0", "--no-show-signature", "--no-color", "--format=tformat:%H %ct", p.Commit, "--")
	if err != nil {
		return from, err
	}
	for line := range strings.Lines(string(out)) {
		hash, seconds, _ := strings.Cut(strings.TrimSpace(line), " ")
		n, err := strconv.ParseInt(seconds, 10, 64)
		if err != nil {
			return from, fmt.Errorf("git log in %s: cannot read %q", p.Dir, line)
		}
		if at := time.Unix(n, 0).UTC(); p.borders[hash] && at.After(from) {
			from = at
		}
	}
	return from, nil
}

// SameHistory reports whether another place has the same history, as far as both hold it.
func (p *Place) SameHistory(other *Place) bool {
	return other != nil && p.Commit == other.Commit && p.Shallow == other.Shallow && maps.Equal(p.borders, other.borders)
}
