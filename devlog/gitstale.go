package devlog

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A git that is killed leaves its lock files, and git itself never removes them: every further command fails until a person has. A
// lock is removed here once it is proven that nobody holds it, or when it is so old that nobody can.
const (
	// lockAge is how old a lock has to be before anybody asks who holds it.
	lockAge = 2 * time.Second
	// lockAgeUnproven is how old it has to be where nobody can say who holds it. Git takes its own lock of "gc" for left after that time.
	lockAgeUnproven = 12 * time.Hour
	// lockLook is how long to wait before asking again.
	lockLook = 500 * time.Millisecond
)

// locks are git's lock files that stand in the way of a commit, as far as they are there.
func (g *Git) locks() []string {
	common := g.repo.gitDir
	if text, err := os.ReadFile(filepath.Join(g.repo.gitDir, "commondir")); err == nil { // it is a further work tree
		if common = strings.TrimSpace(string(text)); !filepath.IsAbs(common) {
			common = filepath.Join(g.repo.gitDir, common)
		}
	}
	candidates := []string{
		filepath.Join(g.repo.gitDir, "index.lock"), filepath.Join(g.repo.gitDir, "HEAD.lock"),
		filepath.Join(common, "refs", "heads", filepath.FromSlash(g.branch)+".lock"),
		filepath.Join(common, filepath.FromSlash(remoteRef)+".lock"), filepath.Join(common, filepath.FromSlash(scratchRef)+".lock"),
		filepath.Join(common, "packed-refs.lock"), filepath.Join(common, "shallow.lock"), filepath.Join(common, "config.lock"),
	}
	var there []string
	for _, name := range candidates {
		if _, err := os.Lstat(name); err == nil {
			there = append(there, name)
		}
	}
	return there
}

// scratchRef is where internal/git keeps a commit while it is made.
const scratchRef = "refs/codeworm/new"

// breakLocks removes the locks that nobody holds. It asks at most every lockLook.
func (g *Git) breakLocks() {
	if time.Since(g.looked) < lockLook {
		return
	}
	for _, name := range g.locks() {
		info, err := os.Lstat(name)
		if err != nil || !info.Mode().IsRegular() || time.Since(info.ModTime()) < lockAge {
			continue
		}
		g.looked = time.Now()
		why := "no process holds it"
		if held, sure := inUse(g.repo.top, g.repo.gitDir, info, name); held {
			continue
		} else if !sure {
			if time.Since(info.ModTime()) < lockAgeUnproven {
				continue
			}
			why = fmt.Sprintf("it is older than %s", lockAgeUnproven)
		}
		if now, err := os.Lstat(name); err != nil || !os.SameFile(now, info) || !now.ModTime().Equal(info.ModTime()) {
			continue // somebody took it meanwhile
		}
		if err := os.Remove(name); err == nil {
			g.config.Logger.Warn("removed a lock that a killed git command left in the devlog", "lock", name, "because", why)
		} else if !errors.Is(err, fs.ErrNotExist) {
			g.config.Logger.Warn("cannot remove a lock that a killed git command left in the devlog; remove it", "lock", name, "error", err)
		}
	}
}

// clearLeft removes the files that killed git commands were writing objects into. Git itself does so after two weeks.
func (g *Git) clearLeft() {
	var left []string
	for _, pattern := range []string{"objects/??/tmp_obj_*", "objects/pack/tmp_*", "objects/tmp_*", "objects/incoming-*", "fast_import_crash_*"} {
		names, err := filepath.Glob(filepath.Join(globEscape(g.repo.gitDir), filepath.FromSlash(pattern)))
		if err == nil {
			left = append(left, names...)
		}
	}
	for _, name := range left {
		info, err := os.Lstat(name)
		if err != nil {
			continue
		}
		if held, sure := inUse(g.repo.top, g.repo.gitDir, info, name); !held && sure {
			_ = os.RemoveAll(name) // git removes it later
		}
	}
}

// globEscape makes a path a pattern that matches it alone.
func globEscape(path string) string {
	if filepath.Separator == '\\' {
		return path // where there is no escape
	}
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

// waitUnlocked waits a moment for whoever holds a lock, and removes one that nobody holds.
func (g *Git) waitUnlocked(ctx context.Context) error {
	g.breakLocks()
	return wait(ctx, lockPoll)
}
