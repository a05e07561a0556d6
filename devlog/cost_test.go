package devlog

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/codewormtest"
)

// TestGitProcessesAPage counts the git processes, with those that git starts itself, that a page costs. Keys is one of every process.
func TestGitProcessesAPage(t *testing.T) {
	g := prepared(t)
	publish(t, g, 0, "f1")
	trace := filepath.Join(t.TempDir(), "trace")
	t.Setenv("GIT_TRACE2_EVENT", trace)
	const pages = 10
	keys := codewormtest.SinkKeys(pages)
	for i := range pages {
		publish(t, g, i, "f2")
		_, _, err := g.Find(t.Context(), keys[i])
		require.NoError(t, err)
	}
	started := map[string]int{}
	file, err := os.Open(trace)
	require.NoError(t, err)
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	total := 0
	for lines.Scan() {
		if _, rest, found := strings.Cut(lines.Text(), `"event":"cmd_name"`); found {
			_, name, _ := strings.Cut(rest, `"name":"`)
			name, _, _ = strings.Cut(name, `"`)
			started[name]++
			total++
		}
	}
	require.NoError(t, lines.Err())
	t.Logf("%.1f processes a page: %v", float64(total)/pages, started)
	assert.Positive(t, total)
	assert.LessOrEqual(t, float64(total)/pages, 8.0, "%v", started)
}
