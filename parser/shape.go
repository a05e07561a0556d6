package parser

import (
	"fmt"
	"strings"
)

// Some grammars take time or memory by the square of a file that repeats one short text: Java "a<", C "a=>", Lua "\\". What is looked for is
// the same text of at most maxPeriod bytes, again and again for maxRun bytes, white space aside. Tables of values do that as well, and cost
// nothing: zeros, bytes of a picture in a string. So do brackets, whose depth is bounded, and lines drawn in comments.
const (
	maxPeriod = 8
	maxRun    = 4096
	// probeEvery is at how many bytes the beginning of a run is looked for, probeSize how many of them tell that it may be one.
	probeEvery = 1024
	probeSize  = 64
)

// repetition is the text that the source repeats for too long, or "".
func repetition(src []byte) string {
	var probe [probeSize]byte
	for at := 0; at+maxRun <= len(src); {
		period := 0
		if n := dense(src[at:], probe[:]); n == probeSize {
			period = periodOf(probe[:])
		}
		if period == 0 {
			at += probeEvery
			continue
		}
		run, end := runFrom(src, at, probe[:period])
		if run >= maxRun && costs(probe[:period]) {
			return string(probe[:period])
		}
		at = max(end, at+probeEvery)
	}
	return ""
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// dense fills a buffer with the first bytes of a text that are no white space, and returns how many there are.
func dense(text, into []byte) int {
	n := 0
	for i := 0; i < len(text) && n < len(into); i++ {
		if !isSpace(text[i]) {
			into[n] = text[i]
			n++
		}
	}
	return n
}

// periodOf is the length of the shortest text that the probe repeats, or 0.
func periodOf(probe []byte) int {
	for p := 1; p <= maxPeriod; p++ {
		i := p
		for i < len(probe) && probe[i] == probe[i-p] {
			i++
		}
		if i == len(probe) {
			return p
		}
	}
	return 0
}

// runFrom counts the bytes from an offset on that repeat a text, and finds where they end.
func runFrom(src []byte, at int, text []byte) (run, end int) {
	for end = at; end < len(src); end++ {
		c := src[end]
		if isSpace(c) {
			continue
		}
		if c != text[run%len(text)] {
			break
		}
		run++
	}
	return run, end
}

// costs reports whether repeating a text may cost more than its length.
func costs(text []byte) bool {
	if len(text) == 1 {
		return strings.IndexByte(`\<>!?@$%&|^:;`+"`", text[0]) >= 0
	}
	depth, values := 0, true
	for _, c := range text {
		switch {
		case c == '(' || c == '[' || c == '{':
			depth++
		case c == ')' || c == ']' || c == '}':
			depth--
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= 0x80, strings.IndexByte(`_.,'"+-\`, c) >= 0:
		default:
			values = false
		}
	}
	return !values || depth != 0
}

// errRepetition says what a source repeats.
func errRepetition(text string) error {
	return fmt.Errorf("%q stands there more than %d times on end", text, maxRun/len(text))
}
