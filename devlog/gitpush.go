package devlog

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/page"
)

const (
	// pushAttempts is how many pushes are tried while others get ahead.
	pushAttempts = 12
	// pushPause, times the number of the attempt, is the longest wait before the next one.
	pushPause = 100 * time.Millisecond
	// networkTimeout bounds one exchange with the remote.
	networkTimeout = 5 * time.Minute
	// remoteRef is where the remote's branch is kept for a merge.
	remoteRef = "refs/codeworm/remote"
)

// Push sends the branch to the remote. When the remote is ahead, its commits are
// merged first; nothing is forced, and no commit that was published changes its
// hash. The index files are written anew in a merge; when anything else
// conflicts the error is ErrConflict and the devlog stays as it is. Without a remote
// Push does nothing. It implements codeworm.SinkPusher.
func (g *Git) Push(ctx context.Context) error {
	if g.config.Remote == "" {
		return ctx.Err()
	}
	for attempt := 1; ; attempt++ {
		branch, head, err := g.tip(ctx)
		if err != nil || head == "" {
			return err
		}
		err = g.network(ctx, "push", "--quiet", "--no-follow-tags", g.config.Remote, head+":refs/heads/"+branch)
		switch {
		case err == nil:
			return nil
		case !errors.Is(err, git.ErrRejected) && !errors.Is(err, git.ErrLocked), attempt == pushAttempts:
			return g.remoteFailed("push", err)
		}
		// Whoever loses the race again waits longer, at random, so that all get through.
		if attempt > 1 {
			if err := wait(ctx, rand.N(time.Duration(attempt)*pushPause)); err != nil {
				return g.failed(err)
			}
		}
		err = g.network(ctx, "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules",
			g.config.Remote, "+refs/heads/"+branch+":"+remoteRef)
		if err != nil && !errors.Is(err, git.ErrLocked) {
			return g.remoteFailed("fetch", err)
		}
		if err := g.exclusively(ctx, g.merge); err != nil {
			return err
		}
	}
}

// tip is the branch that is checked out and its commit; both are "" when there is nothing.
func (g *Git) tip(ctx context.Context) (branch, head string, err error) {
	if err := g.turns.take(ctx); err != nil {
		return "", "", err
	}
	defer g.turns.give()
	if found, err := g.open(ctx); err != nil || !found {
		return "", "", g.failed(err)
	}
	if err := g.ready(ctx); err != nil {
		return "", "", g.failed(err)
	}
	return g.branch, g.head, nil
}

// network runs a git command that talks to the remote.
func (g *Git) network(ctx context.Context, args ...string) error {
	ctx, cancel := context.WithTimeout(ctx, networkTimeout)
	defer cancel()
	_, err := git.Run(ctx, g.repo.top, args...)
	return err
}

func (g *Git) remoteFailed(what string, err error) error {
	if errors.Is(err, context.Canceled) {
		return g.failed(err)
	}
	return &Error{
		Kind: ErrRemote, Place: g.config.Dir, What: what + " failed", Err: err,
		Next: fmt.Sprintf("the pages are committed; check that git -C %s %s works without asking for anything", g.repo.top, what),
	}
}

// merge brings the remote's commits, as they were fetched, into the branch.
func (g *Git) merge(ctx context.Context) error {
	dir := g.repo.top
	theirs, err := git.Commit(ctx, dir, remoteRef)
	if err != nil {
		return err
	}
	base, err := git.MergeBase(ctx, dir, g.head, theirs)
	switch {
	case err != nil:
		return err
	case base == "":
		return g.conflict("they have no commit in common", "publish into a clone of the remote, or give another remote")
	case base == theirs:
		return nil
	}
	to := theirs
	if base != g.head {
		if to, err = g.mergeCommit(ctx, base, theirs); err != nil {
			return err
		}
	}
	// Git itself moves branch, index and work tree, or refuses when the user has changed a file that it would.
	if err := git.FastForward(ctx, dir, to); err != nil {
		if errors.Is(err, git.ErrLocked) {
			return err
		}
		return &Error{Kind: ErrUnready, Place: g.config.Dir, What: "the remote's commits do not go over what is not committed here", Err: err, Next: "commit it or take it back"}
	}
	return g.refresh(ctx)
}

func (g *Git) conflict(what, next string) error {
	return &Error{Kind: ErrConflict, Place: g.config.Dir, What: ErrConflict.Error() + ": " + what, Next: next}
}

