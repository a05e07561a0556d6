package markdown

import (
	"html"
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Inert writes a Markdown text anew, from what the parser understood of it: blocks, emphasis, code, and links to the web keep
// their meaning, and everything else becomes text that every reader shows as it is. Links are written in line, definitions go,
// images leave their words. Blocks of code stand outside of lists and quotations, since not every reader knows them there.
// label gives the language of a block of code, from its first line; nil means FenceLabel. The result is Inert itself. The error
// is ErrRefused.
func Inert(source string, label func(info, code string) string) (string, error) {
	if err := admissible(source); err != nil {
		return "", err
	}
	if label == nil {
		label = func(info, _ string) string { return FenceLabel(info) }
	}
	// What cannot be seen would be another sign beside emphasis afterwards.
	b := []byte(Visible(lineEnds.Replace(source)))
	w := &rewriter{source: b, label: label}
	var out strings.Builder
	for i, p := range w.blocks(converter.Parse(text.NewReader(b), parser.WithContext(parser.NewContext()))) {
		if i > 0 && !p.tight {
			out.WriteByte('\n')
		}
		for _, line := range p.lines {
			out.WriteString(line + "\n")
		}
	}
	return out.String(), nil
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// rewriter writes the parser's tree.
type rewriter struct {
	source []byte
	label  func(info, code string) string
}

// block is lines with an empty one before them, unless it is tight.
type block struct {
	lines []string
	tight bool
	out   bool // it leaves the list or quotation that it stands in
}

// blocks writes what is in a node.
func (w *rewriter) blocks(n ast.Node) []block {
	var all []block
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		all = append(all, w.block(c)...)
	}
	return all
}

func (w *rewriter) block(n ast.Node) []block {
	switch n := n.(type) {
	case *ast.Paragraph:
		return paragraph(w.inline(n, ""), n)
	case *ast.TextBlock:
		made := paragraph(w.inline(n, ""), n)
		for i := range made {
			made[i].tight = true
		}
		return made
	case *ast.Heading:
		title := strings.Join(strings.Fields(w.inline(n, "")), " ")
		if title == "" {
			return nil
		}
		return []block{{lines: []string{strings.Repeat("#", n.Level) + " " + closingHashes.ReplaceAllString(title, `$1\$2`)}}}
	case *ast.ThematicBreak:
		return []block{{lines: []string{"---"}}}
	case *ast.FencedCodeBlock:
		info := strings.ToLower(string(n.Language(w.source)))
		return w.code(n, info)
	case *ast.CodeBlock:
		return w.code(n, "")
	case *ast.Blockquote:
		return inside(w.blocks(n), func(_, _ int, line string) string { return strings.TrimRight("> "+line, " ") })
	case *ast.List:
		return w.list(n)
	case *east.Table:
		return w.table(n)
	case *ast.LinkReferenceDefinition:
		return nil
	}
	var lines []string
	for _, line := range strings.Split(w.rawLines(n), "\n") {
		lines = append(lines, atLineStart(plain(OneLine(line), "")))
	}
	return paragraph(strings.Join(lines, "\n"), n)
}

// checkbox begins an item of a list of tasks.
var checkbox = regexp.MustCompile(`^\\\[[ xX]\] `)

// paragraph is the block of a text that may have several lines; none where nothing is to be seen.
func paragraph(text string, n ast.Node) []block {
	var lines []string
	for line := range strings.SplitSeq(strings.Trim(text, "\n"), "\n") {
		hard := strings.HasSuffix(line, "  ")
		line = strings.Trim(line, " \t")
		if line == "" {
			continue
		}
		if box := checkbox.FindString(line); box != "" && len(lines) == 0 && n.Parent() != nil && n.Parent().Kind() == ast.KindListItem && n.PreviousSibling() == nil {
			line = line[1:]
		} else {
			line = atLineStart(line)
		}
		if hard {
			line += "  "
		}
		lines = append(lines, line)
	}
	if lines == nil {
		return nil
	}
	lines[len(lines)-1] = strings.TrimRight(lines[len(lines)-1], " ")
	return []block{{lines: lines}}
}

// rawLines is the source of a block.
func (w *rewriter) rawLines(n ast.Node) string {
	var b strings.Builder
	if l := n.Lines(); l != nil {
		for i := range l.Len() {
			s := l.At(i)
			b.Write(s.Value(w.source))
		}
	}
	return b.String()
}

func (w *rewriter) code(n ast.Node, info string) []block {
	code := w.rawLines(n)
	label := w.label(info, code)
	fenced := Fenced(label, code)
	if label != "" && FenceLabel(label) == "" { // the label's owner knows that nothing in it acts, unless it is a template
		if apart := Apart(code); apart == code {
			fenced = strings.Replace(fenced, "\n", label+"\n", 1)
		}
	}
	return []block{{lines: strings.Split(strings.TrimSuffix(fenced, "\n"), "\n"), out: true}}
}

// inside puts blocks into a list or a quotation, but for those that leave it. prefix gives a line of the n-th group of blocks what
// makes it a part of it.
func inside(blocks []block, prefix func(group, line int, text string) string) []block {
	var all []block
	group, open := 0, false
	for _, b := range blocks {
		if b.out {
			all = append(all, block{lines: b.lines, out: true})
			if open {
				group, open = group+1, false
			}
			continue
		}
		if !open {
			all = append(all, block{tight: b.tight})
		}
		last := &all[len(all)-1]
		if open && !b.tight {
			last.lines = append(last.lines, prefix(group, len(last.lines), ""))
		}
		for _, line := range b.lines {
			last.lines = append(last.lines, prefix(group, len(last.lines), line))
		}
		open = true
	}
	return all
}

// list writes a list with the bullets and numbers that it has. What follows a block of code stands outside of it.
func (w *rewriter) list(n *ast.List) []block {
	var all []block
	counted := false // numbers follow each other, whatever the source has
	number := n.Start
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		marker := string(n.Marker)
		if n.IsOrdered() {
			if own := w.number(c); !counted && own >= 0 {
				number = own
			}
			marker = strconv.Itoa(number) + marker
			number++
		}
		indent := strings.Repeat(" ", len(marker)+1)
		item := inside(w.blocks(c), func(group, line int, text string) string {
			switch {
			case group > 0:
				return text
			case line == 0:
				return marker + " " + text
			case text == "":
				return ""
			}
			return indent + text
		})
		for i, b := range item {
			counted = counted || b.out
			item[i].tight = i == 0 && n.IsTight && len(all) > 0 && !all[len(all)-1].out && !b.out
		}
		all = append(all, item...)
	}
	if len(all) > 0 && n.PreviousSibling() != nil && n.PreviousSibling().Kind() == ast.KindTextBlock {
		all[0].tight = !all[0].out
	}
	return all
}

