package markdown

import (
	"bytes"
	"errors"
	"fmt"
	"sort"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Limits of what is parsed: the parser's time grows with the square of the
// depth (50,000 '>' take more than a second).
const (
	// MaxBytes is the longest text that is parsed.
	MaxBytes = 512 << 10
	// MaxDepth is how many containers (quotes, lists) one line may open, how many
	// brackets may stand in a row, and a fifth of how many a paragraph may leave open.
	MaxDepth = 100
)

// ErrRefused says that a text is too long or nested too deeply to be parsed.
var ErrRefused = errors.New("markdown refused")

// Range is a half-open range of bytes in the source.
type Range struct{ Start, End int }

// Len is the number of bytes.
func (r Range) Len() int { return r.End - r.Start }

// Contains reports whether o lies in r.
func (r Range) Contains(o Range) bool { return r.Start <= o.Start && o.End <= r.End }

// Overlaps reports whether r and o share a byte.
func (r Range) Overlaps(o Range) bool { return r.Start < o.End && o.Start < r.End }

// Kind is what a node is.
type Kind uint8

// The kinds of nodes, blocks first.
const (
	Document Kind = iota
	Heading
	Paragraph // also the text of a tight list item
	CodeBlock
	HTMLBlock
	Quote
	List
	Item
	Table
	Row // also the header
	Cell
	Rule
	CodeSpan
	Link
	Image
	AutoLink
	RawHTML
	Strong
	Emphasis
	Strike
)

// IsBlock reports whether nodes of the kind are blocks.
func (k Kind) IsBlock() bool { return k < CodeSpan }

// HoldsText reports whether nodes of the kind hold text of their own.
func (k Kind) HoldsText() bool { return k == Heading || k == Paragraph || k == Cell }

// Node is one construct of the text.
type Node struct {
	Kind Kind
	// Range covers the construct with its markers, without its line end and
	// without the markers of what it stands in.
	Range Range
	// Inner covers the content: of a code span or block its code, of a heading,
	// a link or an emphasis its text.
	Inner Range
	// Level is a heading's, 1 to 6; for an item of an ordered list its number
	// plus 1, otherwise 0.
	Level int
	// Info is the language of a fenced code block.
	Info string
	// Fenced says that a code block has fences, Closed that it has the last one.
	Fenced, Closed bool
	// Header says that a row is its table's header.
	Header bool
	// Dest is where a link or image points.
	Dest string
	// Parent is the index of the node around this one, -1 for the document.
	Parent int
	// Last is the index of the last node inside this one, its own when it is empty.
	Last int
}

// Doc is a parsed text. It may be read by several goroutines at a time.
type Doc struct {
	Source string
	Nodes  []Node // in order; Nodes[0] is the document
	lines  []int  // byte offset of each line's start
}

var converter = goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.Linkify)).Parser()

// Parse reads a text. The error is ErrRefused, with the reason.
func Parse(source string) (*Doc, error) {
	if err := admissible(source); err != nil {
		return nil, err
	}
	d := &Doc{Source: source, lines: lineStarts(source)}
	b := []byte(source)
	root := converter.Parse(text.NewReader(b), parser.WithContext(parser.NewContext()))
	(&builder{doc: d, source: b}).add(root, -1)
	return d, nil
}

