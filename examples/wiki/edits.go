package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/page"
)

// committed is a file of the last commit; nil when it is not there. The error is a codeworm.ErrPageBlocked when somebody is editing it.
func (w *Wiki) committed(ctx context.Context, name string) ([]byte, error) {
	blocked := func(cause any) error {
		return fmt.Errorf("%w: wiki %s: %s: %v", codeworm.ErrPageBlocked, w.dir, name, cause)
	}
	now, err := w.read(name)
	if notOurs(err) {
		return nil, blocked(err)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, w.failed(err)
	}
	var text []byte
	if out, err := w.output(ctx, "cat-file", "blob", "HEAD:"+name); err == nil {
		text = []byte(out)
	} else if ctx.Err() != nil {
		return nil, err
	}
	if now != nil && !bytes.Equal(unix(now), unix(text)) {
		return nil, blocked("it has changes that are not committed; commit them, or take them back: git checkout -- " + name)
	}
	return text, nil
}

// unix is a text without the line ends that git may make.
func unix(text []byte) []byte { return bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")) }

// keepEdits is what the next version of a page keeps: what the committed one keeps, and the lines that somebody wrote into that since.
func (w *Wiki) keepEdits(ctx context.Context, name string) (string, error) {
	text, err := w.committed(ctx, name)
	if text == nil || err != nil {
		return "", err
	}
	kept := page.Kept(text)
	if !page.Edited(text) {
		return kept, nil
	}
	original, err := w.original(ctx, name)
	if err != nil {
		return "", err
	}
	if lines := page.AddedLines(original, text); lines != "" {
		kept = strings.TrimSpace(kept + "\n\n" + page.Quote(lines))
	}
	return kept, nil
}

// original is the latest version of a page that nobody has edited; nil when there is none.
func (w *Wiki) original(ctx context.Context, name string) ([]byte, error) {
	commits, err := w.output(ctx, "log", "--max-count=50", "--format=%H", "--", name)
	if err != nil {
		return nil, err
	}
	for commit := range strings.FieldsSeq(commits) {
		text, err := w.output(ctx, "cat-file", "blob", commit+":"+name)
		if err == nil && ours(name, []byte(text)) && !page.Edited([]byte(text)) {
			return []byte(text), nil
		}
	}
	return nil, ctx.Err()
}

// LinksPages implements codeworm.PageLinker.
func (w *Wiki) LinksPages() bool { return true }

// address is how a page of the wiki is linked to: by its name without ".md".
func address(name string) string { return strings.TrimSuffix(name, ".md") }

// links is the text of a page with links as the wiki has them, to pages that are there.
func (w *Wiki) links(name string, p page.Page) []byte {
	return page.Relink(p.Markdown, p.Path, func(to string) string {
		to = strings.ReplaceAll(to, "/", "-")
		if _, there := w.pages[to]; there || to == name {
			return address(to)
		}
		return ""
	})
}

// unlink returns the pages that link to the one of that name, without these links. One that somebody is editing stays as it is.
func (w *Wiki) unlink(ctx context.Context, gone string) (map[string][]byte, error) {
	link := regexp.MustCompile(`\[((?:[^\[\]\\\n]|\\.)+)\]\(` + regexp.QuoteMeta(address(gone)) + `\)`)
	files := map[string][]byte{}
	for name := range w.pages {
		text, err := w.read(name)
		if err != nil || name == gone || !link.Match(text) {
			continue // what cannot be read is told to whoever writes it
		}
		if text, err = w.committed(ctx, name); errors.Is(err, codeworm.ErrPageBlocked) {
			continue
		} else if err != nil {
			return nil, err
		}
		mended := link.ReplaceAll(text, []byte("$1"))
		if page.Sealed(text) && !page.Edited(text) { // what somebody edited still counts as edited
			mended = page.Seal(mended)
		}
		files[name] = mended
	}
	return files, nil
}
