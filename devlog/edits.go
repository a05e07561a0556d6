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

// What people wrote stands between these lines, which are part of the page's text.
const (
	keptOpen  = "<!-- codeworm:kept -->"
	keptClose = "<!-- /codeworm:kept -->"
)

// keptHeading is over what is kept.
const keptHeading = "## Kept from edits by hand"

// keepEdits returns the new text of a page so that nothing that somebody wrote into the committed one is lost.
func (g *Git) keepEdits(ctx context.Context, at string, text []byte) ([]byte, error) {
	if !g.pages.has(at) {
		return page.Seal(text), nil
	}
	var before []byte
	if err := g.texts(ctx, g.head, []string{at}, func(_ string, text []byte) { before = text }); err != nil {
		return nil, err
	}
	kept := keptSection(before)
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
	return page.Seal(withKept(text, kept)), nil
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
	lines := addedLines(original, edited)
	if lines == "" {
		return "", nil
	}
	return strings.TrimRight(markdown.Fenced("markdown", lines), "\n"), nil
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

// addedLines are the lines of the edited text, in their order, that the original has not, or not as often. What is kept from earlier
// edits, and comments of our own, are none.
func addedLines(original, edited []byte) string {
	count := map[string]int{}
	for line := range strings.Lines(outsideKept(original)) {
		count[strings.TrimSpace(line)]++
	}
	var added []string
	for line := range strings.Lines(outsideKept(edited)) {
		key := strings.TrimSpace(line)
		switch {
		case key == "", strings.HasPrefix(key, "<!-- codeworm:"):
		case count[key] > 0:
			count[key]--
		default:
			added = append(added, strings.TrimRight(line, "\r\n"))
		}
	}
	return strings.Join(added, "\n")
}

// findKept returns where the section of what is kept is in a page, its marks included.
func findKept(text []byte) (start, end int, found bool) {
	start = bytes.LastIndex(text, []byte("\n"+keptOpen))
	if start < 0 {
		return 0, 0, false
	}
	start++
	length := bytes.Index(text[start:], []byte(keptClose))
	if length < 0 {
		return 0, 0, false
	}
	return start, start + length + len(keptClose), true
}

// keptSection is what a page has kept, as it stands there now.
func keptSection(text []byte) string {
	start, end, found := findKept(text)
	if !found {
		return ""
	}
	inner := strings.TrimSpace(string(text[start+len(keptOpen) : end-len(keptClose)]))
	return strings.TrimSpace(strings.TrimPrefix(inner, keptHeading))
}

func outsideKept(text []byte) string {
	start, end, found := findKept(text)
	if !found {
		return string(text)
	}
	return string(text[:start]) + string(text[end:])
}

// withKept puts what is kept at the end of a page, before its comment.
func withKept(text []byte, kept string) []byte {
	at := bytes.LastIndex(text, []byte("\n<!-- codeworm:page ")) + 1
	if kept == "" || at == 0 {
		return text
	}
	section := keptOpen + "\n" + keptHeading + "\n\n" + kept + "\n" + keptClose + "\n\n"
	return bytes.Join([][]byte{text[:at], []byte(section), text[at:]}, nil)
}

// replaceKept is withKept for a page that may keep something already.
func replaceKept(text []byte, kept string) []byte {
	if start, end, found := findKept(text); found {
		text = bytes.Join([][]byte{text[:start], bytes.TrimLeft(text[end:], "\n")}, nil)
	}
	return withKept(text, kept)
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
	kept := keptSection(before)
	if before != nil && page.Edited(before) {
		note, err := f.saveEdited(t, at, before)
		if err != nil {
			return nil, err
		}
		if !strings.Contains(kept, note) {
			kept = strings.TrimSpace(kept + "\n" + note)
		}
	}
	return page.Seal(withKept(text, kept)), nil
}
