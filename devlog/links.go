package devlog

import (
	"bytes"
	"context"
	"errors"
	"path"
	"slices"

	"github.com/codeworm/codeworm/page"
)

// LinksPages implements codeworm.PageLinker.
func (f *Folder) LinksPages() bool { return true }

// LinksPages implements codeworm.PageLinker.
func (g *Git) LinksPages() bool { return true }

// trueLinks returns the text of the page at a path without links to pages that are neither held nor come with it.
func (p *pages) trueLinks(at string, text []byte, with map[string]bool) []byte {
	return page.Relink(text, at, func(to string) string {
		if p.has(to) || with[to] || to == at {
			return page.LinkTo(at, to)
		}
		return ""
	})
}

// withoutLink returns the text of the page at a path without links to one page. What somebody edited still counts as edited.
func withoutLink(at string, text []byte, gone string) []byte {
	mended := page.Relink(text, at, func(to string) string {
		if to == gone {
			return ""
		}
		return page.LinkTo(at, to)
	})
	if bytes.Equal(mended, text) || !page.Sealed(text) || page.Edited(text) {
		return mended
	}
	return page.Seal(mended)
}

// unlink takes the links to the page at a path out of all others.
func (f *Folder) unlink(t tree, gone string) error {
	name := []byte(path.Base(gone))
	return t.walk(func(at string) error {
		if !f.pages.has(at) {
			return nil
		}
		text, err := t.read(at)
		if errors.Is(err, errTooLarge) {
			return nil // no page of ours
		}
		if err != nil || !bytes.Contains(text, name) {
			return err
		}
		if mended := withoutLink(at, text, gone); !bytes.Equal(mended, text) {
			return t.write(at, mended)
		}
		return nil
	})
}

// linking returns the paths of the committed pages that link to the page at a path, sorted. Pages link to such of their own
// repository.
func (g *Git) linking(ctx context.Context, gone string) ([]string, error) {
	paths := g.pages.below(repoFolder(gone))
	slices.Sort(paths)
	var found []string
	err := g.texts(ctx, g.head, paths, func(at string, text []byte) {
		if at != gone && bytes.Contains(text, []byte(path.Base(gone))) {
			found = append(found, at)
		}
	})
	return found, err
}
