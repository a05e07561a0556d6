package parser

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"github.com/codeworm/codeworm"
	"github.com/go-enry/go-enry/v2"
)

// Classify says why a file should not be read.
func (p *Parser) Classify(path string, content []byte) codeworm.SkipReason {
	if p.entry(path) == nil {
		return codeworm.SkipLanguage
	}
	if content == nil {
		if enry.IsVendor(path) {
			return codeworm.SkipVendored
		}
		return ""
	}
	switch {
	case len(content) > MaxSize:
		return codeworm.SkipTooLarge
	case isUTF16(content):
		return codeworm.SkipUndecodable
	case isBinary(content):
		return codeworm.SkipBinary
	case !utf8.Valid(content):
		return codeworm.SkipUndecodable
	case isMinified(content):
		return codeworm.SkipMinified
	case enry.IsGenerated(path, content):
		return codeworm.SkipGenerated
	}
	return ""
}

// isBinary reports whether the content holds a zero byte, as no text does.
func isBinary(content []byte) bool { return bytes.IndexByte(content, 0) >= 0 }

// isUTF16 reports whether the content says that it is UTF-16.
func isUTF16(content []byte) bool {
	return bytes.HasPrefix(content, []byte("\xff\xfe")) || bytes.HasPrefix(content, []byte("\xfe\xff"))
}

// Source written by people has short lines; what was packed for machines has
// few long ones. Both have to hold, so that a table of long lines in a file of
// ordinary ones stays.
const (
	minifiedLine    = 5000 // a line as long as this
	minifiedAverage = 300  // and this many bytes a line on average
)

func isMinified(content []byte) bool {
	if len(content) < minifiedLine {
		return false
	}
	longest, lines := 0, 0
	for line := range bytes.Lines(content) {
		longest = max(longest, len(line))
		lines++
	}
	return longest >= minifiedLine && len(content)/lines >= minifiedAverage
}

// decodable returns the source with bytes that are not UTF-8 replaced by '?', each by
// one so that offsets stay, and whether there were none.
func decodable(source []byte) ([]byte, bool) {
	if utf8.Valid(source) {
		return source, true
	}
	clean := slices.Clone(source)
	for i := 0; i < len(clean); {
		r, size := utf8.DecodeRune(clean[i:])
		if r == utf8.RuneError && size == 1 {
			clean[i] = '?'
		}
		i += size
	}
	return clean, false
}
