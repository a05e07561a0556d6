package compose

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/codeworm/codeworm/internal/git"
)

// Bounds of what of a change is redacted, in bytes. A page shows some kilobytes of a diff.
const (
	maxDiff = 512 << 10
	// maxSide is how long the file before or after may be to be redacted whole, so that a secret shows that begins
	// outside of the diff.
	maxSide = 1 << 20
)

// concealDiff returns the diff with each line as it is in the redacted file before the change, or after it. A key of which a hunk
// shows the middle, and what is given away by a line that the diff does not show, is found that way. What is longer than maxDiff
// is cut.
func concealDiff(ctx context.Context, dir, path, before, after string, diff []byte, redact func(string) string) ([]byte, error) {
	if len(diff) > maxDiff {
		end := bytes.LastIndexByte(diff[:maxDiff], '\n')
		diff = append(bytes.Clone(diff[:end+1]), "\\ The rest of the change is left out.\n"...)
	}
	old, err := redactedLines(ctx, dir, before, path, redact)
	if err != nil {
		return nil, err
	}
	now, err := redactedLines(ctx, dir, after, path, redact)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	oldLine, newLine, hunk := 0, 0, false
	for line := range bytes.Lines(diff) {
		switch {
		case bytes.HasPrefix(line, []byte("@@ -")):
			hunk = hunkStart(string(line), &oldLine, &newLine)
		case !hunk || len(line) == 0:
		case line[0] == '-':
			line = replaced(line, old, oldLine)
			oldLine++
		case line[0] == '+':
			line = replaced(line, now, newLine)
			newLine++
		case line[0] == ' ':
			if other := replaced(line, old, oldLine); !bytes.Equal(other, line) {
				line = other
			} else {
				line = replaced(line, now, newLine)
			}
			oldLine++
			newLine++
		}
		b.Write(line)
	}
	return b.Bytes(), ctx.Err()
}

// hunkStart reads the line numbers of a hunk's head, 1-based.
func hunkStart(head string, oldLine, newLine *int) bool {
	before, after, ok := strings.Cut(strings.TrimPrefix(head, "@@ -"), " +")
	n, _ := fmt.Sscanf(before, "%d", oldLine)
	m, _ := fmt.Sscanf(after, "%d", newLine)
	return ok && n == 1 && m == 1
}

// replaced returns a line of a diff with its sign, as it is in the redacted lines; number is 1-based.
func replaced(line []byte, lines []string, number int) []byte {
	if number < 1 || number > len(lines) {
		return line
	}
	end := ""
	if bytes.HasSuffix(line, []byte("\n")) {
		end = "\n"
	}
	return []byte(string(line[0]) + lines[number-1] + end)
}

// redactedLines returns the lines of a file at a revision, redacted; none when it is not there, or too long.
func redactedLines(ctx context.Context, dir, revision, path string, redact func(string) string) ([]string, error) {
	text, err := git.SourceUpTo(ctx, dir, maxSide+1, "--literal-pathspecs", "show", "--no-textconv", revision+":./"+path)
	if err == nil && len(text) <= maxSide {
		return strings.Split(redact(string(text)), "\n"), ctx.Err()
	}
	return nil, ctx.Err() // a first commit has no file before it; its diff is redacted all the same
}
