package source

import (
	"cmp"
	"slices"
	"strconv"
)

// shortener chooses the runs of lines that an excerpt leaves out.
type shortener struct {
	lines       []string    // of the whole file
	first, last int         // of the excerpt, 1-based
	gone        map[int]int // the runs left out, the last line by the first
	excess      int         // bytes that are still to be saved
}

// longBlock is the length in lines from which a block can lose its end alone.
const longBlock = 20

// shorten leaves out lines until the rest fits the budget in bytes: blocks of the
// greatest depth first, among them the longest.
func (s *shortener) shorten(blocks []Block, budget int) {
	s.excess = -budget
	for n := s.first; n <= s.last; n++ {
		s.excess += s.lineCost(n)
	}
	inside := s.inside(blocks)
	for _, b := range inside {
		if s.excess <= 0 {
			return
		}
		from := b.StartLine
		if b.EndLine-b.StartLine >= longBlock {
			from = s.tail(b, inside)
		}
		s.elide(from, b.EndLine)
	}
	if s.excess > 0 && s.last-s.first > 2 {
		s.keepHead() // the outermost blocks are not enough, or there are none
	}
}

// inside returns the blocks that can be left out, in the order in which they are.
func (s *shortener) inside(blocks []Block) []Block {
	var inside []Block
	for _, b := range blocks {
		if b.StartLine > s.first && b.EndLine < s.last && b.EndLine > b.StartLine {
			inside = append(inside, b)
		}
	}
	slices.SortFunc(inside, func(a, b Block) int {
		return cmp.Or(-cmp.Compare(a.Depth, b.Depth), -cmp.Compare(a.EndLine-a.StartLine, b.EndLine-b.StartLine), cmp.Compare(a.StartLine, b.StartLine))
	})
	return inside
}

// elide leaves out the lines from one to another, together with the runs among them
// that are gone already, unless the mark would be longer than what it stands for.
func (s *shortener) elide(from, to int) {
	saved := -s.markCost(from)
	var swallowed []int
	for n := from; n <= to; n++ {
		if end, ok := s.gone[n]; ok {
			swallowed = append(swallowed, n)
			saved += s.markCost(n)
			n = end
			continue
		}
		saved += s.lineCost(n)
	}
	if saved <= 0 {
		return
	}
	for _, n := range swallowed {
		delete(s.gone, n)
	}
	s.gone[from] = to
	s.excess -= saved
}

// tail returns the first line of the shortest run of whole statements at the block's end whose
// absence saves the excess; the block's first line when all of it has to go.
func (s *shortener) tail(b Block, inside []Block) int {
	within := make(map[int]bool) // lines of a statement that began before
	for _, inner := range inside {
		if inner.Depth > b.Depth && inner.StartLine >= b.StartLine && inner.EndLine <= b.EndLine {
			for n := inner.StartLine; n <= inner.EndLine+1; n++ {
				within[n] = true
			}
		}
	}
	starts := s.starts()
	saved := 0
	for n := b.EndLine; n > b.StartLine; n-- {
		if start, ok := starts[n]; ok {
			n = start
			saved += s.markCost(n)
		} else {
			saved += s.lineCost(n)
		}
		if saved-s.markCost(n) >= s.excess && !within[n] {
			return n
		}
	}
	return b.StartLine
}

// keepHead leaves out the lines before the last one, from the bottom up, until
// the excess is saved.
func (s *shortener) keepHead() {
	starts := s.starts()
	from := s.last
	s.excess += s.markCost(s.last)
	for n := s.last - 1; n > s.first && s.excess > 0; n-- {
		if start, ok := starts[n]; ok {
			delete(s.gone, start)
			n = start
			s.excess -= s.markCost(n)
		} else {
			s.excess -= s.lineCost(n)
		}
		from = n
	}
	if from < s.last {
		s.gone[from] = s.last - 1
	}
}

// starts returns the runs that are gone the other way round: the first line by the last.
func (s *shortener) starts() map[int]int {
	starts := make(map[int]int, len(s.gone))
	for start, end := range s.gone {
		starts[end] = start
	}
	return starts
}

// lineCost returns what the 1-based line adds to an excerpt with line numbers, in bytes.
func (s *shortener) lineCost(n int) int {
	return min(len(s.lines[n-1]), maxLineBytes) + 1 + len("  ") + len(strconv.Itoa(len(s.lines)))
}

// markCost returns what a mark adds that stands in place of a run that begins with the line.
func (s *shortener) markCost(n int) int {
	return indentOf(s.lines[n-1]) + len(elidedMark) + 1 + len("  ") + 2*len(strconv.Itoa(len(s.lines)))
}
