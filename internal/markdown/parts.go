package markdown

import "strings"

// Part is a piece of a text that is short enough to be parsed on its own.
type Part struct {
	Text   string
	Offset int // its first byte in the whole text
	Line   int // how many lines stand before it
	// TooLong says that it cannot be parsed: one line, or one block of code, that is longer than MaxBytes.
	TooLong bool
}

// Parts cuts a text into pieces that are each within the limits of what is parsed: at blank lines outside of fenced code
// where there are any, otherwise at the ends of lines, and in a table of more cells than are parsed at the ends of rows: those
// after the cut are read as lines of text. A text within the limits is one part.
func Parts(source string) []Part {
	if len(source) <= MaxBytes && tables(source) == nil {
		return []Part{{Text: source}}
	}
	c := cutter{source: source}
	for line := range strings.Lines(source) {
		c.add(line)
	}
	c.end(len(source), c.lines)
	return c.parts
}

// cutter gathers lines until they are as many as a part may hold.
type cutter struct {
	source        string
	parts         []Part
	start, first  int // where the open part begins: its offset, and the lines before it
	at, lines     int // the same for the line that comes next
	blank, blanks int // the same for the last blank line; blank is 0 when there is none in the part
	fence         string
	fenceAt       int // where the open block of code begins
	fenceLines    int
	columns       int
	cells         int
}

func (c *cutter) add(line string) {
	trimmed := strings.Trim(line, "> \t\r\n")
	if c.fence == "" && strings.Contains(trimmed, "|") && strings.Contains(trimmed, "-") && strings.Trim(trimmed, "|:- \t") == "" {
		c.columns = max(c.columns, strings.Count(trimmed, "|")+1)
	}
	if trimmed == "" || c.fence != "" {
		c.columns = 0
	}
	if c.cells+c.columns > maxCells/2 {
		c.end(c.at, c.lines)
		c.columns = 0
	}
	c.cells += c.columns
	if c.at+len(line)-c.start > MaxBytes {
		c.cut(len(line))
	}
	c.at, c.lines = c.at+len(line), c.lines+1
	c.toggle(trimmed)
	if trimmed == "" && c.fence == "" {
		c.blank, c.blanks = c.at, c.lines
	}
}

// cut ends the open part before a line that it has no room for.
func (c *cutter) cut(line int) {
	switch {
	case c.fence != "" && c.fenceAt > c.start:
		c.end(c.fenceAt, c.fenceLines)
	case c.fence == "" && c.blank > c.start:
		c.end(c.blank, c.blanks)
	case c.fence == "":
		c.end(c.at, c.lines)
	}
	if c.fence == "" && c.at+line-c.start > MaxBytes {
		c.end(c.at, c.lines) // the line alone is too long, or what stands before it leaves no room
	}
}

// end ends the open part at an offset.
func (c *cutter) end(offset, lines int) {
	if offset <= c.start {
		return
	}
	text := c.source[c.start:offset]
	c.parts = append(c.parts, Part{Text: text, Offset: c.start, Line: c.first, TooLong: len(text) > MaxBytes})
	c.start, c.first, c.cells = offset, lines, 0
}

// toggle notes whether a line opens or closes a block of code.
func (c *cutter) toggle(trimmed string) {
	mark := fenceMark([]byte(trimmed))
	switch {
	case c.fence == "" && len(mark) >= 3 && !(mark[0] == '`' && strings.Contains(trimmed[len(mark):], "`")):
		c.fence, c.fenceAt, c.fenceLines = mark, c.at-len(c.lastLine()), c.lines-1
	case c.fence != "" && mark == trimmed && strings.HasPrefix(mark, c.fence):
		c.fence = ""
		if c.at-c.start > MaxBytes {
			c.end(c.at, c.lines) // the block alone is too long
		}
	}
}

// lastLine is the line that was added last.
func (c *cutter) lastLine() string {
	before := strings.TrimSuffix(c.source[:c.at], "\n")
	return c.source[strings.LastIndexByte(before, '\n')+1 : c.at]
}
