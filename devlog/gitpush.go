package devlog

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/codeworm/codeworm/internal/faultpoint"
	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/page"
)

const (
	// pushAttempts is how many pushes are tried while others get ahead: with several clones that push all the time one may lose many
	// races, and would wait for minutes before it takes part in the next ones.
	pushAttempts = 40
	// lockedAttempts is how many are tried while the remote's branch is locked.
	lockedAttempts = 12
	// pushPause, times the number of the attempt, is the longest wait before the next one, up to longestPause.
	pushPause    = 100 * time.Millisecond
	longestPause = time.Second
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
		err = g.network(ctx, "push", "--quiet", "--no-follow-tags", g.config.Remote, "refs/heads/"+branch+":refs/heads/"+branch)
		switch {
		case err == nil:
			faultpoint.At("pushed")
			_, _ = git.Run(ctx, g.repo.top, "update-ref", remoteRef, head) // without it more counts as not pushed than is
			return nil
		case !errors.Is(err, git.ErrRejected) && !errors.Is(err, git.ErrLocked),
			attempt == pushAttempts, attempt >= lockedAttempts && errors.Is(err, git.ErrLocked):
			return g.remoteFailed("push", err)
		}
		// Whoever loses the race again waits longer, at random, so that all get through.
		if attempt > 1 {
			if err := wait(ctx, rand.N(min(time.Duration(attempt)*pushPause, longestPause))); err != nil {
				return g.failed(err)
			}
		}
		err = g.network(ctx, "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules",
			g.config.Remote, "+refs/heads/"+branch+":"+remoteRef)
		if err != nil && !errors.Is(err, git.ErrLocked) {
			return g.remoteFailed("fetch", err)
		}
		faultpoint.At("fetched")
		if err := g.exclusively(ctx, g.merge); err != nil {
			return err
		}
	}
}

// Unpushed returns how many commits of the devlog are not at the remote, as far as the last push and fetch told; 0 when there is no
// remote. It changes nothing and asks no remote.
func (g *Git) Unpushed(ctx context.Context) (commits int, err error) {
	if g.config.Remote == "" {
		return 0, ctx.Err()
	}
	if err := g.turns.take(ctx); err != nil {
		return 0, err
	}
	defer g.turns.give()
	if found, err := g.open(ctx); err != nil || !found {
		return 0, g.failed(err)
	}
	if head, err := git.Head(ctx, g.repo.top); err != nil || head == "" {
		return 0, g.failed(err)
	}
	out, err := git.Run(ctx, g.repo.top, "rev-list", "--count", "--ignore-missing", "HEAD", "--not", remoteRef, "--remotes="+g.config.Remote)
	if err != nil {
		return 0, g.failed(err)
	}
	return strconv.Atoi(strings.TrimSpace(string(out)))
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
	next := fmt.Sprintf("check that git -C %s %s works without asking for anything", g.repo.top, what)
	if errors.Is(err, git.ErrRefused) {
		next = "the remote refuses them: let this user push to branch " + g.branch + " there, or give another branch or remote"
	}
	return &Error{Kind: ErrRemote, Place: g.config.Dir, What: what + " failed", Err: err, Next: "the pages are committed; " + next}
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
	faultpoint.At("merged")
	// Git itself moves branch, index and work tree, or refuses when the user has changed a file that it would.
	if err := git.FastForward(ctx, dir, to); err != nil {
		if errors.Is(err, git.ErrLocked) {
			return err
		}
		return &Error{Kind: ErrUnready, Place: g.config.Dir, What: "the remote's commits do not go over what is not committed here", Err: err, Next: "commit it or take it back"}
	}
	faultpoint.At("forwarded")
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
	return g.sign(ctx, tree, message, g.head, theirs)
}

