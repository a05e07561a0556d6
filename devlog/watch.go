package devlog

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/page"
)

var (
	_ codeworm.PageWatcher = (*Git)(nil)
	_ codeworm.PageWatcher = (*Folder)(nil)
	_ codeworm.PageWatcher = (*Several)(nil)
)

// missing are those of the keys that have no page.
func (p *pages) missing(keys []page.Key) []page.Key {
	var missing []page.Key
	for _, key := range keys {
		if !p.has(key.PagePath()) {
			missing = append(missing, key)
		}
	}
	return missing
}

// Missing implements codeworm.PageWatcher. A page is removed when the history of the branch removes it.
func (g *Git) Missing(ctx context.Context, keys []page.Key) (lost, removed []page.Key, err error) {
	if err := g.turns.take(ctx); err != nil {
		return nil, nil, err
	}
	defer g.turns.give()
	if found, err := g.open(ctx); err != nil || !found {
		return keys, nil, g.failed(err)
	}
	if err := g.refresh(ctx); err != nil {
		return nil, nil, g.failed(err)
	}
	missing := g.pages.missing(keys)
	gone, err := g.removals(ctx, missing)
	if err != nil {
		return nil, nil, g.failed(err)
	}
	for _, key := range missing {
		if gone[key.PagePath()] {
			removed = append(removed, key)
		} else {
			lost = append(lost, key)
		}
	}
	return lost, removed, nil
}

// maxRemovals is how many missing pages are looked for in the history. When there are more, nobody removed them one by one.
const maxRemovals = 1000

// removals are the paths of those of the keys' pages that the history of the branch removes.
func (g *Git) removals(ctx context.Context, keys []page.Key) (map[string]bool, error) {
	gone := map[string]bool{}
	if g.head == "" || len(keys) > maxRemovals {
		return gone, nil
	}
	for some := range slices.Chunk(keys, 200) { // a command line has an end
		args := []string{"--literal-pathspecs", "log", "--diff-filter=D", "--no-renames", "--name-only", "-z", "--format=", g.head, "--"}
		for _, key := range some {
			args = append(args, key.PagePath())
		}
		out, err := git.Run(ctx, g.repo.top, args...)
		if err != nil {
			return nil, err
		}
		for at := range strings.SplitSeq(string(out), "\x00") {
			gone[strings.TrimSpace(at)] = true
		}
	}
	return gone, nil
}

// Losses implements codeworm.PageWatcher.
func (g *Git) Losses(ctx context.Context) (string, error) {
	if err := g.turns.take(ctx); err != nil {
		return "", err
	}
	defer g.turns.give()
	found, err := g.open(ctx)
	if err != nil {
		return "", g.failed(err)
	}
	if !found {
		return "there is no repository", nil
	}
	if err := g.refresh(ctx); err != nil {
		return "", g.failed(err)
	}
	return fmt.Sprint(g.losses), nil
}

// Missing implements codeworm.PageWatcher. A folder has no history, so that no page is removed on purpose.
func (f *Folder) Missing(ctx context.Context, keys []page.Key) (lost, removed []page.Key, err error) {
	if _, err := os.Stat(f.dir); errors.Is(err, os.ErrNotExist) {
		return keys, nil, nil
	}
	err = f.change(ctx, func(t tree) (bool, error) {
		if err := f.load(t); err != nil { // a person may have taken files away
			return false, err
		}
		lost = f.pages.missing(keys)
		return false, nil
	})
	return lost, nil, err
}

// Losses implements codeworm.PageWatcher. It notices a folder that was moved away, and one in its place; not single files.
func (f *Folder) Losses(ctx context.Context) (string, error) {
	if err := f.turns.take(ctx); err != nil {
		return "", err
	}
	defer f.turns.give()
	info, err := os.Stat(f.dir)
	if errors.Is(err, os.ErrNotExist) {
		return "there is no folder", nil
	} else if err != nil {
		return "", f.failed(err)
	}
	if f.is == nil || !os.SameFile(f.is, info) {
		if f.is != nil {
			f.pages = nil // which were in another one
		}
		f.is, f.losses = info, f.losses+1
	}
	return fmt.Sprint(f.losses), nil
}

// Missing implements codeworm.PageWatcher. A page is missing that no sink holds, and removed where one of them removed it. The error is
// errors.ErrUnsupported when no sink can say what it holds.
func (m *Several) Missing(ctx context.Context, keys []page.Key) (lost, removed []page.Key, err error) {
	missing, isRemoved := map[page.Key]int{}, map[page.Key]bool{}
	asked := 0
	var errs []error
	for i, s := range m.sinks {
		lost, removed, err := missingIn(ctx, s, keys)
		switch {
		case errors.Is(err, errors.ErrUnsupported):
			continue
		case err != nil:
			errs = append(errs, m.named(i, err)) // it stops none of the others
			continue
		}
		asked++
		for _, key := range lost {
			missing[key]++
		}
		for _, key := range removed {
			missing[key]++
			isRemoved[key] = true
		}
	}
	if asked == 0 && len(errs) > 0 {
		return nil, nil, errors.Join(errs...)
	}
	if asked == 0 {
		return nil, nil, fmt.Errorf("listing the pages in %s: %w", m.Describe(), errors.ErrUnsupported)
	}
	for _, key := range keys {
		switch {
		case missing[key] < asked:
		case isRemoved[key]:
			removed = append(removed, key)
		default:
			lost = append(lost, key)
		}
	}
	return lost, removed, nil
}

func missingIn(ctx context.Context, s codeworm.DevlogSink, keys []page.Key) (lost, removed []page.Key, err error) {
	switch s := s.(type) {
	case codeworm.PageWatcher:
		return s.Missing(ctx, keys)
	case codeworm.PageLister:
		listed, err := s.Keys(ctx)
		if err != nil {
			return nil, nil, err
		}
		held := make(map[page.Key]bool, len(listed))
		for _, key := range listed {
			held[key] = true
		}
		return slices.DeleteFunc(slices.Clone(keys), func(k page.Key) bool { return held[k] }), nil, nil
	}
	return nil, nil, errors.ErrUnsupported
}

// Losses implements codeworm.PageWatcher. What a sink cannot say now stays as it was.
func (m *Several) Losses(ctx context.Context) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.losses == nil {
		m.losses = make([]string, len(m.sinks))
	}
	for i, s := range m.sinks {
		if w, ok := s.(codeworm.PageWatcher); ok {
			if losses, err := w.Losses(ctx); err == nil {
				m.losses[i] = losses
			} else if ctx.Err() != nil {
				return "", err
			}
		}
	}
	return strings.Join(m.losses, "\n"), nil
}
