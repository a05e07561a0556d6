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

// TestGitProcessesAPage counts the git processes, with those that git starts itself, that a page costs.
func TestGitProcessesAPage(t *testing.T) {
	const pages = 10
	keys := codewormtest.SinkKeys(pages)
	for _, c := range []struct {
		name    string
		most    float64
		publish func(t *testing.T, g *Git)
	}{
		{"one by one", 8, func(t *testing.T, g *Git) {
			for i := range pages {
				publish(t, g, i, "f2")
				_, _, err := g.Find(t.Context(), keys[i])
				require.NoError(t, err)
			}
		}},
		{"together", 1, func(t *testing.T, g *Git) {
			_, err := g.PublishGroup(t.Context(), groupOf(pages, "f2"))
			require.NoError(t, err)
			for _, key := range keys {
				_, _, err := g.Find(t.Context(), key)
				require.NoError(t, err)
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := prepared(t)
			publish(t, g, 0, "f1")
			trace := filepath.Join(t.TempDir(), "trace")
			t.Setenv("GIT_TRACE2_EVENT", trace)
			c.publish(t, g)
			total, started := processes(t, trace)
			t.Logf("%.1f processes a page: %v", float64(total)/pages, started)
			assert.Positive(t, total)
			assert.LessOrEqual(t, float64(total)/pages, c.most, "%v", started)
		})
	}
}

// processes counts the processes in git's trace, by their names.
func processes(t *testing.T, trace string) (total int, started map[string]int) {
	t.Helper()
	started = map[string]int{}
	file, err := os.Open(trace)
	require.NoError(t, err)
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if _, rest, found := strings.Cut(lines.Text(), `"event":"cmd_name"`); found {
			_, name, _ := strings.Cut(rest, `"name":"`)
			name, _, _ = strings.Cut(name, `"`)
			started[name]++
			total++
		}
	}
	require.NoError(t, lines.Err())
	return total, started
}
