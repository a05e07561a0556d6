package check

import (
	"strings"
)

// findPieces looks for what long names in the text may be put together from in the repository: label_ and zone of label_zone. They
// are looked for all at once, because each search reads all files.
func (a *aside) findPieces(mentions []Mention) {
	names, ok := a.scope.Names.(TextNames)
	if !ok {
		return
	}
	seen := map[string]bool{}
	var wanted []string
	for i := range mentions {
		if mentions[i].Origin.exists() {
			continue
		}
		eachPiece(mentions[i].missing, func(piece string) {
			if !seen[piece] && len(seen) < maxPieces {
				seen[piece] = true
				wanted = append(wanted, piece)
			}
		})
	}
	if len(wanted) > 0 {
		a.pieces = names.Occurs(wanted)
	}
}

// maxPieces bounds for how many pieces of names a text's check searches the repository.
const maxPieces = 20_000

// minPieces is how many words a name has at least that is taken for one put together.
const minPieces = 3

// eachPiece calls fn with what a name of words joined by underscores may be put together from: runs of its words, all but the last with
// the underscore after them.
func eachPiece(name string, fn func(piece string)) {
	if !snake.MatchString(name) || strings.Count(strings.Trim(name, "_"), "_")+1 < minPieces {
		return
	}
	starts := pieceStarts(name)
	for i, from := range starts {
		for _, to := range starts[i+1:] {
			fn(name[from:to])
		}
		if i+1 < len(starts) {
			fn(strings.Trim(name[from:starts[i+1]], "_"))
		}
		fn(name[from:])
	}
}

// pieceStarts are the offsets at which the words of a name begin.
func pieceStarts(name string) []int {
	lead := len(name) - len(strings.TrimLeft(name, "_"))
	starts := []int{0}
	for i := lead; i < len(name)-1; i++ {
		if name[i] == '_' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// isPutTogether reports whether the repository makes the name: of beginnings that it writes with the underscore, as only beginnings are,
// or word by word, and of an end that it writes; one that comes after single words has several itself.
func (a *aside) isPutTogether(_ *section, m *Mention) bool {
	if len(a.pieces) == 0 || !snake.MatchString(m.missing) {
		return false
	}
	name, starts := m.missing, pieceStarts(m.missing)
	for i, from := range starts {
		if i > 0 && len(starts)-i >= minPieces && a.pieces[name[from:]] {
			return true
		}
		if i+1 == len(starts) || !a.pieces[strings.Trim(name[from:starts[i+1]], "_")] {
			break
		}
	}
	reached := map[int]bool{0: true}
	for i, from := range starts {
		if !reached[from] {
			continue
		}
		for _, to := range starts[i+1:] {
			reached[to] = reached[to] || a.pieces[name[from:to]]
		}
		if from > 0 && a.pieces[name[from:]] {
			return true
		}
	}
	return false
}
