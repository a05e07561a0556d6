package source

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

// NewExcerpt takes the span's lines out of the source, shortened to about
// the budget in bytes, line numbers included, when they are longer: the bodies of the deepest blocks
// go first, whole, of a long block only as many statements from its end as have to, and a
// line says how many lines there were. The first and last lines always stay.
func NewExcerpt(path, src string, span Span, blocks []Block, budget int) Excerpt {
	lines := strings.Split(src, "\n")
	last := min(span.EndLine, len(lines))
	if last == len(lines) && last > span.StartLine && lines[last-1] == "" {
		last-- // what follows the file's last line end
	}
	size := 0
	for n := span.StartLine; n <= last; n++ {
		size += lineCost(lines, n)
	}
	e := Excerpt{Path: path, Total: last - span.StartLine + 1}
	gone := elide(lines, span.StartLine, last, blocks, size-budget)
	for n := span.StartLine; n <= last; n++ {
		if end, ok := gone[n]; ok {
			count := end - n + 1
			indent := lines[n-1][:indentOf(lines[n-1])]
			e.Lines = append(e.Lines, ExcerptLine{Text: fmt.Sprintf("%s"+elidedMark, indent, count)})
			e.Elided += count
			n = end
			continue
		}
		e.Lines = append(e.Lines, ExcerptLine{Number: n, Text: cutLine(strings.TrimSuffix(lines[n-1], "\r"))})
	}
	return e
}

// lineCost is what the 1-based line adds to an excerpt with line numbers, in bytes.
func lineCost(lines []string, n int) int {
	return min(len(lines[n-1]), maxLineBytes) + 1 + len("  ") + len(strconv.Itoa(len(lines)))
}

// elidedMark stands for lines that are left out.
const elidedMark = "… %d lines elided …"

// markCost is what a mark in place of the line and those behind it adds.
func markCost(lines []string, n int) int {
	return indentOf(lines[n-1]) + len(elidedMark) + 1 + len("  ") + 2*len(strconv.Itoa(len(lines)))
}

// indentOf is the length of the white space that a line begins with.
func indentOf(l string) int { return len(l) - len(strings.TrimLeft(l, " \t")) }

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
		from := b.StartLine
		if b.EndLine-b.StartLine >= longBlock {
			from = tailOf(lines, b, inside, gone, excess)
		}
		saved := -markCost(lines, from)
		var swallowed []int // deeper blocks
		for n := from; n <= b.EndLine; n++ {
			if end, ok := gone[n]; ok {
				swallowed = append(swallowed, n)
				saved += markCost(lines, n)
				n = end
				continue
			}
			saved += lineCost(lines, n)
		}
		if saved <= 0 {
			continue // the mark is longer than what it stands for
		}
		for _, n := range swallowed {
			delete(gone, n)
		}
		gone[from] = b.EndLine
		excess -= saved
	}
	if excess > 0 && last-first > 2 {
		// Not even the outermost blocks are enough, or there are none: keep what
		// fits from the top and the last line.
		return keepHead(lines, first, last, gone, excess)
	}
	return gone
}

// longBlock is the length in lines from which a block can lose its end alone.
const longBlock = 20

// tailOf is the first line of the shortest run of whole statements at the block's end whose
// absence saves the excess; the block's first line when all of it has to go.
func tailOf(lines []string, b Block, inside []Block, gone map[int]int, excess int) int {
	bound := make(map[int]bool) // lines that are part of a statement that began before
	for _, inner := range inside {
		if inner.Depth > b.Depth && inner.StartLine >= b.StartLine && inner.EndLine <= b.EndLine {
			for n := inner.StartLine; n <= inner.EndLine+1; n++ {
				bound[n] = true
			}
		}
	}
	starts := map[int]int{}
	for start, end := range gone {
		starts[end] = start
	}
	saved := 0
	for n := b.EndLine; n > b.StartLine; n-- {
		if start, ok := starts[n]; ok {
			n = start
			saved += markCost(lines, n)
		} else {
			saved += lineCost(lines, n)
		}
		if saved-markCost(lines, n) >= excess && !bound[n] {
			return n
		}
	}
	return b.StartLine
}

// keepHead leaves out the lines before the last one, from the bottom up, until
// the excess is saved.
func keepHead(lines []string, first, last int, gone map[int]int, excess int) map[int]int {
	starts := map[int]int{}
	for start, end := range gone {
		starts[end] = start
	}
	from := last
	excess += markCost(lines, last)
	for n := last - 1; n > first && excess > 0; n-- {
		if start, ok := starts[n]; ok {
			delete(gone, start)
			n = start
			excess -= markCost(lines, n)
		} else {
			excess -= lineCost(lines, n)
		}
		from = n
	}
	if from < last {
		gone[from] = last - 1
	}
	return gone
}

// Excerpt is a piece of text, whole or shortened at line boundaries.
type Excerpt struct {
	Path string // the file it is from
	// Lines are the lines that are left, by line number.
	Lines []ExcerptLine
	// Total is the number of lines of the whole.
	Total int
	// Elided is how many of them are left out.
	Elided int
}

// ExcerptLine is one line, or the mark of elided ones.
type ExcerptLine struct {
	Number int    // 1-based line number in the file; 0 for a mark
	Text   string // without its line end
}