// mergeIndexes writes the index files anew for the pages of the merged tree, which resolves the conflicts in them, and takes the
// later one of two versions of a page. A conflict in any other file is an error.
func (g *Git) mergeIndexes(ctx context.Context, base, theirs, tree string, conflicts []string) ([]git.Entry, error) {
	p := g.pages
	g.pages = nil // what is known is about to be that of the merged tree; it is read again for whatever becomes of it
	if err := g.mergePages(ctx, p, theirs, tree); err != nil {
		return nil, err
	}
	entries, err := g.laterPages(ctx, p, base, theirs, conflicts)
	if err != nil {
		return nil, err
	}
	var files []indexFile
	if g.config.Index != IndexNone {
		if err := g.readTop(ctx, p, theirs); err != nil {
			return nil, err
		}
		for _, at := range p.checkIndexes() {
			p.dirty[at] = true
		}
		read := func(ctx context.Context, paths []string) (map[string]page.Meta, error) {
			return g.metasAt(ctx, tree, paths)
		}
		if files, err = p.write(ctx, read, slices.Collect(maps.Keys(p.dirty))); err != nil {
			return nil, err
		}
	}
	for _, name := range conflicts {
		if !maybePage(name) && !slices.ContainsFunc(files, func(f indexFile) bool { return f.path == name }) {
			return nil, g.conflict("both change "+strings.Join(conflicts, ", "),
				fmt.Sprintf("merge by hand: git -C %s pull --no-rebase %s %s", g.repo.top, git.StripCredentials(g.config.Remote), g.branch))
		}
	}
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

// mergePages makes what is known of the pages that of the merged tree, and marks the indexes that differ from those of either side.
func (g *Git) mergePages(ctx context.Context, p *pages, theirs, tree string) error {
	fromHead, err := git.Changes(ctx, g.repo.top, g.head, tree)
	if err != nil {
		return err
	}
	fromTheirs, err := git.Changes(ctx, g.repo.top, theirs, tree)
	if err != nil {
		return err
	}
	for _, c := range fromHead {
		there := c.Hash != "" && c.Regular()
		switch {
		case maybePage(c.Path) && there:
			p.put(c.Path)
		case maybePage(c.Path):
			p.remove(c.Path)
		case maybeIndex(c.Path) && there:
			p.indexes[c.Path] = true
		case maybeIndex(c.Path):
			delete(p.indexes, c.Path)
		}
	}
	for _, c := range fromTheirs {
		if maybePage(c.Path) {
			p.touch(c.Path)
		}
	}
	return nil
}

// laterPages decides which version of a page counts where both sides have changed it: the one that was written later, and one that
// is there before one that is not. So two machines that do not know of each other come to the same pages. What somebody wrote into
// the other version is kept. A version that is no page of ours any more is somebody's work, and is left to a person.
func (g *Git) laterPages(ctx context.Context, p *pages, base, theirs string, conflicts []string) ([]git.Entry, error) {
	paths := slices.DeleteFunc(slices.Clone(conflicts), func(at string) bool { return !maybePage(at) })
	var names []string
	for _, at := range paths {
		names = append(names, g.head+":"+at, theirs+":"+at, base+":"+at)
	}
	texts := make([][]byte, len(names))
	if err := g.repo.reader.Blobs(ctx, names, maxFile, func(i int, text []byte, size int64) error {
		texts[i] = text
		return tooLarge(paths[i/3], size)
	}); err != nil {
		return nil, err
	}
	var entries []git.Entry
	for i, at := range paths {
		ours, other, before := texts[3*i], texts[3*i+1], texts[3*i+2]
		here, isHere := metaOf(at, ours)
		there, isThere := metaOf(at, other)
		if ours != nil && !isHere || other != nil && !isThere {
			return nil, g.conflict("both change "+at, fmt.Sprintf("merge by hand: git -C %s pull --no-rebase %s %s", g.repo.top, git.StripCredentials(g.config.Remote), g.branch))
		}
		text, passed, meta := ours, other, here
		if later := cmp.Or(there.GeneratedAt.Compare(here.GeneratedAt), strings.Compare(there.Fingerprint, here.Fingerprint), bytes.Compare(other, ours)); !isHere || isThere && later > 0 {
			text, passed, meta = other, ours, there
		}
		if passed != nil && page.Edited(passed) {
			if lines := page.AddedLines(before, passed); lines != "" && !strings.Contains(string(text), lines) {
				g.config.Logger.Warn("somebody edited a page that another machine has written again; what they wrote is kept", "page", at)
				text = page.Seal(page.Keep(text, strings.TrimSpace(page.Kept(text)+"\n\n"+page.Quote(lines))))
			}
		}
		e, err := g.entry(ctx, at, "", text)
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
		p.put(at)
		p.touch(at)
		p.know(map[string]page.Meta{at: meta})
	}
	return entries, nil
}

// mergeText is the README's text whose section is to be replaced. Where the sides
// conflict, one of them has to have left alone what is outside of the section.
func (g *Git) mergeText(ctx context.Context, at, base, theirs, tree string, conflict bool) ([]byte, error) {
	names := []string{tree + ":" + at}
	if conflict {
		names = []string{base + ":" + at, g.head + ":" + at, theirs + ":" + at}
	}
	texts := make([][]byte, len(names))
	if err := g.repo.reader.Blobs(ctx, names, maxFile, func(i int, content []byte, size int64) error {
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
