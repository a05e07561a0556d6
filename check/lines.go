package check

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/internal/words"
	"github.com/codeworm/codeworm/source"
)

// Shift is a line number that counts from the start of the quoted source, and the number in the
// file that it certainly means.
type Shift struct {
	Start, End int    // bytes of the number in the text
	New        string // the number in the file
}

// lineRef is a reference to lines in running text.
type lineRef struct {
	mention     int // its index
	node        int
	first, last int
	numbers     []markdown.Range // of the numbers in the text
	names       []string         // what is said to be there
	inText      [2]int           // its place in the node's visible text
}

var (
	fileLine = regexp.MustCompile(`^([\w@.\-/]*\w\.\w+|[\w@.\-/]*(?:Makefile|Dockerfile)):(?:L|line )?(\d+)(?:\s*[-–]\s*L?(\d+))?(?::\d+)?$`)
	lineOnly = regexp.MustCompile(`^(?:(?i:lines?|ln\.?) ?#?(\d+)(?:\s*(?:-|–|—|to|through)\s*(\d+))?|L(\d+)(?:\s*[-–]\s*L?(\d+))?)$`)
	// lineText finds line references in running text: line 42; lines 3-7, 9 and 12; L12.
	lineText = regexp.MustCompile(`(?:\b[Ll]ines?(?: numbers?)?:?\s+#?|\bL)(\d+(?:\s*(?:-|–|—|to|through|,|and|or|&|, and)\s*(?:[Ll]ines? )?L?\d+\b)*)`)
	number   = regexp.MustCompile(`\d+`)
	between  = regexp.MustCompile(`^\s*(-|–|—|to|through)\s*`)
)

// resolveLineSpan resolves a line reference that stands alone in a code span, or with a path.
func (c *checker) resolveLineSpan(m *Mention) {
	if f := fileLine.FindStringSubmatch(m.Text); f != nil {
		first, last := numbers(f[2], f[3])
		c.resolveFileLine(m, f[1], first, last)
		return
	}
	f := lineOnly.FindStringSubmatch(m.Text)
	first, last := numbers(f[1]+f[3], f[2]+f[4])
	c.resolveLine(m, first, last)
}

func numbers(a, b string) (first, last int) {
	first, _ = strconv.Atoi(a)
	last, err := strconv.Atoi(b)
	if err != nil {
		last = first
	}
	return first, last
}

// resolveFileLine resolves file.go:12.
func (c *checker) resolveFileLine(m *Mention, file string, first, last int) {
	if !c.repoPath(file) {
		m.fail(file, "the repository has no file %q", file)
		return
	}
	lines := c.scope.Names.Lines(file)
	if file == c.scope.Path && len(c.lines) > 0 {
		lines = len(c.lines)
	}
	if first < 1 || last < first || lines > 0 && last > lines {
		m.fail("", "%s has %d lines", file, lines)
		return
	}
	m.Origin, m.Reason = OriginRepository, "the file has that line"
}

// resolveLine resolves a line of the described source.
func (c *checker) resolveLine(m *Mention, first, last int) {
	s := c.scope.Span
	switch {
	case first < 1 || last < first:
		m.fail("", "there are no such lines")
	case s.StartLine > 0 && (first < s.StartLine || last > s.EndLine) && !c.described(first, last):
		m.fail("", "the page describes the lines %d-%d", s.StartLine, s.EndLine)
	case s.StartLine == 0 && len(c.lines) > 0 && c.scope.Generated && last > len(c.lines):
		m.fail("", "the file has %d lines", len(c.lines))
	default:
		m.Origin, m.Reason = OriginSource, "the line is one of those described"
		if s.StartLine == 0 && len(c.lines) == 0 || !c.scope.Generated {
			m.Origin, m.Reason = OriginText, "it does not say of which file"
		}
	}
}

// described reports whether lines outside of the span belong to what is described: to a member, or to
// another place that the page may refer to.
func (c *checker) described(first, last int) bool {
	for i := range c.scope.Symbols {
		if s := &c.scope.Symbols[i].Span; s.StartLine <= first && last <= s.EndLine {
			return true
		}
	}
	return slices.ContainsFunc(c.scope.Also, func(s source.Span) bool { return s.StartLine <= first && last <= s.EndLine })
}

// findLines finds the line references in running text; checkLines resolves them.
func (c *checker) findLines(node int, p markdown.Plain, text string) {
	for _, at := range lineText.FindAllStringSubmatchIndex(text, -1) {
		whole := text[at[2]:at[3]]
		var all [][2]int
		places := number.FindAllStringIndex(whole, -1)
		for k := 0; k < len(places); k++ {
			first, _ := numbers(whole[places[k][0]:places[k][1]], "")
			last := first
			spans := []markdown.Range{p.Source(at[2]+places[k][0], at[2]+places[k][1])}
			if k+1 < len(places) && between.MatchString(whole[places[k][1]:]) {
				k++
				last, _ = numbers(whole[places[k][0]:places[k][1]], "")
				spans = append(spans, p.Source(at[2]+places[k][0], at[2]+places[k][1]))
			}
			all = append(all, [2]int{first, last})
			ref := lineRef{node: node, first: first, last: last, numbers: spans, inText: [2]int{at[0], at[1]}}
			m := c.mention(node, p.Source(at[0], at[1]), p.Text[at[0]:at[1]])
			m.Class = ClassLine
			ref.mention = len(c.mentions)
			if len(all) == 1 {
				ref.names = c.tiedNames(p, at[0], at[1])
			}
			c.mentions = append(c.mentions, m)
			c.refs = append(c.refs, ref)
		}
	}
}

