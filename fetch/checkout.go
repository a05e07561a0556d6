package fetch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/git"
)

// Checkout is a work tree that belongs to a person. Its methods can be called from several goroutines at a time.
type Checkout struct {
	dir string
	// patience is how long the remote may say nothing.
	patience time.Duration
}

var _ codeworm.Fetcher = (*Checkout)(nil)

// NewCheckout returns the work tree that the folder is in.
func NewCheckout(dir string) *Checkout { return &Checkout{dir, defaultPatience} }

// mergeTime bounds a fast-forward, which is not interrupted when ctx ends: a work tree that is half of each would stay so.
const mergeTime = 5 * time.Minute

// anyProtocol are those that the remote of a person's own repository may have: none that starts a program of the URL's choice.
var anyProtocol = []string{"https", "http", "ssh", "git", "file"}

// Fetch fetches the branch that the checked out one follows, and fast-forwards to it. It does so only where a branch is checked out that follows one of a
// remote, the work tree and the index are clean, and no rebase, merge or bisect is going on; otherwise HEAD, the index and every file stay as
// they are, and the error says why. A branch that is ahead is no error. Files that git does not track, or ignores, are never overwritten.
// Settings of the repository's own that name programs which this would run are refused, because they may have come with it.
func (c *Checkout) Fetch(ctx context.Context) error {
	at, err := c.look(ctx)
	if err != nil {
		return fmt.Errorf("fetch into %s: %w; the work tree stays as it is", c.dir, short(err))
	}
	if at.remote != "." {
		if err := c.fetch(ctx, at); err != nil {
			return fmt.Errorf("fetch into %s: %w", c.dir, short(err))
		}
	}
	if err := c.forward(ctx, at); err != nil {
		return fmt.Errorf("%s is not brought up to date: %w; the work tree stays as it is", c.dir, short(err))
	}
	return nil
}

// short is git's error without the command that nobody gave.
func short(err error) error {
	var e *git.Error
	if errors.Is(err, git.ErrStalled) {
		return fmt.Errorf("the remote said nothing for too long: %w", git.ErrStalled)
	}
	if errors.As(err, &e) && e.Code >= 0 {
		return saidBy(e)
	}
	return err
}

// followed is a branch that is checked out, and what it follows.
type followed struct {
	branch   string // main
	remote   string // origin
	theirs   string // refs/heads/main, at the remote
	tracking string // refs/remotes/origin/main
}

// programs are settings that name what git would run when it fetches or changes the work tree.
var programs = regexp.MustCompile(`^(?:core\.(?:sshcommand|gitproxy|alternaterefscommand)|credential\.(?:.*\.)?helper|remote\..*\.(?:uploadpack|vcs)|filter\..*\.(?:smudge|process|clean)|hook\..*\.command)$`)

// look returns what the branch follows, or why nothing can be done.
func (c *Checkout) look(ctx context.Context) (*followed, error) {
	if _, err := git.PlaceOf(ctx, c.dir); err != nil {
		return nil, err
	}
	settings, err := git.ReadSettings(ctx, c.dir)
	if err != nil {
		return nil, err
	}
	if key := settings.Own(programs); key != "" {
		return nil, fmt.Errorf("its own setting %s names a program; set it for this user instead (git config --global), or switch fetching off", key)
	}
	gitDir, err := git.Dir(ctx, c.dir)
	if err != nil {
		return nil, err
	}
	if what := git.Operation(gitDir); what != "" {
		return nil, fmt.Errorf("a %s is going on; finish it, or end it", what)
	}
	if _, err := os.Lstat(filepath.Join(gitDir, "BISECT_LOG")); err == nil {
		return nil, errors.New("a bisect is going on; finish it: git bisect reset")
	}
	f := &followed{}
	if f.branch, err = git.Branch(ctx, c.dir); err != nil {
		return nil, err
	}
	if f.branch == "" {
		return nil, errors.New("no branch is checked out; check one out that follows a remote's")
	}
	f.remote, f.theirs = settings.Get("branch."+f.branch+".remote"), settings.Get("branch."+f.branch+".merge")
	if f.remote == "" || f.theirs == "" {
		return nil, fmt.Errorf("the branch %s follows none of a remote; let it: git branch --set-upstream-to=origin/%s", f.branch, f.branch)
	}
	tracking, err := git.Run(ctx, c.dir, "for-each-ref", "--format=%(upstream)", "refs/heads/"+f.branch)
	if err != nil {
		return nil, err
	}
	if f.tracking = strings.TrimSpace(string(tracking)); f.tracking == "" { // what git fetch fetches is without it
		f.tracking = "refs/remotes/" + f.remote + "/" + strings.TrimPrefix(f.theirs, "refs/heads/")
	}
	if strings.HasPrefix(f.remote, "-") || !strings.HasPrefix(f.theirs, "refs/") || !strings.HasPrefix(f.tracking, "refs/") {
		return nil, fmt.Errorf("what the branch %s follows cannot be read; set it anew: git branch --set-upstream-to=origin/%s", f.branch, f.branch)
	}
	if f.remote != "." && !strings.HasPrefix(f.tracking, "refs/remotes/") {
		return nil, fmt.Errorf("what the branch %s follows is kept in %s, which may be another branch of this repository, and is not moved; "+
			"let the remote's branches have their own place: git config remote.%s.fetch '+refs/heads/*:refs/remotes/%[3]s/*'", f.branch, f.tracking, f.remote)
	}
	return f, nil
}

