package devlog

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"github.com/codeworm/codeworm/internal/git"
)

// Check says, changing nothing, whether the folder is one that Prepare takes: a
// repository, a devlog, an empty folder, or one that is not there yet. Any other
// is somebody's files, and is refused with an *Error of kind ErrUnready.
func (g *Git) Check(ctx context.Context) error {
	dir := g.config.Dir
	refuse := func(what, next string) error {
		return &Error{Kind: ErrUnready, Place: dir, What: what, Next: next}
	}
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return g.failed(err)
	case !info.IsDir():
		return refuse("it is a file", "give a folder")
	}
	name, err := foreign(ctx, dir)
	if err != nil {
		return g.failed(err)
	}
	if name == "" {
		return nil
	}
	return refuse(fmt.Sprintf("the folder is no git repository and has files of somebody's in it (%s)", name),
		"give a new or an empty folder, or, if the pages are to go there, run: git init "+dir)
}

// foreign names a file of the folder when the folder is not for pages, or
// returns "". A folder that is a part of a repository around it is for pages when
// that repository tracks files in it and ignores the devlog's index: somebody
// made room for pages beside them.
func foreign(ctx context.Context, dir string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) == 0 {
		return "", err
	}
	if slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == ".git" }) {
		return "", nil
	}
	t, err := openTree(dir)
	if err != nil {
		return "", err
	}
	text, err := t.read(readme)
	t.close()
	if _, _, found := findSection(text); found {
		return "", nil // a devlog that has lost its repository, or never had one
	} else if err != nil && !errors.Is(err, errNotPlain) && !errors.Is(err, errTooLarge) { // those are no index of ours
		return "", err
	}
	name := entries[0].Name()
	tracked, err := git.Run(ctx, dir, "ls-files", "--cached", "-z", "--", ".")
	if errors.Is(err, git.ErrNotARepo) || errors.Is(err, git.ErrNoWorkTree) {
		return name, nil
	} else if err != nil {
		return "", err
	}
	if ignored, err := git.Ignored(ctx, dir, readme); err != nil || ignored && len(tracked) > 0 {
		return "", err
	}
	return name, nil
}
