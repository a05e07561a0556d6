package devlog

import (
	"bytes"
	"context"
	"fmt"
	"path"
	"strings"

	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/page"
)

// EditPolicy says what becomes of what people have written into a page and committed, when the page is written again.
type EditPolicy string

// The policies. Neither loses anything: the page as it was edited is in the history too.
const (
	// KeepEdits is the default: the lines that somebody added or changed stand at the end of the page, also in later versions,
	// until somebody removes them there.
	KeepEdits EditPolicy = ""
	// NoteEdits leaves a line at the end of the page that says in which commit the edited version is.
	NoteEdits EditPolicy = "note"
)

// keepEdits returns the new text of a page so that nothing that somebody wrote into the committed one is lost.
func (g *Git) keepEdits(ctx context.Context, at string, text []byte) ([]byte, error) {
	if !g.pages.has(at) {
		return page.Seal(text), nil
	}
	var before []byte
	if err := g.texts(ctx, g.head, []string{at}, func(_ string, text []byte) { before = text }); err != nil {
		return nil, err
	}
	kept := page.Kept(before)
	if before != nil && page.Edited(before) {
		edit, err := g.editOf(ctx, at, before)
		if err != nil {
			return nil, err
		}
		if edit != "" {
			g.config.Logger.Warn("somebody edited a page that is written again; what they wrote is kept", "page", at, "commit", g.head)
			kept = strings.TrimSpace(kept + "\n\n" + edit)
		}
	}
	return page.Seal(page.Keep(text, kept)), nil
}

// editOf is what somebody wrote into a page, as it is kept; "" when they only removed something.
func (g *Git) editOf(ctx context.Context, at string, edited []byte) (string, error) {
	if g.config.Edits == NoteEdits {
		return fmt.Sprintf("- A version that somebody had edited: `git show %s:%s`", g.head, at), nil
	}
	original, err := g.original(ctx, at)
	if err != nil {
		return "", err
	}
	lines := page.AddedLines(original, edited)
	if lines == "" {
		return "", nil
	}
	return page.Quote(lines), nil
}

// maxVersions is how many versions of a page are looked at for the one that somebody edited.
const maxVersions = 50

// original is the latest version of a page in the history that nobody has edited; nil when there is none.
func (g *Git) original(ctx context.Context, at string) ([]byte, error) {
	out, err := git.Run(ctx, g.repo.top, "--literal-pathspecs", "log", fmt.Sprint("-n", maxVersions), "--format=%H", g.head, "--", at)
	if err != nil {
		return nil, err
	}
	names := strings.Fields(string(out))
	for i := range names {
		names[i] += ":" + at
	}
	var found []byte
	err = g.repo.reader.Blobs(ctx, names, maxFile, func(_ int, content []byte, _ int64) error {
		if found == nil && content != nil && !page.Edited(content) {
			found = content
		}
		return nil
	})
	return found, err
}

// saveEdited writes an edited page of a folder, which has no history, beside the page, and returns what the new page says of it.
func (f *Folder) saveEdited(t tree, at string, edited []byte) (string, error) {
	for n := 1; ; n++ {
		name := strings.TrimSuffix(at, ".md") + ".edited.md"
		if n > 1 {
			name = fmt.Sprintf("%s.edited-%d.md", strings.TrimSuffix(at, ".md"), n)
		}
		there, err := t.read(name)
		if err != nil {
			return "", err
		}
		if there != nil && !bytes.Equal(there, edited) {
			continue
		}
		if there == nil {
			if err := t.write(name, edited); err != nil {
				return "", err
			}
		}
		return "- " + markdown.LinkTo("A version that somebody had edited", path.Base(name)), nil
	}
}

// keepEdits is Git.keepEdits for a folder.
func (f *Folder) keepEdits(t tree, at string, before, text []byte) ([]byte, error) {
	kept := page.Kept(before)
	if before != nil && page.Edited(before) {
		note, err := f.saveEdited(t, at, before)
		if err != nil {
			return nil, err
		}
		if !strings.Contains(kept, note) {
			kept = strings.TrimSpace(kept + "\n" + note)
		}
	}
	return page.Seal(page.Keep(text, kept)), nil
}