// number is the number that an item has in the source, or -1.
func (w *rewriter) number(item ast.Node) int {
	at := item.Pos()
	if at < 0 || at >= len(w.source) || w.source[at] < '0' || w.source[at] > '9' {
		return -1
	}
	return number(w.source[at:])
}

// alignments are the marks below a table's header.
var alignments = map[east.Alignment]string{east.AlignLeft: ":---", east.AlignRight: "---:", east.AlignCenter: ":---:", east.AlignNone: "---"}

func (w *rewriter) table(n *east.Table) []block {
	var lines []string
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		var cells []string
		for c := row.FirstChild(); c != nil; c = c.NextSibling() {
			cells = append(cells, strings.Join(strings.Fields(w.inline(c, "|")), " "))
		}
		lines = append(lines, "| "+strings.Join(cells, " | ")+" |")
		if row.Kind() == east.KindTableHeader {
			var marks []string
			for _, a := range n.Alignments {
				marks = append(marks, alignments[a])
			}
			lines = append(lines, "| "+strings.Join(marks, " | ")+" |")
		}
	}
	return []block{{lines: lines}}
}

// inline writes what is in a node that holds text, with the characters of also escaped besides. Lines keep their ends.
func (w *rewriter) inline(n ast.Node, also string) string {
	l := &line{also: also}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		w.add(l, c)
	}
	return l.String()
}