var (
	// beforeTie is what stands between a name and the line it is said to be on, afterTie the other way round.
	beforeTie = regexp.MustCompile(`^(\(\))?( (function|method|call|variable|field|constant|statement|parameter|class|type|check))?,?\s*(\(|is (defined|declared|called|set|used) )?\s*((on|at|in|from) )?$`)
	afterTie  = regexp.MustCompile(`^\)?\s*(:|,? where|,? which (calls|uses|sets|defines)|\()\s*$`)
)

// tiedNames are the names in the code spans right before or after a line reference.
func (c *checker) tiedNames(p markdown.Plain, start, end int) []string {
	var names []string
	take := func(from, to int) {
		for _, ch := range chains(p.Text[from:to]) {
			last := ch.parts[len(ch.parts)-1]
			if ch.call {
				names = append(names, last)
				return
			}
			if !c.language.Keyword(last) {
				names = append(names, last)
			}
		}
	}
	k := start - 1
	for k >= 0 && !p.Code[k] && start-k < 40 {
		k--
	}
	if k >= 0 && p.Code[k] && beforeTie.MatchString(p.Text[k+1:start]) {
		from := k
		for from > 0 && p.Code[from-1] {
			from--
		}
		take(from, k+1)
		return names
	}
	k = end
	for k < len(p.Text) && !p.Code[k] && k-end < 30 {
		k++
	}
	if k < len(p.Text) && p.Code[k] && afterTie.MatchString(p.Text[end:k]) {
		to := k
		for to < len(p.Text) && p.Code[to] {
			to++
		}
		take(k, to)
	}
	return names
}

// holds reports whether one of the names stands in the lines of the source, or its definition begins there, with
// its decorators.
func (c *checker) holds(first, last int, names []string) bool {
	for i := range c.scope.Symbols {
		s := &c.scope.Symbols[i]
		if slices.Contains(names, s.Name) && s.Span.StartLine <= first && first <= max(s.NameSpan.StartLine, s.Span.StartLine) {
			return true
		}
	}
	if first < 1 || last > len(c.lines) {
		return false
	}
	for _, line := range c.lines[first-1 : last] {
		for _, name := range names {
			if words.ContainsWord(line, name) {
				return true
			}
		}
	}
	return false
}

// maxTiedLines is up to how many lines a reference has to hold the name it is tied to: of more, a
// part may be meant.
const maxTiedLines = 1000

// checkLines resolves the line references in running text. When every one of them lies in the
// quoted source if it is counted from its start, and the names say that it is, they are shifted.
func (c *checker) checkLines() {
	shift := c.certainShift()
	for _, r := range c.refs {
		m := &c.mentions[r.mention]
		if shift > 0 {
			for k, at := range r.numbers {
				n := r.first
				if k == 1 {
					n = r.last
				}
				c.shifts = append(c.shifts, Shift{at.Start, at.End, strconv.Itoa(n + shift)})
			}
			m.Origin, m.Reason = OriginSource, fmt.Sprintf("it counts from the start of the quoted source and means line %d", r.first+shift)
			continue
		}
		c.resolveLine(m, r.first, r.last)
		if m.Origin == OriginSource && len(r.names) > 0 && len(c.lines) > 0 && r.last-r.first < maxTiedLines && !c.holds(r.first, r.last, r.names) {
			m.fail("", "%s is not there", strings.Join(r.names, ", "))
		}
	}
}

// certainShift is what to add to every line number to get that of the file, when it is certain that
// they count from the start of the quoted source; otherwise 0.
func (c *checker) certainShift() int {
	s := c.scope.Span
	if s.StartLine <= 1 || len(c.lines) == 0 {
		return 0
	}
	outside, proven := false, false
	for _, r := range c.refs {
		if r.first < 1 || r.last < r.first || r.last > s.Lines() {
			return 0
		}
		outside = outside || r.first < s.StartLine || r.last > s.EndLine
		if len(r.names) > 0 {
			if !c.holds(r.first+s.StartLine-1, r.last+s.StartLine-1, r.names) {
				return 0
			}
			proven = true
		}
	}
	if outside && proven {
		return s.StartLine - 1
	}
	return 0
}

// Renumber puts the file's line numbers in the place of those that a report has shifts for.
func Renumber(body string, r Report) string {
	var edits []markdown.Edit
	for _, s := range r.Shifts {
		edits = append(edits, markdown.Edit{Range: markdown.Range{Start: s.Start, End: s.End}, New: s.New})
	}
	return markdown.Apply(body, edits)
}
