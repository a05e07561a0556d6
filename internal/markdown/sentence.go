package markdown

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// abbreviations end with a dot that ends no sentence. A capital by itself is somebody's initial,
// a small letter a variable.
var abbreviations = regexp.MustCompile(`(^|[\s(\[*_])((?i:e\.g|i\.e|etc|vs|cf|approx|resp|incl|excl|fig|no|nos|dr|mr|mrs|ms|st|al|ca)|[A-Z])\.$`)

// docTag begins a line of a doc comment that is no running text any more.
var docTag = regexp.MustCompile(`^\s*([@\\][A-Za-z]+\b|:[a-z]+[^:]*:|(?:Args|Arguments|Parameters|Params|Returns?|Raises|Throws|Yields|Examples?|Notes?|Attributes)\s*:?\s*$)`)

var (
	// docRole begins a line as a tag does, but marks words of running text: ":class:`Context`".
	docRole = regexp.MustCompile("^\\s*(:[a-z]+)+:`")
	// docBlock begins a line of a doc comment that is an item of a list, an example, or a line below a heading.
	docBlock = regexp.MustCompile("^\\s*(?:[-*+•]\\s|1[.)]\\s|>>>|```|~~~|[|]|[.][.] |[-=*#~_]{3,}\\s*$)")
)

// endsRunningText reports whether the line of a doc comment is no part of the paragraph that the lines before it begin.
func endsRunningText(line string, first bool) bool {
	return strings.TrimSpace(line) == "" || docTag.MatchString(line) && !docRole.MatchString(line) || !first && docBlock.MatchString(line)
}

// FirstSentence is the first sentence of a doc comment on one line, which may be without a full stop; "" when
// it begins with no running text. Markup is left as it is.
func FirstSentence(doc string) string {
	var lines []string
	for line := range strings.Lines(strings.TrimSpace(strings.ReplaceAll(doc, "\r\n", "\n"))) {
		if endsRunningText(strings.TrimRight(line, "\n"), len(lines) == 0) {
			break
		}
		lines = append(lines, line)
	}
	text := strings.Join(strings.Fields(strings.Join(lines, " ")), " ")
	for p := range len(text) {
		if strings.IndexByte(".!?", text[p]) < 0 {
			continue
		}
		next := sentenceEnd(text, p)
		if next < 0 || text[p] == '.' && abbreviations.MatchString(text[max(0, p-12):p+1]) {
			continue
		}
		return strings.TrimRight(text[:next], " ")
	}
	return text
}

// Sentences splits the text of a heading, paragraph or cell. The ranges follow one
// another without gaps: each begins with the first mark of its text and ends where the next begins.
// A code span, a link or an emphasis is never split.
func (d *Doc) Sentences(i int) []Range {
	n := d.Nodes[i]
	whole := n.Inner
	masked := make([]bool, whole.Len()+1)
	for j := i + 1; j <= n.Last; j++ {
		in := d.Nodes[j]
		if in.Kind.IsBlock() {
			break
		}
		inside := Range{max(in.Range.Start, whole.Start), min(in.Range.End, whole.End)}
		for p := inside.Start; p < inside.End; p++ {
			// The last sign inside an emphasis may end a sentence: "**Note.** Text".
			if (in.Kind == Strong || in.Kind == Emphasis) && p == in.Inner.End-1 {
				continue
			}
			masked[p-whole.Start] = true
		}
	}
	text := d.Text(whole)
	var out []Range
	start := 0
	for p := 0; p < len(text); p++ {
		if masked[p] || strings.IndexByte(".!?", text[p]) < 0 {
			continue
		}
		next := sentenceEnd(text, p)
		if next < 0 || next >= len(text) {
			continue
		}
		if text[p] == '.' && abbreviations.MatchString(text[max(start, p-12):p+1]) {
			continue
		}
		out = append(out, Range{whole.Start + start, whole.Start + next})
		start, p = next, next-1
	}
	return append(out, Range{whole.Start + start, whole.End})
}

// closers may stand behind the end of a sentence.
const closers = "*_~\"')]”’»`"

// EndsSentence reports whether a text ends with the end of a sentence, not in its middle. A number and a full
// stop may be an ordinal, or the beginning of a number.
func EndsSentence(text string) bool {
	text = strings.TrimRight(strings.TrimRight(text, " \t\r\n"), closers)
	if text == "" || strings.IndexByte(".!?", text[len(text)-1]) < 0 {
		return false
	}
	before := strings.TrimRight(text, ".")
	if len(before) < len(text) && (before == "" || '0' <= before[len(before)-1] && before[len(before)-1] <= '9') {
		return false
	}
	return !abbreviations.MatchString(text[max(0, len(text)-12):])
}

// sentenceEnd is where the next sentence begins if one ends with the sign at p, or -1.
func sentenceEnd(text string, p int) int {
	end := p + 1
	for end < len(text) {
		r, size := utf8.DecodeRuneInString(text[end:])
		if !strings.ContainsRune(closers[:len(closers)-1], r) && !strings.ContainsRune(".!?", r) {
			break
		}
		end += size
	}
	next := end
	for next < len(text) && strings.IndexByte(" \t\r\n", text[next]) >= 0 {
		next++
	}
	if next == end {
		if end == len(text) {
			return end
		}
		return -1
	}
	if r, _ := utf8.DecodeRuneInString(text[next:]); unicode.IsLower(r) || strings.ContainsRune(",;:)", r) {
		return -1
	}
	return next
}

// Label returns the emphasised words that a paragraph, or an item's first paragraph, starts with
// when they introduce it ("**Purpose:** ..."), and whether there is nothing else, which makes
// it a heading in all but form. It is "" when there is none.
func (d *Doc) Label(i int) (label string, alone bool) {
	n := d.Nodes[i]
	if n.Kind != Paragraph || i+1 > n.Last {
		return "", false
	}
	s := d.Nodes[i+1]
	if s.Kind != Strong || s.Range.Start != n.Range.Start {
		return "", false
	}
	label = d.Text(s.Inner)
	rest := strings.TrimSpace(d.Source[s.Range.End:n.Range.End])
	if rest == "" || rest == ":" {
		return strings.TrimRight(label, ": "), true
	}
	if strings.HasSuffix(label, ":") || strings.HasPrefix(rest, ":") || strings.HasSuffix(label, ".") || strings.HasPrefix(rest, "- ") || strings.HasPrefix(rest, "(") {
		return strings.TrimRight(label, ":. "), false
	}
	return "", false
}