// admissible refuses what would take the parser too long.
func admissible(source string) error {
	if len(source) > MaxBytes {
		return fmt.Errorf("%w: %d bytes, more than %d", ErrRefused, len(source), MaxBytes)
	}
	line, depth, run, open := 1, 0, 0, 0
	leading, escaped := true, false
	var last byte
	for i := range len(source) {
		c := source[i]
		spaced := i+1 < len(source) && source[i+1] == ' '
		switch {
		case c == '\n':
			if last == '\n' {
				open = 0 // a paragraph ends
			}
			line, depth, leading = line+1, 0, true
		case escaped: // a backslash takes the meaning from it
		case c == '[', c == '(' && last == ']':
			open++
		case c == ']', c == ')':
			open = max(open-1, 0)
		}
		escaped = c == '\\' && !escaped
		switch {
		case c == '\n':
		case leading && (c == '>' || spaced && (c == '-' || c == '*' || c == '+' || c == '.' || c == ')')):
			depth++
		case leading && (c == ' ' || c == '\t' || '0' <= c && c <= '9'):
		default:
			leading = false
		}
		run++
		if c != last || c != '>' && c != '<' && c != '(' && c != '!' {
			run = 0
		}
		last = c
		if run >= MaxDepth || depth >= MaxDepth || open >= 5*MaxDepth {
			return fmt.Errorf("%w: line %d nests more than %d deep", ErrRefused, line, MaxDepth)
		}
	}
	return tables(source)
}

// maxCells bounds the cells of all tables: the parser fills every row up to the number of columns, so that a
// few kilobytes can hold millions.
const maxCells = 1 << 16

// tables refuses tables of too many cells.
func tables(source string) error {
	columns, cells, line := 0, 0, 0
	for text := range strings.Lines(source) {
		line++
		text = strings.Trim(text, "> \t\r\n")
		switch {
		case text == "":
			columns = 0
		case strings.Contains(text, "-") && strings.Contains(text, "|") && strings.Trim(text, "|:- \t") == "":
			columns = max(columns, strings.Count(text, "|")+1)
		}
		if cells += columns; cells > maxCells {
			return fmt.Errorf("%w: the table at line %d brings the text to more than %d cells", ErrRefused, line, maxCells)
		}
	}
	return nil
}

func lineStarts(source string) []int {
	lines := []int{0}
	for i := range len(source) {
		if source[i] == '\n' {
			lines = append(lines, i+1)
		}
	}
	return lines
}

// Position gives the 1-based line and column, in bytes, of a byte offset.
func (d *Doc) Position(offset int) (line, column int) {
	i := sort.SearchInts(d.lines, offset+1) - 1
	return i + 1, offset - d.lines[i] + 1
}

// LineStart is the offset of the start of the line that holds the offset.
func (d *Doc) LineStart(offset int) int {
	return d.lines[sort.SearchInts(d.lines, offset+1)-1]
}

// LineEnd is the offset just after the line end of the line that holds the offset.
func (d *Doc) LineEnd(offset int) int {
	if i := sort.SearchInts(d.lines, offset+1); i < len(d.lines) {
		return d.lines[i]
	}
	return len(d.Source)
}

// Text is the source of a range.
func (d *Doc) Text(r Range) string { return d.Source[r.Start:r.End] }

// Within returns the index of the innermost node of one of the kinds around node i, i itself included, or -1.
func (d *Doc) Within(i int, kinds ...Kind) int {
	for ; i >= 0; i = d.Nodes[i].Parent {
		for _, k := range kinds {
			if d.Nodes[i].Kind == k {
				return i
			}
		}
	}
	return -1
}

// Children returns the indexes of the nodes directly inside node i.
func (d *Doc) Children(i int) []int {
	var c []int
	for j := i + 1; j <= d.Nodes[i].Last; j = d.Nodes[j].Last + 1 {
		c = append(c, j)
	}
	return c
}

// Code is the code of a code block without the markers of what it stands in, each
// byte with its place in the source.
func (d *Doc) Code(i int) (code string, offsets []int) {
	n := d.Nodes[i]
	var b bytes.Buffer
	indent := n.Range.Start - d.LineStart(n.Range.Start)
	for at := n.Inner.Start; at < n.Inner.End; {
		end := min(d.LineEnd(at), n.Inner.End)
		start := at
		for start < end && start-at < indent && (d.Source[start] == ' ' || d.Source[start] == '\t' || d.Source[start] == '>') {
			start++
		}
		for j := start; j < end; j++ {
			b.WriteByte(d.Source[j])
			offsets = append(offsets, j)
		}
		at = end
	}
	return b.String(), offsets
}
