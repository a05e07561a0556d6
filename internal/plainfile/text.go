package plainfile

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// Text returns a text in UTF-8: UTF-16 with a byte order mark is decoded, and every byte of any other text that is not UTF-8 is taken for one of
// Windows-1252, which has Latin-1 in it and is what old sources have in their comments. Lines stay lines. What is UTF-8 already, or no text at all, is returned as it is.
func Text(raw []byte) []byte {
	switch {
	case bytes.HasPrefix(raw, []byte("\xff\xfe")):
		return fromUTF16(raw, func(b []byte) uint16 { return uint16(b[0]) | uint16(b[1])<<8 })
	case bytes.HasPrefix(raw, []byte("\xfe\xff")):
		return fromUTF16(raw, func(b []byte) uint16 { return uint16(b[1]) | uint16(b[0])<<8 })
	case utf8.Valid(raw) || !isText(raw):
		return raw
	}
	out := make([]byte, 0, len(raw)+len(raw)/8)
	for len(raw) > 0 {
		r, size := utf8.DecodeRune(raw)
		if r == utf8.RuneError && size == 1 {
			r = rune(raw[0])
			if i := raw[0] - 0x80; int(i) < len(windows1252) {
				r = windows1252[i]
			}
		}
		out = utf8.AppendRune(out, r)
		raw = raw[size:]
	}
	return out
}

// windows1252 are the characters of the bytes from 0x80 on in which Windows-1252 differs from Latin-1 (https://encoding.spec.whatwg.org/index-windows-1252.txt);
// the five that it leaves open are shown as what cannot be read.
var windows1252 = [32]rune{
	'€', '\ufffd', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\ufffd', 'Ž', '\ufffd',
	'\ufffd', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\ufffd', 'ž', 'Ÿ',
}

// fromUTF16 decodes UTF-16. What becomes no text is returned as it was.
func fromUTF16(raw []byte, unit func([]byte) uint16) []byte {
	units := make([]uint16, 0, len(raw)/2)
	for at := 2; at+1 < len(raw); at += 2 {
		units = append(units, unit(raw[at:]))
	}
	text := []byte(string(utf16.Decode(units)))
	if len(raw)%2 != 0 || !isText(text) {
		return raw
	}
	return text
}

// isText reports whether bytes are those of a text in any encoding that has ASCII in it: zero bytes are in none, and other control characters
// are at most one in a hundred.
func isText(b []byte) bool {
	controls := 0
	for _, c := range b {
		switch {
		case c == 0:
			return false
		case c < ' ' && (c < '\t' || c > '\r') && c != 0x1b:
			controls++
		}
	}
	return controls*100 <= len(b)
}
