package check

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/internal/words"
	"github.com/codeworm/codeworm/source"
)

var (
	// fileLine: store.go:12, Makefile:L3-7.
	fileLine = regexp.MustCompile(`^([\w@.\-/]*\w\.\w+|[\w@.\-/]*(?:Makefile|Dockerfile)):(?:L|line )?(\d+)(?:\s*[-–]\s*L?(\d+))?(?::\d+)?$`)
	// lineOnly: line 42, lines 3 to 7, ln. 3, L12-L14.
	lineOnly = regexp.MustCompile(`^(?:(?i:lines?|ln\.?) ?#?(\d+)(?:\s*(?:-|–|—|to|through)\s*(\d+))?|L(\d+)(?:\s*[-–]\s*L?(\d+))?)$`)
	// lineText finds line references in running text: line 42; lines 3-7, 9 and 12; L12.
	lineText = regexp.MustCompile(`(?:\b[Ll]ines?(?: numbers?)?:?\s+#?|\bL)` + `(\d+(?:` + moreLines + `\d+\b)*)`)
	number   = regexp.MustCompile(`\d+`)
	// between stands between the first and the last line of a range.
	between = regexp.MustCompile(`^\s*(-|–|—|to|through)\s*`)
)

// moreLines stands between two numbers of one line reference.
const moreLines = `\s*(?:-|–|—|to|through|,|and|or|&|, and)\s*(?:[Ll]ines? )?L?`

// isLineReference reports whether a text is a line reference and no more.
func isLineReference(text string) bool {
	return lineOnly.MatchString(text) || fileLine.MatchString(text)
}

// resolveLineSpan resolves a line reference that stands alone in a code span, or with a path.
func (r *resolver) resolveLineSpan(m *Mention) {
	if f := fileLine.FindStringSubmatch(m.Text); f != nil {
		first, last := lineNumbers(f[2], f[3])
		r.resolveFileLine(m, f[1], first, last)
		return
	}
	f := lineOnly.FindStringSubmatch(m.Text)
	first, last := lineNumbers(f[1]+f[3], f[2]+f[4])
	r.resolveLine(m, first, last)
}

// lineNumbers returns the lines from a to b, or a alone when there is no b.
func lineNumbers(a, b string) (first, last int) {
	first, _ = strconv.Atoi(a)
	last, err := strconv.Atoi(b)
	if err != nil {
		last = first
	}
	return first, last
}

// resolveFileLine resolves file.go:12.
func (r *resolver) resolveFileLine(m *Mention, file string, first, last int) {
	if !r.repoPath(file) {
		m.fail(file, "the repository has no file %q", file)
		return
	}
	lines := r.scope.Names.Lines(file)
	if file == r.scope.Path && len(r.lines) > 0 {
		lines = len(r.lines)
	}
	if first < 1 || last < first || lines > 0 && last > lines {
		m.fail("", "%s has %d lines", file, lines)
		return
	}
	m.found(OriginRepository, "the file has that line")
}

// resolveLine resolves a line of the described source.
func (r *resolver) resolveLine(m *Mention, first, last int) {
	s := r.scope.Span
	switch {
	case first < 1 || last < first:
		m.fail("", "there are no such lines")
	case s.StartLine > 0 && (first < s.StartLine || last > s.EndLine) && !r.described(first, last):
		m.fail("", "the page describes the lines %d-%d", s.StartLine, s.EndLine)
	case s.StartLine == 0 && len(r.lines) > 0 && r.scope.Generated && last > len(r.lines):
		m.fail("", "the file has %d lines", len(r.lines))
	case s.StartLine == 0 && len(r.lines) == 0, !r.scope.Generated:
		m.found(OriginText, "it does not say of which file")
	default:
		m.found(OriginSource, "the line is one of those described")
	}
}

// described reports whether lines outside of the span belong to what is described: to a member, or to
// another place that the text may refer to.
func (r *resolver) described(first, last int) bool {
	holds := func(s source.Span) bool { return s.StartLine <= first && last <= s.EndLine }
	for i := range r.scope.Symbols {
		if holds(r.scope.Symbols[i].Span) {
			return true
		}
	}
	return slices.ContainsFunc(r.scope.Also, holds)
}

// lineRef is a reference to lines in running text. One reference in words, such as "lines 3-7 and 9", is one for each
// number or range.
type lineRef struct {
	words       [2]int           // the reference in words, in the plain text
	first, last int              // the lines
	numbers     []markdown.Range // of the one or two numbers, in the source of the text
	names       []string         // what is said to be there
	mention     int              // its index among the mentions
}

