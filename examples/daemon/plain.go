package main

import (
	"io"
	"strconv"
	"strings"

	"github.com/codeworm/codeworm/internal/git"
)

// plain writes text that others wrote (names of files, messages of git and of
// servers): what a terminal would obey is shown instead, as an escape. A rune has to
// come in one piece.
type plain struct{ io.Writer }

// Write implements io.Writer.
func (w plain) Write(p []byte) (int, error) {
	text := string(p)
	if shown := git.Plain(text); shown != text {
		if _, err := io.WriteString(w.Writer, shown); err != nil {
			return 0, err
		}
		return len(p), nil
	}
	return w.Writer.Write(p)
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