// fetch fetches what the branch follows, and nothing else.
func (c *Checkout) fetch(ctx context.Context, f *followed) error {
	command, err := git.Remote{Allow: anyProtocol, Patience: c.patience}.Command(ctx, c.dir, "fetch", "--progress", "--no-tags", "--no-recurse-submodules",
		"--no-write-fetch-head", "--no-auto-maintenance", "--no-prune", "--refmap=", f.remote, "+"+f.theirs+":"+f.tracking)
	if err != nil {
		return err
	}
	return command.Run(ctx)
}

// forward moves the branch and the work tree to what was fetched, if that is ahead.
func (c *Checkout) forward(ctx context.Context, f *followed) error {
	from, err := git.Head(ctx, c.dir)
	if err != nil {
		return err
	}
	to, err := git.CommitOf(ctx, c.dir, f.tracking)
	if err != nil || from == to {
		return err
	}
	if from == "" {
		return fmt.Errorf("the branch %s has no commit yet; check one out", f.branch)
	}
	switch bases, err := git.Run(ctx, c.dir, "merge-base", "--all", from, to); {
	case string(bases) == to+"\n":
		return nil // it is ahead
	case string(bases) != from+"\n":
		why := "have both changed"
		if err != nil {
			why = "have no commit in common that is here"
		}
		return fmt.Errorf("%s and what it follows %s; merge or rebase", f.branch, why)
	}
	changed, err := git.Run(ctx, c.dir, "status", "--porcelain=v1", "-z", "--untracked-files=no", "--ignore-submodules=all")
	if err != nil {
		return err
	}
	if len(changed) > 0 {
		return errors.New("it holds changes that are not committed; commit them, or put them away (git stash)")
	}
	if err := c.inTheWay(ctx, from, to); err != nil {
		return err
	}
	command, err := git.Remote{Allow: anyProtocol, Patience: c.patience}.Command(ctx, c.dir, "merge", "--progress", "--ff-only", "--no-autostash", "--no-stat",
		"--no-overwrite-ignore", "--no-verify-signatures", to)
	if err != nil {
		return err
	}
	command.Stall = 0
	command.Env = append(command.Env, "GIT_REFLOG_ACTION=codeworm fetch")
	if err := ctx.Err(); err != nil {
		return err
	}
	whole, cancel := context.WithTimeout(context.WithoutCancel(ctx), mergeTime)
	defer cancel()
	return command.Run(whole)
}

// inTheWay returns why files that git does not track forbid to go from one commit to another. It is asked before git begins with a merge, which
// would be noted.
func (c *Checkout) inTheWay(ctx context.Context, from, to string) error {
	if _, err := git.Run(ctx, c.dir, "read-tree", "-n", "-m", "-u", from, to); err != nil {
		return err
	}
	top, err := git.TopLevel(ctx, c.dir)
	if err != nil {
		return err
	}
	changes, err := git.Changes(ctx, c.dir, from, to) // ignored files are in the way as well
	if err != nil {
		return err
	}
	for _, change := range changes {
		if change.WasMode == gitlink && change.Mode != gitlink && replaced(change, changes) {
			if held, err := os.ReadDir(filepath.Join(top, filepath.FromSlash(change.Path))); err == nil && len(held) > 0 {
				return fmt.Errorf("the submodule %s, which is something else now, would be overwritten; move its folder away", change.Path)
			}
		}
		if change.Was != "" || change.Hash == "" || change.Mode == gitlink {
			continue
		}
		if _, err := os.Lstat(filepath.Join(top, filepath.FromSlash(change.Path))); err == nil {
			return fmt.Errorf("the untracked file %s would be overwritten; move it away", change.Path)
		}
	}
	return nil
}

// gitlink is the mode of a submodule. Git removes its folder, with all that is in it, for a file in its place.
const gitlink = "160000"

// replaced reports whether there is something else in the place of a submodule.
func replaced(gone git.Change, changes []git.Change) bool {
	return gone.Hash != "" || slices.ContainsFunc(changes, func(c git.Change) bool { return strings.HasPrefix(c.Path, gone.Path+"/") })
}
