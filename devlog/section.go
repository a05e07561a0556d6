package devlog

import (
	"bytes"

	"github.com/codeworm/codeworm/internal/markdown"
)

// An index stands between these lines. What is outside of them is the user's.
const (
	sectionOpen  = "<!-- codeworm:index -->"
	sectionClose = "<!-- /codeworm:index -->"
)

// findSection returns where the section is, its marks and last line end
// included. A mark without its partner is ordinary text.
func findSection(text []byte) (start, end int, found bool) {
	end = bytes.LastIndex(text, []byte(sectionClose))
	if end < 0 {
		return 0, 0, false
	}
	start = bytes.LastIndex(text[:end], []byte(sectionOpen))
	if start < 0 {
		return 0, 0, false
	}
	end += len(sectionClose)
	if end < len(text) && text[end] == '\n' {
		end++
	}
	return start, end, true
}

// section is what is between the marks of a text, or "" when there is no section.
func section(text []byte) string {
	start, end, found := findSection(text)
	if !found {
		return ""
	}
	return string(text[start:end])
}

// splice returns the text with the section in place of the one it has, or at
// its end when it has none. An empty section takes it out. Every other byte stays.
func splice(text []byte, section string) []byte {
	start, end, found := findSection(text)
	if !found {
		if section == "" {
			return text
		}
		start, end = len(text), len(text)
	}
	var b bytes.Buffer
	b.Grow(len(text) + len(section) + 2)
	b.Write(text[:start])
	if !found && len(text) > 0 {
		if text[len(text)-1] != '\n' {
			b.WriteByte('\n')
		}
		b.WriteByte('\n')
	}
	b.WriteString(section)
	b.Write(text[end:])
	return b.Bytes()
}

// heading is what a README that no user wrote has before its section.
func heading(title string) string {
	return "# " + markdown.HeadingText(markdown.Shorten(title, maxTitle)) + "\n\n"
}

// reindex returns the README's text with the section, for a README that may not be
// there yet (nil); nil when nothing of a user's is left in one without a section.
func reindex(text []byte, title, section string) []byte {
	if text == nil {
		if section == "" {
			return nil
		}
		text = []byte(heading(title))
		return append(text, section...)
	}
	text = splice(text, section)
	if section == "" && (len(text) == 0 || string(text) == heading(title)) {
		return nil
	}
	return text
}