// line gathers text.
type line struct {
	strings.Builder
	also string
	raw  []byte // text as it stands in the source
	runs []run
}

// decoded ends a piece of text: its escapes and entities become the characters that they stand for.
func (l *line) decoded() {
	if len(l.raw) > 0 {
		l.runs = append(l.runs, references(Visible(decode(l.raw)))...)
		l.raw = nil
	}
}

// flush writes what was gathered.
func (l *line) flush() {
	l.decoded()
	l.WriteString(join(l.runs, l.also))
	l.runs = nil
}

// write writes marks.
func (l *line) write(marks string) {
	l.flush()
	l.WriteString(marks)
}

func (l *line) String() string {
	l.flush()
	return l.Builder.String()
}

// decode resolves the escapes and entities of a text. White space of all kinds becomes a blank.
func decode(raw []byte) string {
	var b strings.Builder
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case c == '\\' && i+1 < len(raw) && isPunctuation(raw[i+1]):
			i++
			b.WriteByte(raw[i])
		case c == '&':
			name := entity.Find(raw[i:min(len(raw), i+maxEntity)])
			if name == nil {
				b.WriteByte(c)
				continue
			}
			b.WriteString(html.UnescapeString(string(name)))
			i += len(name) - 1
		default:
			b.WriteByte(c)
		}
	}
	return strings.NewReplacer("\n", " ", "\r", " ", "\t", " ").Replace(b.String())
}

func (w *rewriter) add(l *line, n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		l.raw = append(l.raw, n.Value(w.source)...)
		switch {
		case n.HardLineBreak():
			l.write("  \n")
		case n.SoftLineBreak():
			l.write("\n")
		}
	case *ast.String:
		l.raw = append(l.raw, n.Value...)
	case *ast.CodeSpan:
		if code := OneLine(w.plainText(n)); code != "" {
			l.decoded()
			l.runs = append(l.runs, run{text: code, code: true})
		}
	case *ast.Emphasis:
		w.enclosed(l, n, strings.Repeat(w.emphasisMark(n), n.Level))
	case *east.Strikethrough:
		w.enclosed(l, n, "~~")
	case *ast.Link:
		w.link(l, n, string(n.Destination))
	case *ast.AutoLink:
		w.address(l, n)
	case *ast.RawHTML:
		l.decoded()
		var tag strings.Builder
		for i := range n.Segments.Len() {
			s := n.Segments.At(i)
			tag.Write(s.Value(w.source))
		}
		l.runs = append(l.runs, references(OneLine(tag.String()))...)
	default: // of images and of what nobody knows the words
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			w.add(l, c)
		}
	}
}

// plainText is the source of the text in a node.
func (w *rewriter) plainText(n ast.Node) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			b.Write(c.Value(w.source))
			if c.SoftLineBreak() || c.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(c.Value)
		}
	}
	return b.String()
}

// enclosed writes a node between marks, which have to stand close to its text.
func (w *rewriter) enclosed(l *line, n ast.Node, mark string) {
	inner := w.inline(n, l.also)
	if inner == "" {
		return
	}
	if strings.TrimSpace(inner) != inner {
		l.write(inner)
		return
	}
	l.write(mark + inner + mark)
}

// emphasisMark is the sign that an emphasis is made with.
func (w *rewriter) emphasisMark(n *ast.Emphasis) string {
	if at := firstStart(n) - 1; at >= 0 && at < len(w.source) && w.source[at] == '_' {
		return "_"
	}
	return "*"
}
