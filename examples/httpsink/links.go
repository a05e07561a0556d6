package main

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"path"

	"github.com/codeworm/codeworm/page"
)

// LinksPages implements codeworm.PageLinker: the wiki's addresses are the paths of pages, so that links lead where they say.
func (s *Sink) LinksPages() bool { return true }

// trueLinks returns the text of the page at a path without links to pages that the wiki does not hold.
func (s *Sink) trueLinks(ctx context.Context, at string, text []byte) ([]byte, error) {
	held := map[string]bool{at: true}
	page.Relink(text, at, func(to string) string { held[to] = to == at; return "" })
	for to := range held {
		if to == at {
			continue
		}
		a, err := s.ask(ctx, request{method: http.MethodHead, at: to})
		if err != nil {
			return nil, err
		}
		held[to] = a.done()
	}
	return page.Relink(text, at, func(to string) string {
		if held[to] {
			return page.LinkTo(at, to)
		}
		return ""
	}), nil
}

// unlink takes the links to the page at a path out of all others of its repository, which alone link to it. It reads them all: pages are retired seldom.
func (s *Sink) unlink(ctx context.Context, gone string) error {
	paths, err := s.paths(ctx, folder(gone))
	if err != nil {
		return err
	}
	for _, at := range paths {
		if at == gone {
			continue
		}
		if err := s.unlinkFrom(ctx, at, gone); err != nil {
			return err
		}
	}
	return nil
}

func (s *Sink) unlinkFrom(ctx context.Context, at, gone string) error {
	for range rounds {
		held, err := s.look(ctx, at)
		if err != nil {
			return err
		}
		if _, ours := metaOf(at, held); !ours || !bytes.Contains(held.text, []byte(path.Base(gone))) {
			return nil
		}
		mended := page.Relink(held.text, at, func(to string) string {
			if to == gone {
				return ""
			}
			return page.LinkTo(at, to)
		})
		if bytes.Equal(mended, held.text) {
			return nil
		}
		if page.Sealed(held.text) && !page.Edited(held.text) { // what somebody edited still counts as edited
			mended = page.Seal(mended)
		}
		if _, err := s.change(ctx, request{method: http.MethodPut, at: at, text: mended, match: held.etag}); !errors.Is(err, errConflict) {
			return err
		}
	}
	return s.contended(http.MethodPut, at)
}
