package check

import (
	"fmt"
	"strconv"

	"github.com/codeworm/codeworm/internal/markdown"
)

// resolveRefs resolves the line references in running text. When every one of them lies in the quoted source if it
// is counted from its start, and the names say that it is, they exist, and the edits put the file's numbers in their
// place.
func resolveRefs(r *resolver, mentions []Mention, refs []lineRef) []markdown.Edit {
	offset := lineOffset(r, refs)
	var edits []markdown.Edit
	for _, ref := range refs {
		m := &mentions[ref.mention]
		if offset == 0 {
			r.resolveRef(m, ref)
			continue
		}
		for k, at := range ref.numbers {
			n := ref.first
			if k == 1 {
				n = ref.last
			}
			edits = append(edits, markdown.Edit{Range: at, New: strconv.Itoa(n + offset)})
		}
		m.found(OriginSource, fmt.Sprintf("it counts from the start of the quoted source and means line %d", ref.first+offset))
	}
	return edits
}

// lineOffset returns what to add to every line number to get that of the file, when it is certain that
// they count from the start of the quoted source; otherwise 0.
func lineOffset(r *resolver, refs []lineRef) int {
	s := r.scope.Span
	if s.StartLine <= 1 || len(r.lines) == 0 {
		return 0
	}
	offset := s.StartLine - 1
	outside, proven := false, false
	for _, ref := range refs {
		if ref.first < 1 || ref.last < ref.first || ref.last > s.Lines() {
			return 0
		}
		outside = outside || ref.first < s.StartLine || ref.last > s.EndLine
		if len(ref.names) > 0 {
			if !r.holds(ref.first+offset, ref.last+offset, ref.names) {
				return 0
			}
			proven = true
		}
	}
	if outside && proven {
		return offset
	}
	return 0
}

// Renumber puts the file's line numbers in the place of those that certainly count from the start of the quoted source
// instead. The report is that of the text. It returns the text and how many numbers it changed; the text then
// has to be checked again.
func Renumber(body string, r Report) (string, int) {
	return markdown.Apply(body, r.renumbering), len(r.renumbering)
}
