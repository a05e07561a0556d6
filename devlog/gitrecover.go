package devlog

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"

	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/internal/plainfile"
)

// pendingFile is where the sink notes what it is in the middle of.
const pendingFile = "pending.json"

// pending is what has to be looked at after a crash.
type pending struct {
	Page    string         `json:"page,omitempty"`    // one page
	Pages   []string       `json:"pages,omitempty"`   // the others of the same commit
	Linking []string       `json:"linking,omitempty"` // pages that lose their links to it
	Indexes []pendingIndex `json:"indexes,omitempty"`
}

type pendingIndex struct {
	Path   string `json:"path"`
	Title  string `json:"title"`
	Here   bool   `json:"here"`
	Staged bool   `json:"staged"`
}

// safe reports whether the paths are such as this sink writes.
func (p pending) safe() bool {
	for _, i := range p.Indexes {
		if !filepath.IsLocal(i.Path) || path.Base(i.Path) != readme {
			return false
		}
	}
	for _, at := range slices.Concat(p.Linking, p.Pages, []string{p.Page}) {
		if at != "" && (!filepath.IsLocal(at) || !maybePage(at)) {
			return false
		}
	}
	return true
}

// note writes down which files are about to be touched.
func (g *Git) note(files []file) error {
	var p pending
	for _, f := range files {
		switch {
		case f.index != nil:
			p.Indexes = append(p.Indexes, pendingIndex{f.path, f.index.title, f.here, f.staged})
		case f.unlink == "" && p.Page == "":
			p.Page = f.path
		case f.unlink == "":
			p.Pages = append(p.Pages, f.path)
		default:
			p.Linking = append(p.Linking, f.path)
		}
	}
	data, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return g.own(func(root *os.Root) error { return plainfile.Write(root, pendingFile, pendingFile+".tmp", data, 0o644) })
}

// unnote removes the note.
func (g *Git) unnote() error {
	return g.own(func(root *os.Root) error { return root.Remove(pendingFile) })
}

// conclude ends a commit: what a failed one wrote is taken back, also when ctx is done.
func (g *Git) conclude(ctx context.Context, failure error) error {
	if failure == nil {
		_ = g.unnote() // left there, the next look finds that all is well
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if err := g.recover(ctx); err != nil {
		return fmt.Errorf("%w (and taking it back failed, which is tried again next time: %w)", failure, err)
	}
	return failure
}

// recover makes the files that a commit was in the middle of what HEAD has, in
// the work tree and in the user's index: so it is either completed or taken back.
func (g *Git) recover(ctx context.Context) error {
	var data []byte
	err := g.own(func(root *os.Root) (err error) {
		data, err = plainfile.Read(root, pendingFile, maxFile)
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	var p pending
	if json.Unmarshal(data, &p) != nil || !p.safe() {
		// It is no note of this sink. What it might have meant shows as changes that
		// are not committed, and those are not overwritten.
		return g.unnote()
	}
	t, err := openTree(g.repo.top)
	if err != nil {
		return err
	}
	defer t.close()
	g.clearLeft()
	lock := filepath.Join(g.repo.gitDir, "index.lock")
	for deadline := time.Now().Add(min(g.config.LockWait, defaultLockWait)); ; {
		// What was killed may have left a lock, which keeps its work from being taken back.
		if _, err := os.Lstat(lock); err == nil && time.Now().Before(deadline) {
			if err := g.waitUnlocked(ctx); err != nil {
				return err
			}
			continue
		}
		if err := g.refresh(ctx); err != nil {
			return err
		}
		if err := g.restore(ctx, t, p); err != nil {
			return err
		}
		// What a killed process had started may still have moved the branch.
		if head, err := git.Head(ctx, g.repo.top); err != nil {
			return err
		} else if head == g.head {
			return g.unnote()
		}
	}
}

// restore makes the files what HEAD has.
func (g *Git) restore(ctx context.Context, t tree, p pending) error {
	if err := t.clean(); err != nil {
		return err
	}
	var files []file
	if p.Page != "" {
		files = append(files, file{path: p.Page})
	}
	for _, at := range p.Pages {
		files = append(files, file{path: at})
	}
	for _, at := range p.Linking {
		files = append(files, file{path: at, unlink: p.Page})
	}
	for _, i := range p.Indexes {
		files = append(files, file{path: i.Path, index: &indexFile{path: i.Path, title: i.Title}, here: i.Here, staged: i.Staged})
	}
	if err := g.readHead(ctx, files); err != nil {
		return err
	}
	for i := range files {
		f := &files[i]
		f.after, f.now = f.before, f.was
		f.now.Path = f.path
		if err := f.place(t); err != nil {
			return err
		}
	}
	return g.stage(ctx, files)
}
