package parser

import (
	"regexp"
	"slices"
	"strings"
)

// brackets are the delimiters of block comments.
var brackets = [][2]string{{"/*", "*/"}, {"(*", "*)"}, {"{-", "-}"}, {"--[[", "]]"}, {"--[=[", "]=]"}, {"=begin", "=end"}, {"<!--", "-->"}}

// docAttribute begins a doc comment that is an attribute: Elixir's @doc.
var docAttribute = regexp.MustCompile(`^@[a-z]+\s+(~[A-Za-z])?`)

// lineMarkers begin line comments, the longer ones first.
var lineMarkers = []string{"///", "//!", "//", "#!", "---", "--", "##", "#", ";;", ";"}

// commentText is the text of one or several adjacent comments without their markers.
func commentText(raw string) string {
	raw = strings.TrimSpace(strings.ReplaceAll(raw, "\r\n", "\n"))
	if m := docAttribute.FindString(raw); m != "" {
		return docstringText(raw[len(m):])
	}
	for _, b := range brackets {
		inner, ok := strings.CutPrefix(raw, b[0])
		if !ok {
			continue
		}
		inner = strings.TrimSuffix(inner, b[1])
		inner = strings.TrimLeft(inner, "*!|")
		lines := strings.Split(inner, "\n")
		stars := len(lines) > 1
		for _, line := range lines[1:] {
			t := strings.TrimSpace(line)
			stars = stars && (t == "" || strings.HasPrefix(t, "*"))
		}
		if stars {
			for i, line := range lines[1:] {
				t := strings.TrimPrefix(strings.TrimSpace(line), "*")
				lines[i+1] = strings.TrimPrefix(strings.TrimRight(t, " \t"), " ")
			}
		}
		return dedent(lines)
	}
	lines := strings.Split(raw, "\n")
	for i, line := range lines {
		line = strings.TrimSpace(line)
		for _, m := range lineMarkers {
			if rest, ok := strings.CutPrefix(line, m); ok {
				line = strings.TrimPrefix(rest, " ")
				break
			}
		}
		lines[i] = line
	}
	return dedent(lines)
}

// docstringText is the text of a string literal that documents something.
func docstringText(raw string) string {
	raw = strings.TrimSpace(strings.ReplaceAll(raw, "\r\n", "\n"))
	raw = strings.TrimLeft(raw, "rRbBuUfF")
	for _, q := range []string{`"""`, "'''", `"`, "'"} {
		if inner, ok := strings.CutPrefix(raw, q); ok {
			raw = strings.TrimSuffix(inner, q)
			break
		}
	}
	return dedent(strings.Split(raw, "\n"))
}

// dedent takes the common indentation from all lines but the first, and empty
// lines from both ends.
func dedent(lines []string) string {
	indent := -1
	for _, line := range lines[1:] {
		trimmed := strings.TrimLeft(line, " \t")
		if trimmed != "" && (indent < 0 || len(line)-len(trimmed) < indent) {
			indent = len(line) - len(trimmed)
		}
	}
	for i, line := range lines {
		if i == 0 {
			line = strings.TrimLeft(line, " \t")
		} else if indent > 0 {
			line = line[min(indent, len(line)):]
		}
		lines[i] = strings.TrimRight(line, " \t")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// legal are words of comments that are about the file's licence, not its content.
var legal = []string{"copyright", "license", "licence", "spdx-", "all rights reserved"}

// fileDocText is the file's own doc comment: what the query says, or the comment at the top
// that is about nothing below it.
func (e *extractor) fileDocText() string {
	if e.fileDoc != none {
		if e.class(e.fileDoc)&isComment == 0 {
			return withoutNotices(docstringText(string(e.source[e.nodes[e.fileDoc].Start:e.nodes[e.fileDoc].End])))
		}
		first := e.fileDoc
		for p := int32(e.nodes[first].Prev); p != 0 && e.adjacent(p, first); p = int32(e.nodes[first].Prev) {
			first = p
		}
		raw, _ := e.run(first)
		if text := withoutNotices(commentText(raw)); strings.HasPrefix(text, "Package ") || !isLegal(text) {
			return text
		}
		return ""
	}
	for i := 0; i < len(e.comments); {
		first := e.comments[i]
		n := &e.nodes[first]
		if n.Parent != 0 || n.Prev != 0 && e.class(int32(n.Prev))&(isComment|isPreamble) == 0 {
			return ""
		}
		raw, count := e.run(first)
		for _, c := range e.comments[i : i+count] {
			if slices.Contains(e.docStarts, int(e.nodes[c].Start)) {
				return ""
			}
		}
		i += count
		for hasAnyPrefix(raw, e.g.row.Directives) {
			_, raw, _ = strings.Cut(raw, "\n")
			raw = strings.TrimSpace(raw)
		}
		if text := withoutNotices(commentText(raw)); text != "" && !isLegal(text) {
			return text
		}
	}
	return ""
}

func isLegal(text string) bool {
	text = strings.ToLower(text)
	return slices.ContainsFunc(legal, func(word string) bool { return strings.Contains(text, word) })
}

// adjacent reports whether two neighbours are comments without an empty line between them.
func (e *extractor) adjacent(a, b int32) bool {
	return e.class(a)&isComment != 0 && e.class(b)&isComment != 0 &&
		e.lines.line(e.nodes[b].Start) <= e.lastLine(a)+1
}

// run is the text of the adjacent comments that begin with this one, and their number.
func (e *extractor) run(first int32) (string, int) {
	last, count := first, 1
	for n := int32(e.nodes[first].Next); n < int32(len(e.nodes)) && e.adjacent(last, n); n = int32(e.nodes[n].Next) {
		last = n
		count++
	}
	return strings.TrimSpace(string(e.source[e.nodes[first].Start:e.nodes[last].End])), count
}
