package git

import (
	"context"
	"slices"
	"strings"
)

// Commit returns the hash of the commit that a revision names, in full.
func Commit(ctx context.Context, dir, rev string) (string, error) {
	if err := checkRevision(dir, rev); err != nil {
		return "", err
	}
	out, err := Run(ctx, dir, "rev-parse", "--verify", rev+"^{commit}")
	return strings.TrimSpace(string(out)), err
}

// MergeBase returns the best common ancestor of two commits; "" when they have none.
func MergeBase(ctx context.Context, dir, a, b string) (string, error) {
	for _, rev := range []string{a, b} {
		if err := checkRevision(dir, rev); err != nil {
			return "", err
		}
	}
	out, err := Run(ctx, dir, "merge-base", a, b)
	if exitCode(err) == 1 {
		return "", nil
	}
	return strings.TrimSpace(string(out)), err
}

// MergeTree merges two commits into a tree without touching the work tree or
// any index. Files that conflict are named; the tree has them with conflict marks.
func MergeTree(ctx context.Context, dir, ours, theirs string) (tree string, conflicts []string, err error) {
	for _, rev := range []string{ours, theirs} {
		if err := checkRevision(dir, rev); err != nil {
			return "", nil, err
		}
	}
	out, err := Run(ctx, dir, "merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", ours, theirs)
	if err != nil && exitCode(err) != 1 {
		return "", nil, err
	}
	fields := splitNUL(out)
	if len(fields) == 0 {
		return "", nil, err
	}
	conflicts = slices.DeleteFunc(fields[1:], func(name string) bool { return name == "" })
	slices.Sort(conflicts)
	return fields[0], slices.Compact(conflicts), nil
}

// FastForward moves the branch, the index and the work tree to a descendant of
// HEAD. It changes nothing when that would overwrite what is not committed.
func FastForward(ctx context.Context, dir, to string) error {
	if err := checkRevision(dir, to); err != nil {
		return err
	}
	_, err := Run(ctx, dir, "merge", "--quiet", "--ff-only", "--no-autostash", "--no-stat", to)
	return err
}
