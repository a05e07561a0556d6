package redact

import (
	"iter"
	"strings"
)

// pieceSize is how many bytes of a text gitleaks' detector sees at a time, and pieceOverlap how many
// of them it saw before. The detector searches the line around each finding again, so that the time
// for a line grows with the square of its length: of 1 MB, as generators write it, it would take an hour.
// A rule's pattern spans at most some 400 bytes and six lines.
const (
	pieceSize    = 4096
	pieceOverlap = pieceSize / 2
)

// piece is a part of a text, as byte offsets.
type piece struct{ start, end int }

// pieces cuts a text into parts that overlap, of whole lines, unless a line is longer than the
// overlap: that may be cut, beside a token where there is a place.
func pieces(text string) iter.Seq[piece] {
	return func(yield func(piece) bool) {
		for start := 0; ; {
			end := len(text)
			if end-start > pieceSize {
				end = cut(text, start+pieceOverlap+1, start+pieceSize)
			}
			if !yield(piece{start, end}) || end == len(text) {
				return
			}
			start = cut(text, start+1, end-pieceOverlap)
		}
	}
}

// cut returns the best offset between two at which to part a text: at the beginning of the last line, else
// at the last byte that belongs to no token, else the greater one.
func cut(text string, least, most int) int {
	if i := strings.LastIndexByte(text[least-1:most], '\n'); i >= 0 {
		return least + i
	}
	for i := most; i > least; i-- {
		if !isTokenByte(text[i-1]) {
			return i
		}
	}
	return most
}
