package git

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// ErrNoRevision says that a repository has no commit of a name.
var ErrNoRevision = errors.New("no such commit")

// RevisionError says why a repository has no commit of the name, and what can be done.
type RevisionError struct{ Dir, Rev, Why string }

// Error names the revision, the folder, the cause and the next step.
func (e *RevisionError) Error() string {
	return fmt.Sprintf("there is no commit %q in %s: %s", e.Rev, e.Dir, e.Why)
}

// Unwrap gives ErrNoRevision.
func (e *RevisionError) Unwrap() error { return ErrNoRevision }

// CommitOf returns the hash of the commit, in full, that a revision names: a branch, a tag, a hash, HEAD~3. The error is a
// RevisionError when there is none.
func CommitOf(ctx context.Context, dir, rev string) (string, error) {
	unknown := func(why string) error { return &RevisionError{dir, rev, why} }
	if err := checkRevision(dir, rev); err != nil || strings.Contains(rev, "..") {
		return "", unknown("that names no commit; give a branch, a tag or a hash")
	}
	out, err := Source(ctx, dir, "rev-parse", "--verify", "--quiet", rev+"^{commit}")
	switch {
	case errors.Is(err, ErrNotARepo):
		return "", unknown("the folder is in no git repository, so that there is no history; name one with --repo")
	case err == nil:
		return strings.TrimSpace(string(out)), nil
	case exitCode(err) != 1 && exitCode(err) != 128:
		return "", err
	}
	if head, err := Head(ctx, dir); err != nil {
		return "", err
	} else if head == "" {
		return "", unknown("the repository has no commits yet; make one first")
	}
	if shallow, err := isShallow(ctx, dir); err != nil {
		return "", err
	} else if shallow {
		return "", unknown("the clone is a shallow one and may lack it; fetch the history: git fetch --unshallow --tags (in a workflow, fetch-depth: 0)")
	}
	return "", unknown("no branch, tag or commit is called so; fetch it, or see which there are: git branch --all, git tag")
}

// isShallow reports whether the clone lacks older commits.
func isShallow(ctx context.Context, dir string) (bool, error) {
	out, err := Source(ctx, dir, "rev-parse", "--is-shallow-repository")
	return strings.TrimSpace(string(out)) == "true", err
}

// ForkOf returns the commit at which HEAD's history left that of a revision, which is the revision itself when HEAD comes after
// it, or when the two have nothing in common. Where a shallow clone lacks that commit, the error is ErrNoRevision.
func ForkOf(ctx context.Context, dir, rev string) (string, error) {
	commit, err := CommitOf(ctx, dir, rev)
	if err != nil {
		return "", err
	}
	out, err := Source(ctx, dir, "merge-base", commit, "HEAD")
	if exitCode(err) == 1 {
		if shallow, err := isShallow(ctx, dir); err != nil {
			return "", err
		} else if shallow {
			return "", fmt.Errorf("the shallow clone %s does not hold the commit at which HEAD's history left that of %q; fetch the history: "+
				"git fetch --unshallow (in a workflow, fetch-depth: 0): %w", dir, rev, ErrNoRevision)
		}
		return commit, nil
	}
	return strings.TrimSpace(string(out)), err
}
