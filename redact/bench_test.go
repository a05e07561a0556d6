package redact

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// prompt is 20 kB of this repository's source.
func prompt(t testing.TB) string {
	t.Helper()
	paths, err := filepath.Glob("../*.go")
	require.NoError(t, err)
	var b strings.Builder
	for _, p := range paths {
		source, err := os.ReadFile(p)
		require.NoError(t, err)
		b.Write(source)
		if b.Len() >= 20_000 {
			return b.String()[:20_000]
		}
	}
	t.Fatal("there are not 20 kB of source above this folder")
	return ""
}

func BenchmarkRedact(b *testing.B) {
	r := newRedactor(b)
	for _, c := range []struct{ name, text string }{
		{"prompt", prompt(b)},
		{"with secrets", prompt(b)[:19_000] + "\n" + strings.Repeat(`api_key = "`+random16+`"`+"\n", 36)},
		{"one line", strings.ReplaceAll(prompt(b), "\n", " ")},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.text)))
			for b.Loop() {
				r.Redact(c.text)
			}
		})
	}
}

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		newRedactor(b)
	}
}

// A line full of secrets takes time that grows with its length, not with its square.
func TestTimeGrowsWithLength(t *testing.T) {
	r := newRedactor(t)
	line := strings.Repeat(`api_key = "`+random40+`", `, 200)
	took := func(text string) time.Duration {
		best := time.Hour
		for range 2 {
			start := time.Now()
			r.find(text)
			best = min(best, time.Since(start))
		}
		return best
	}
	once, eightfold := took(line), took(strings.Repeat(line, 8))
	t.Logf("%d bytes in %v, eight times as many in %v", len(line), once, eightfold)
	assert.Less(t, eightfold, 32*once, "with the square it would be 64 times")
}
