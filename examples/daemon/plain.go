package main

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// plain writes text that others wrote (names of files, messages of git and of
// servers): what a terminal would obey is shown instead, as an escape. A rune has to
// come in one piece.
type plain struct{ io.Writer }

// Write implements io.Writer.
func (w plain) Write(p []byte) (int, error) {
	if !utf8.Valid(p) || bytes.ContainsFunc(p, obeyed) {
		if _, err := w.Writer.Write(shown(p)); err != nil {
			return 0, err
		}
		return len(p), nil
	}
	return w.Writer.Write(p)
}

// obeyed reports whether a terminal does something else with the rune than to show it.
func obeyed(r rune) bool {
	return r != '\n' && r != '\t' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
}

func shown(p []byte) []byte {
	var b []byte
	for len(p) > 0 {
		r, size := utf8.DecodeRune(p)
		switch {
		case r == utf8.RuneError && size == 1:
			b = fmt.Appendf(b, `\x%02x`, p[0])
		case obeyed(r): // in a form that JSON has, too
			b = fmt.Appendf(b, `\u%04x`, r)
		default:
			b = append(b, p[:size]...)
		}
		p = p[size:]
	}
	return b
}

// bare is the writer behind a plain one.
func bare(w io.Writer) io.Writer {
	if p, ok := w.(plain); ok {
		return p.Writer
	}
	return w
}

// field is a name for a line of fields with tabs between them.
func field(name string) string {
	if strings.ContainsAny(name, "\n\t") {
		return strconv.Quote(name)
	}
	return name
}