// mergeCommit makes the commit that joins HEAD and theirs. No branch has it yet.
func (g *Git) mergeCommit(ctx context.Context, base, theirs string) (string, error) {
	dir := g.repo.top
	tree, conflicts, err := git.MergeTree(ctx, dir, g.head, theirs)
	if err != nil {
		return "", err
	}
	entries, err := g.mergeIndexes(ctx, base, theirs, tree, conflicts)
	if err != nil {
		return "", err
	}
	index, drop, err := g.scratch()
	if err != nil {
		return "", err
	}
	defer drop()
	if err := index.Read(ctx, dir, tree); err != nil {
		return "", err
	}
	if err := index.Update(ctx, dir, entries...); err != nil {
		return "", err
	}
	message, err := g.message(ctx, index, "pre-merge-commit", "merge", "Merge the remote's pages")
	if err != nil {
		return "", err
	}
	if tree, err = index.WriteTree(ctx, dir); err != nil {
		return "", err
	}
	return git.CommitTree(ctx, dir, tree, message, g.repo.env, g.head, theirs)
}

// mergeIndexes writes the index files anew for the pages of the merged tree, which resolves the conflicts in them.
// A conflict in any other file is an error.
func (g *Git) mergeIndexes(ctx context.Context, base, theirs, tree string, conflicts []string) ([]git.Entry, error) {
	merged, touched, err := g.pagesOf(ctx, theirs, tree)
	if err != nil {
		return nil, err
	}
	var files []indexFile
	if g.config.Index != IndexNone {
		files = append(files, merged.topIndex())
		for _, folder := range touched {
			files = append(files, merged.repoIndex(folder, merged.repoName(folder, g.pages)))
		}
	}
	for _, name := range conflicts {
		if !slices.ContainsFunc(files, func(f indexFile) bool { return f.path == name }) {
			return nil, g.conflict("both change "+strings.Join(conflicts, ", "),
				fmt.Sprintf("merge by hand: git -C %s pull --no-rebase %s %s", g.repo.top, git.StripCredentials(g.config.Remote), g.branch))
		}
	}
	var entries []git.Entry
	for _, f := range files {
		text, err := g.mergeText(ctx, f.path, base, theirs, tree, slices.Contains(conflicts, f.path))
		if err != nil {
			return nil, err
		}
		e, err := g.entry(ctx, f.path, "", reindex(text, f.title, f.section))
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// pagesOf returns the pages of the merged tree, and the repository folders that differ from either side.
func (g *Git) pagesOf(ctx context.Context, theirs, tree string) (*pages, []string, error) {
	all := maps.Clone(g.pages.byPath)
	touched := map[string]bool{}
	fromHead, err := git.Changes(ctx, g.repo.top, g.head, tree)
	if err != nil {
		return nil, nil, err
	}
	fromTheirs, err := git.Changes(ctx, g.repo.top, theirs, tree)
	if err != nil {
		return nil, nil, err
	}
	var entries []git.Entry
	for _, c := range fromHead {
		delete(all, c.Path)
		entries = append(entries, c.Entry)
	}
	for _, c := range slices.Concat(fromHead, fromTheirs) {
		if maybePage(c.Path) {
			touched[repoFolder(c.Path)] = true
		}
	}
	if err := g.readMetas(ctx, entries, map[string]int64{}, func(at string, meta page.Meta) { all[at] = meta }); err != nil {
		return nil, nil, err
	}
	merged := newPages()
	merged.load(all)
	return merged, slices.Sorted(maps.Keys(touched)), nil
}

// mergeText is the README's text whose section is to be replaced. Where the sides
// conflict, one of them has to have left alone what is outside of the section.
func (g *Git) mergeText(ctx context.Context, at, base, theirs, tree string, conflict bool) ([]byte, error) {
	names := []string{tree + ":" + at}
	if conflict {
		names = []string{base + ":" + at, g.head + ":" + at, theirs + ":" + at}
	}
	texts := make([][]byte, len(names))
	if err := g.blobs(ctx, names, func(i int, content []byte, size int64) error {
		texts[i] = content
		return tooLarge(at, size)
	}); err != nil {
		return nil, err
	}
	if !conflict {
		return texts[0], nil
	}
	outside := func(i int) string { return string(splice(texts[i], "")) }
	switch {
	case texts[1] == nil, texts[2] != nil && texts[0] != nil && outside(0) == outside(1):
		return texts[2], nil
	case texts[2] == nil, outside(1) == outside(2), texts[0] != nil && outside(0) == outside(2):
		return texts[1], nil
	}
	return nil, g.conflict("both change the text of "+at+" outside of its index",
		fmt.Sprintf("merge by hand: git -C %s pull --no-rebase %s %s", g.repo.top, git.StripCredentials(g.config.Remote), g.branch))
}
