package check

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// driftNames are the names of a repository in one of two states.
type driftNames struct {
	nameSet
	paths map[string]bool
	lines int
}

func (n driftNames) Path(p string) bool { return n.paths[p] }

func (n driftNames) Lines(string) int { return n.lines }

func TestDrift(t *testing.T) {
	before := Scope{Language: "go", Names: driftNames{nameSet{"Claim": true, "Release": true, "renewLease": true, "maxAge": true, "LeaseTable": true},
		pathEnds("store/lease.go", "store/old.go"), 100}}
	now := Scope{Language: "go", Names: driftNames{nameSet{"Claim": true, "extendLease": true}, pathEnds("store/lease.go"), 50}}
	for _, c := range []struct{ text, gone string }{
		{"Call `Claim`.", ""},
		{"Call `Release`.", "Release"},
		{"Call `NoSuch`, set `NODE_ENV`, press `Ctrl+C`, see `their/file.go` and GitHub.", ""},
		{"Call renewLease() or renewLease.", "renewLease() renewLease"},
		{"A LeaseTable is kept.", "LeaseTable"},
		{"Both `store/lease.go` and `store/old.go`.", "store/old.go"},
		{"See store/old.go.", "store/old.go"},
		{"See [it](store/old.go) and [that](store/none.go).", "store/old.go"},
		{"At `store/lease.go:80`, not `store/lease.go:20` nor `store/lease.go:200`.", "store/lease.go:80"},
		{"```go\nx := renewLease(maxAge)\ny := noSuch(x)\n```\n", "renewLease maxAge"},
		{"<!-- codeworm:ignore -->\nCall `Release`.\n\nCall `Release`.", "Release"},
	} {
		r := Drift(c.text, now, before)
		got := ""
		for i, f := range r.Findings {
			if i > 0 {
				got += " "
			}
			got += f.Text
			assert.Contains(t, f.Reason, "it was right before")
		}
		assert.Equal(t, c.gone, got, c.text)
	}
	// The same text against the same state has none, whatever else is wrong in it.
	text := "Call `NoSuch` in `store/none.go`, renewLease and `Relase`."
	require.NotEmpty(t, Markdown(text, now).Findings)
	assert.Empty(t, Drift(text, now, now).Findings)
}
