package git

import (
	"context"
	"os"
	"path/filepath"
	"strings"
)

// Values are settings by their names in lower case, except for what stands between the first and the last dot. The last of several
// values counts.
type Values map[string]string

// Settings returns the settings that count in the folder.
func Settings(ctx context.Context, dir string) (Values, error) {
	out, err := Run(ctx, dir, "config", "--list", "--includes", "-z")
	if err != nil {
		return nil, err
	}
	values := Values{}
	for _, entry := range splitNUL(out) {
		name, value, assigned := strings.Cut(entry, "\n")
		if !assigned {
			value = "true" // a name alone switches on
		}
		values[name] = value
	}
	return values, nil
}

// Get returns the value, "" when there is none.
func (v Values) Get(name string) string { return v[name] }

// Bool returns whether the value switches on, as git reads it.
func (v Values) Bool(name string) bool {
	switch strings.ToLower(v[name]) {
	case "", "false", "no", "off", "0":
		return false
	}
	return true
}

// Section reports whether there is a setting in the section.
func (v Values) Section(section string) bool {
	for name := range v {
		if strings.HasPrefix(name, section+".") {
			return true
		}
	}
	return false
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