// findLines finds the line references in the visible text of a node, which is given with blanks for what is none.
func (r *resolver) findLines(p markdown.Plain, text string) []lineRef {
	var refs []lineRef
	for _, at := range lineText.FindAllStringSubmatchIndex(text, -1) {
		numbers := text[at[2]:at[3]]
		places := number.FindAllStringIndex(numbers, -1)
		names := r.tiedNames(p, at[0], at[1])
		for k := 0; k < len(places); k++ {
			ref := lineRef{words: [2]int{at[0], at[1]}, names: names}
			take := func(place []int) int {
				ref.numbers = append(ref.numbers, p.Source(at[2]+place[0], at[2]+place[1]))
				n, _ := strconv.Atoi(numbers[place[0]:place[1]]) // of one too large, the largest
				return n
			}
			ref.first = take(places[k])
			ref.last = ref.first
			if k+1 < len(places) && between.MatchString(numbers[places[k][1]:]) {
				k++
				ref.last = take(places[k])
			}
			refs = append(refs, ref)
			names = nil // what is said of the first lines is not said of the others
		}
	}
	return refs
}

// What stands between a name and the lines it is said to be on: before them, "`parse` is called on line 3", and
// after them, "line 3: `parse`".
var (
	beforeTie = regexp.MustCompile(`^(\(\))?( (` + tiedKinds + `))?,?\s*(\(|is (defined|declared|called|set|used) )?\s*((on|at|in|from) )?$`)
	afterTie  = regexp.MustCompile(`^\)?\s*(:|,? where|,? which (calls|uses|sets|defines)|\()\s*$`)
)

// tiedKinds are words for what a name is of.
const tiedKinds = `function|method|call|variable|field|constant|statement|parameter|class|type|check`

// How many bytes may stand between a name and its lines.
const (
	maxBeforeTie = 40
	maxAfterTie  = 30
)

// tiedNames returns the names in the code spans right before or after a line reference.
func (r *resolver) tiedNames(p markdown.Plain, start, end int) []string {
	k := start - 1
	for k >= 0 && !p.Code[k] && start-k < maxBeforeTie {
		k--
	}
	if k >= 0 && p.Code[k] && beforeTie.MatchString(p.Text[k+1:start]) {
		from := k
		for from > 0 && p.Code[from-1] {
			from--
		}
		return r.namesIn(p.Text[from : k+1])
	}
	k = end
	for k < len(p.Text) && !p.Code[k] && k-end < maxAfterTie {
		k++
	}
	if k < len(p.Text) && p.Code[k] && afterTie.MatchString(p.Text[end:k]) {
		to := k
		for to < len(p.Text) && p.Code[to] {
			to++
		}
		return r.namesIn(p.Text[k:to])
	}
	return nil
}

// namesIn returns the last names of the chains in code, up to what is called.
func (r *resolver) namesIn(code string) []string {
	var names []string
	for _, ch := range chains(code) {
		last := ch.parts[len(ch.parts)-1]
		if ch.call {
			return append(names, last)
		}
		if !r.language.Keyword(last) {
			names = append(names, last)
		}
	}
	return names
}

// holds reports whether one of the names stands in the lines of the source, or its definition begins there, with
// its decorators.
func (r *resolver) holds(first, last int, names []string) bool {
	for i := range r.scope.Symbols {
		s := &r.scope.Symbols[i]
		if slices.Contains(names, s.Name) && s.Span.StartLine <= first && first <= max(s.NameSpan.StartLine, s.Span.StartLine) {
			return true
		}
	}
	if first < 1 || last > len(r.lines) {
		return false
	}
	return slices.ContainsFunc(r.lines[first-1:last], func(line string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return words.ContainsWord(line, name) })
	})
}

// maxTiedLines is up to how many lines a reference has to hold the name it is tied to: of more, a
// part may be meant.
const maxTiedLines = 1000

// resolveRef resolves a line reference in running text, which has to hold the names it is tied to.
func (r *resolver) resolveRef(m *Mention, ref lineRef) {
	r.resolveLine(m, ref.first, ref.last)
	if m.Origin == OriginSource && len(ref.names) > 0 && len(r.lines) > 0 && ref.last-ref.first < maxTiedLines && !r.holds(ref.first, ref.last, ref.names) {
		m.fail("", "%s is not there", strings.Join(ref.names, ", "))
	}
}
