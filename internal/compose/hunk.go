package compose

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/codeworm/codeworm/source"
)

// hunkLine matches the head of a hunk; the groups are its ranges, the first new line, and what git writes behind it.
var hunkLine = regexp.MustCompile(`^(@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@)(?: ?(.*))?$`)

// maxHeading is how many bytes git keeps of the line above a hunk: it cuts longer ones in the middle of a word.
const maxHeading = 80

// nameHunks returns the diff with the definition that each hunk changes behind its head, where git has the last line that
// looks like the beginning of one: as git cuts it, and often that of the definition before. The outline is that of the new
// file; without one, nil, what git may have cut goes.
func nameHunks(diff string, outline *source.Outline) string {
	if !strings.Contains(diff, "@@ ") {
		return diff
	}
	lines := strings.SplitAfter(diff, "\n")
	for i, line := range lines {
		m := hunkLine.FindStringSubmatch(strings.TrimRight(line, "\r\n"))
		if m == nil {
			continue
		}
		heading := m[3]
		if outline != nil {
			heading = ""
			if s := changedSymbol(outline, m[2], lines[i+1:]); s != nil {
				heading = s.QualifiedName()
			}
		} else if len(heading) >= maxHeading {
			heading = ""
		}
		lines[i] = strings.TrimRight(m[1]+" "+heading, " ") + "\n"
	}
	return strings.Join(lines, "")
}

// changedSymbol returns the innermost definition around the first change of a hunk, the lines of which follow, or nil.
func changedSymbol(o *source.Outline, first string, lines []string) *source.Symbol {
	number, err := strconv.Atoi(first)
	if err != nil {
		return nil
	}
	for _, line := range lines {
		switch {
		case strings.HasPrefix(line, "+"):
			return innermost(o, number, number)
		case strings.HasPrefix(line, "-"):
			return innermost(o, number-1, number) // what was between the two is gone
		case strings.HasPrefix(line, "@@ "), strings.HasPrefix(line, "diff --git "):
			return nil
		}
		number++
	}
	return nil
}

// innermost returns the last and innermost function or type that both lines are in, or nil. Its doc comment is part of it.
func innermost(o *source.Outline, from, to int) *source.Symbol {
	var best *source.Symbol
	for i := range o.Symbols {
		s := &o.Symbols[i]
		begin := s.Span.StartLine
		if s.DocSpan.StartLine > 0 {
			begin = min(begin, s.DocSpan.StartLine)
		}
		if s.Kind != source.KindImpl && (s.Kind.IsFunction() || s.Kind.IsType()) && begin <= from && to <= s.Span.EndLine {
			best = s
		}
	}
	return best
}
