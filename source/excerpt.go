package source

import (
	"fmt"
	"strconv"
	"strings"
)

// Excerpt is a piece of a text, whole or with runs of lines left out.
type Excerpt struct {
	Path string // the file it is from
	// Lines are the lines that are left, in order, with a mark for each run that is not.
	Lines []ExcerptLine
	// Total is the number of lines of the whole piece.
	Total int
	// Elided is how many of them are left out.
	Elided int
}

// ExcerptLine is one line, or the mark of elided ones.
type ExcerptLine struct {
	Number int    // 1-based line number in the file; 0 for a mark
	Text   string // without its line end
}

// maxLineBytes is the length from which a line is cut in an excerpt: longer
// ones are data.
const maxLineBytes = 400

// elidedMark stands for lines that are left out.
const elidedMark = "… %d lines elided …"

// NewExcerpt takes the span's lines out of the source of a file. When they are longer than about
// budget bytes, line numbers included, it leaves out the bodies of blocks, the deepest blocks
// first. A short block goes whole, a long one loses no more statements from its end than it
// has to. A mark says how many lines were left out. Where blocks are not enough,
// the excerpt keeps what fits from its top. The first and the last line always stay, so that a
// small budget is exceeded.
//
// The blocks are those of the file's [Outline]; nil when there are none. Of a
// span that ends beyond the source, the lines there are count; one that
// begins beyond it gives an empty excerpt.
func NewExcerpt(path, src string, span Span, blocks []Block, budget int) Excerpt {
	lines := strings.Split(src, "\n")
	last := min(span.EndLine, len(lines))
	if last == len(lines) && last > span.StartLine && lines[last-1] == "" {
		last-- // the empty text after the file's last line end is no line
	}
	if span.StartLine < 1 || span.StartLine > last {
		return Excerpt{Path: path}
	}
	s := shortener{lines: lines, first: span.StartLine, last: last, gone: map[int]int{}}
	s.shorten(blocks, budget)
	e := Excerpt{Path: path, Total: last - span.StartLine + 1}
	for n := span.StartLine; n <= last; n++ {
		if end, ok := s.gone[n]; ok {
			count := end - n + 1
			indent := lines[n-1][:indentOf(lines[n-1])]
			e.Lines = append(e.Lines, ExcerptLine{Text: indent + fmt.Sprintf(elidedMark, count)})
			e.Elided += count
			n = end
			continue
		}
		e.Lines = append(e.Lines, ExcerptLine{Number: n, Text: cutLine(strings.TrimSuffix(lines[n-1], "\r"))})
	}
	return e
}

// Whole reports whether no line is left out.
func (e Excerpt) Whole() bool { return e.Elided == 0 }

// Text returns the excerpt without line numbers, as pages show it.
func (e Excerpt) Text() string {
	var b strings.Builder
	for _, l := range e.Lines {
		b.WriteString(l.Text)
		b.WriteByte('\n')
	}
	return b.String()
}

// Numbered returns the excerpt with the file's line numbers in front, as prompts
// show it.
func (e Excerpt) Numbered() string {
	width := 1
	for _, l := range e.Lines {
		width = max(width, len(strconv.Itoa(l.Number)))
	}
	var b strings.Builder
	for _, l := range e.Lines {
		if l.Number == 0 {
			fmt.Fprintf(&b, "%*s  %s\n", width, "", l.Text)
			continue
		}
		fmt.Fprintf(&b, "%*d  %s\n", width, l.Number, l.Text)
	}
	return b.String()
}

// indentOf returns the length of the white space that a line begins with.
func indentOf(l string) int { return len(l) - len(strings.TrimLeft(l, " \t")) }

// cutLine cuts a line that is too long and says how much of it is missing.
func cutLine(l string) string {
	if len(l) <= maxLineBytes {
		return l
	}
	return strings.ToValidUTF8(l[:maxLineBytes], "") + fmt.Sprintf(" … %d bytes elided …", len(l)-maxLineBytes)
}
