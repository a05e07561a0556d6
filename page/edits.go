package page

import (
	"bytes"
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
)

// What people wrote stands between these lines, which are part of a page's text.
const (
	keptOpen  = "<!-- codeworm:kept -->"
	keptClose = "<!-- /codeworm:kept -->"
)

// keptHeading is over what is kept.
const keptHeading = "## Kept from edits by hand"

// Kept returns what a page keeps of edits by hand, as it stands there now, without its heading; "" when there is nothing. It is for sinks: what
// the held version keeps goes into the next one by Keep.
func Kept(text []byte) string {
	start, end, found := findKept(text)
	if !found {
		return ""
	}
	inner := strings.TrimSpace(string(text[start+len(keptOpen) : end-len(keptClose)]))
	return strings.TrimSpace(strings.TrimPrefix(inner, keptHeading))
}

// Keep returns the page with a section of what is kept of edits by hand at its end, before its comment, in place of the one that
// stands there; with "" without one. The page has to be sealed after it. A text that is no page is returned as it is.
func Keep(text []byte, kept string) []byte {
	at := bytes.LastIndex(text, []byte("\n"+metaOpen)) + 1
	if start, end, found := findKept(text); found && end < at && len(bytes.TrimSpace(text[end:at])) == 0 {
		text = bytes.Join([][]byte{text[:start], text[at:]}, nil)
		at = start
	}
	if kept == "" || at == 0 {
		return text
	}
	section := keptOpen + "\n" + keptHeading + "\n\n" + kept + "\n" + keptClose + "\n\n"
	return bytes.Join([][]byte{text[:at], []byte(section), text[at:]}, nil)
}

// AddedLines returns the lines of an edited page, in their order, that the original has not, or not as often; all of them where there is no
// original. White space around a line does not count. What is kept from earlier edits, and comments of ours, are none of them.
func AddedLines(original, edited []byte) string {
	count := map[string]int{}
	for line := range bytes.Lines(outsideKept(original)) {
		count[string(bytes.TrimSpace(line))]++
	}
	var added []string
	for line := range bytes.Lines(outsideKept(edited)) {
		key := string(bytes.TrimSpace(line))
		switch {
		case key == "", strings.HasPrefix(key, "<!-- codeworm:"):
		case count[key] > 0:
			count[key]--
		default:
			added = append(added, strings.TrimRight(string(line), "\r\n"))
		}
	}
	return strings.Join(added, "\n")
}

// Quote returns lines that somebody wrote as a block of Markdown's own source, which Keep can take: nothing in them ends the block or acts.
func Quote(lines string) string { return strings.TrimRight(markdown.Fenced("markdown", lines), "\n") }

// findKept returns where the section of what is kept is in a page, its marks included.
func findKept(text []byte) (start, end int, found bool) {
	start = bytes.LastIndex(text, []byte("\n"+keptOpen))
	if start < 0 {
		return 0, 0, false
	}
	start++
	length := bytes.Index(text[start:], []byte(keptClose))
	if length < 0 || !bytes.HasPrefix(bytes.TrimSpace(text[start+len(keptOpen):]), []byte(keptHeading)) { // source that quotes the marks
		return 0, 0, false
	}
	return start, start + length + len(keptClose), true
}

func outsideKept(text []byte) []byte {
	start, end, found := findKept(text)
	if !found {
		return text
	}
	return bytes.Join([][]byte{text[:start], text[end:]}, nil)
}
