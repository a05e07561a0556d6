package parser_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/source"
)

// The tests in judge_*_test.go compare outlines with what another program says about
// the same real files. They look at a sample of the files, or at all of them
// when CODEWORM_JUDGE is "all".

// sampled leaves about one of n files, unless all are wanted.
func sampled(files []string, n int) []string {
	if os.Getenv("CODEWORM_JUDGE") == "all" {
		return files
	}
	var some []string
	for i := n / 2; i < len(files); i += n {
		some = append(some, files[i])
	}
	return some
}

// found is one definition as a judge and an outline both can put it.
type found struct {
	what       string // "function", "type"
	name       string // as far as both know it
	start, end int    // lines
}

func (f found) String() string { return fmt.Sprintf("%s %s %d-%d", f.what, f.name, f.start, f.end) }

// difference lists what only one of two lists has.
func difference(ours, theirs []found) (missing, extra []found) {
	count := map[found]int{}
	for _, f := range ours {
		count[f]++
	}
	for _, f := range theirs {
		if count[f]--; count[f] < 0 {
			missing = append(missing, f)
		}
	}
	for f, n := range count {
		for range n {
			extra = append(extra, f)
		}
	}
	slices.SortFunc(extra, func(a, b found) int { return a.start - b.start })
	return missing, extra
}

// outlineOf parses a file.
func outlineOf(t testing.TB, p *parser.Parser, path string) *source.Outline {
	src, err := os.ReadFile(path)
	require.NoError(t, err)
	o, err := p.Parse(context.Background(), path, src)
	require.NoError(t, err, path)
	return o
}

// report fails a test with what differs, at most a screenful.
func report(t *testing.T, differences []string) {
	t.Helper()
	if len(differences) > 0 {
		t.Errorf("%d differences:\n%s", len(differences), strings.Join(differences[:min(len(differences), 40)], "\n"))
	}
}
