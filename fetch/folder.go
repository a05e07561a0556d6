package fetch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/codeworm/codeworm/internal/filelock"
	"github.com/codeworm/codeworm/internal/plainfile"
)

const (
	// lockPoll is how often a lock is tried again that another process holds while it makes the clone.
	lockPoll = 200 * time.Millisecond
	// staleAfter is the age of a lock of git's from which on the git that made it is dead, or hangs: the clone is one process's at a time.
	staleAfter = 10 * time.Minute

	lockSuffix = ".lock"
	newSuffix  = ".new-"
	oldSuffix  = ".old-"
)

// lock takes the clone for this process and returns what gives it back: nil when another process has it, and there is a clone.
func (c *Clone) lock(ctx context.Context) (unlock func(), err error) {
	root, err := plainfile.OpenRoot(filepath.Dir(c.dir))
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }() // nothing was written through it
	name := filepath.Base(c.dir) + lockSuffix
	for {
		f, err := plainfile.OpenOwn(root, name, 0o600)
		if err != nil {
			return nil, fmt.Errorf("the lock of the clone of %s: %w", c.from.shown, err)
		}
		held, err := filelock.Try(f)
		if held && plainfile.Holds(root, name, f) {
			return func() { _ = f.Close() }, nil // nothing was written
		}
		_ = f.Close()
		if err != nil {
			return nil, fmt.Errorf("the lock of the clone of %s: %w", c.from.shown, err)
		}
		if _, err := os.Lstat(c.dir); err == nil && !held {
			return nil, nil
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("another process is cloning %s: %w", c.from.shown, ctx.Err())
		case <-time.After(lockPoll):
		}
	}
}

// sweep removes what clones left that were interrupted. Whoever made it is dead, because the lock is held.
func (c *Clone) sweep() error {
	entries, err := os.ReadDir(filepath.Dir(c.dir))
	if err != nil {
		return err
	}
	base := filepath.Base(c.dir)
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), base+newSuffix) || strings.HasPrefix(e.Name(), base+oldSuffix) {
			err = errors.Join(err, removeAll(filepath.Join(filepath.Dir(c.dir), e.Name())))
		}
	}
	return err
}

// removeAll removes a folder into which a git that outlived its program may still be writing, which then fails.
func removeAll(dir string) (err error) {
	for range 5 {
		if err = os.RemoveAll(dir); err == nil {
			return nil
		}
		time.Sleep(lockPoll)
	}
	return err
}

// removeStaleLocks removes locks that a killed git left.
func removeStaleLocks(gitDir string) error {
	return filepath.WalkDir(gitDir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case d.IsDir():
			if name == filepath.Join(gitDir, "objects") {
				return fs.SkipDir
			}
			return nil
		case !strings.HasSuffix(name, ".lock"):
			return nil
		}
		if info, err := d.Info(); err == nil && time.Since(info.ModTime()) > staleAfter {
			return os.Remove(name)
		}
		return nil
	})
}

// state returns what is kept of the clone in the folder. The error is fs.ErrNotExist where there is none of this URL and branch.
func (c *Clone) state(dir string) (state, error) {
	var s state
	text, err := readFile(stateFile(dir))
	if err != nil {
		return s, err
	}
	if json.Unmarshal(text, &s) != nil || s.URL != c.from.shown || s.Branch != c.config.Branch {
		return s, fs.ErrNotExist
	}
	return s, nil
}

// putState keeps it.
func (c *Clone) putState(dir string, s state) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if old, err := readFile(stateFile(dir)); err == nil && string(old) == string(text) {
		return nil
	}
	return plainfile.WriteNamed(stateFile(dir), text, 0o600)
}
