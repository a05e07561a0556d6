package devlog

import (
	"bytes"
	"context"
	"errors"
	"path"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/page"
)

// LinksPages implements codeworm.PageLinker.
func (f *Folder) LinksPages() bool { return true }

// LinksPages implements codeworm.PageLinker.
func (g *Git) LinksPages() bool { return true }

// trueLinks returns the text of the page at a path without links to pages that are not held.
func (p *pages) trueLinks(at string, text []byte) []byte {
	return page.Relink(text, at, func(to string) string {
		if _, held := p.byPath[to]; held || to == at {
			return page.LinkTo(at, to)
		}
		return ""
	})
}

// withoutLink returns the text of the page at a path without links to one page.
func withoutLink(at string, text []byte, gone string) []byte {
	return page.Relink(text, at, func(to string) string {
		if to == gone {
			return ""
		}
		return page.LinkTo(at, to)
	})
}

// unlink takes the links to the page at a path out of all others.
func (f *Folder) unlink(t tree, gone string) error {
	name := []byte(path.Base(gone))
	return t.walk(func(at string) error {
		if _, held := f.pages.byPath[at]; !held {
			return nil
		}
		text, err := t.read(at)
		if err != nil || !bytes.Contains(text, name) {
			return err
		}
		if mended := withoutLink(at, text, gone); !bytes.Equal(mended, text) {
			return t.write(at, mended)
		}
		return nil
	})
}

// linking returns the paths of the committed pages that hold the name of the page at a path, sorted.
func (g *Git) linking(ctx context.Context, gone string) ([]string, error) {
	args := []string{"grep", "-l", "-z", "-F", "-e", path.Base(gone), g.head, "--", "*.md"}
	for at := range g.large {
		args = append(args, ":(top,exclude,literal)"+at) // git would read it whole
	}
	out, err := git.Run(ctx, g.repo.top, args...)
	var failed *git.Error
	if errors.As(err, &failed) && failed.Code == 1 {
		return nil, nil // none does
	}
	if err != nil {
		return nil, err
	}
	var found []string
	for name := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		at := strings.TrimPrefix(name, g.head+":")
		if _, held := g.pages.byPath[at]; held && at != gone {
			found = append(found, at)
		}
	}
	slices.Sort(found)
	return found, nil
}
