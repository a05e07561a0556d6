package codeworm

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Whole reports whether nothing is left out.
func (e Excerpt) Whole() bool { return e.Elided == 0 }

// Text is the excerpt without line numbers, as pages show it.
func (e Excerpt) Text() string {
	var b strings.Builder
	for _, l := range e.Lines {
		b.WriteString(l.Text)
		b.WriteByte('\n')
	}
	return b.String()
}

// Numbered is the excerpt with the real line numbers in front, as prompts
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

// maxLineBytes is the length from which a line is cut in an excerpt: longer
// ones are data.
const maxLineBytes = 400

// newExcerpt takes the span's lines out of the source, shortened to about
// the budget in bytes when they are longer: the bodies of the deepest blocks go first, whole,
// and a line says how many there were. The first and last lines always stay.
func newExcerpt(path, source string, span Span, blocks []Block, budget int) Excerpt {
	lines := strings.Split(source, "\n")
	last := min(span.EndLine, len(lines))
	if last == len(lines) && last > span.StartLine && lines[last-1] == "" {
		last-- // what follows the file's last line end
	}
	size := 0
	for _, l := range lines[span.StartLine-1 : last] {
		size += min(len(l), maxLineBytes) + 1
	}
	e := Excerpt{Path: path, Total: last - span.StartLine + 1}
	gone := elide(lines, span.StartLine, last, blocks, size-budget)
	for n := span.StartLine; n <= last; n++ {
		if end, ok := gone[n]; ok {
			count := end - n + 1
			indent := lines[n-1][:len(lines[n-1])-len(strings.TrimLeft(lines[n-1], " \t"))]
			e.Lines = append(e.Lines, ExcerptLine{Text: fmt.Sprintf("%s… %d lines elided …", indent, count)})
			e.Elided += count
			n = end
			continue
		}
		e.Lines = append(e.Lines, ExcerptLine{Number: n, Text: cutLine(strings.TrimSuffix(lines[n-1], "\r"))})
	}
	return e
}

func cutLine(l string) string {
	if len(l) <= maxLineBytes {
		return l
	}
	return strings.ToValidUTF8(l[:maxLineBytes], "") + fmt.Sprintf(" … %d bytes elided …", len(l)-maxLineBytes)
}

// elide chooses runs of lines, by first and last line, whose absence saves at
// least the excess in bytes: blocks of the greatest depth first, among them the longest.
func elide(lines []string, first, last int, blocks []Block, excess int) map[int]int {
	gone := map[int]int{}
	if excess <= 0 {
		return gone
	}
	var inside []Block
	for _, b := range blocks {
		if b.StartLine > first && b.EndLine < last && b.EndLine > b.StartLine {
			inside = append(inside, b)
		}
	}
	slices.SortFunc(inside, func(a, b Block) int {
		return cmp.Or(-cmp.Compare(a.Depth, b.Depth), -cmp.Compare(a.EndLine-a.StartLine, b.EndLine-b.StartLine), cmp.Compare(a.StartLine, b.StartLine))
	})
	for _, b := range inside {
		if excess <= 0 {
			break
		}
		saved := 0
		for n := b.StartLine; n <= b.EndLine; n++ {
			if end, ok := gone[n]; ok { // a deeper block that this one swallows
				delete(gone, n)
				n = end
				continue
			}
			saved += min(len(lines[n-1]), maxLineBytes) + 1
		}
		gone[b.StartLine] = b.EndLine
		excess -= saved
	}
	if excess > 0 && last-first > 2 {
		// Not even the outermost blocks are enough, or there are none: keep what
		// fits from the top and the last line.
		return keepHead(lines, first, last, gone, excess)
	}
	return gone
}

// keepHead leaves out the lines before the last one, from the bottom up, until
// the excess is saved.
func keepHead(lines []string, first, last int, gone map[int]int, excess int) map[int]int {
	starts := map[int]int{}
	for start, end := range gone {
		starts[end] = start
	}
	from := last
	for n := last - 1; n > first && excess > 0; n-- {
		if start, ok := starts[n]; ok {
			delete(gone, start)
			n = start
		} else {
			excess -= min(len(lines[n-1]), maxLineBytes) + 1
		}
		from = n
	}
	if from < last {
		gone[from] = last - 1
	}
	return gone
}
