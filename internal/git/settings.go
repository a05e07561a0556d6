package git

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Get returns the value that counts, "" when there is none. The name has its section and its own name in lower case.
func (s Settings) Get(name string) string {
	for i := len(s.keys) - 1; i >= 0; i-- {
		if s.keys[i] == name {
			return s.values[i]
		}
	}
	return ""
}

// Bool returns whether the value switches on, as git reads it.
func (s Settings) Bool(name string) bool {
	switch strings.ToLower(s.Get(name)) {
	case "", "false", "no", "off", "0":
		return false
	}
	return true
}

// Section reports whether there is a setting in the section.
func (s Settings) Section(section string) bool {
	return slices.ContainsFunc(s.keys, func(key string) bool { return strings.HasPrefix(key, section+".") })
}

// HooksFolder returns the absolute path of the folder that hooks are looked for in.
func HooksFolder(ctx context.Context, dir string) (string, error) {
	out, err := Run(ctx, dir, "rev-parse", "--git-path", "hooks")
	path := filepath.FromSlash(strings.TrimSuffix(string(out), "\n"))
	if err == nil && !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	return path, err
}

// CheckedOut is Branch that reads git's own file where it can.
func CheckedOut(ctx context.Context, dir, gitDir string) (string, error) {
	const prefix = "ref: refs/heads/"
	name := filepath.Join(gitDir, "HEAD")
	if info, err := os.Lstat(name); err == nil && info.Mode().IsRegular() && info.Size() < 4096 {
		text, err := os.ReadFile(name)
		branch, ok := strings.CutPrefix(strings.TrimSuffix(string(text), "\n"), prefix)
		if err == nil && ok && branch != ".invalid" && !strings.ContainsAny(branch, "\n ") {
			return branch, nil
		}
	}
	return Branch(ctx, dir)
}

// Own returns the first of the repository's own settings, not of the user's or the machine's, whose name the pattern matches; "" when none does.
func (s Settings) Own(pattern *regexp.Regexp) string {
	for i, key := range s.keys {
		if (s.scopes[i] == "local" || s.scopes[i] == "worktree") && pattern.MatchString(key) {
			return key
		}
	}
	return ""
}
