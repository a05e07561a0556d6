package check

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/source"
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

// definingNames know that of their names only the first is defined: the others are a library's.
type definingNames struct {
	driftNames
	RelatedNames
}

func (n definingNames) Has(name string) bool       { return n.driftNames.Has(name) }
func (n definingNames) Nearest(name string) string { return n.driftNames.Nearest(name) }
func (n definingNames) Path(p string) bool         { return n.driftNames.Path(p) }
func (n definingNames) Lines(p string) int         { return n.driftNames.Lines(p) }

func (n definingNames) Definitions(name string) []source.Definition {
	if name == "LeaseTable" {
		return []source.Definition{{}}
	}
	return nil
}

// What was only used did not go from the repository, but a constant in a string did.
func TestDriftIsOfOwnNames(t *testing.T) {
	before := Scope{Language: "go", Names: definingNames{driftNames: driftNames{nameSet{"LeaseTable": true, "TheirClient": true, "ERR_LEASE_GONE": true}, nil, 0}}}
	now := Scope{Language: "go", Names: driftNames{nameSet{}, nil, 0}}
	r := Drift("Use `LeaseTable`, `TheirClient` and `ERR_LEASE_GONE`.", now, before)
	var got []string
	for _, f := range r.Findings {
		got = append(got, f.Text)
	}
	assert.Equal(t, []string{"LeaseTable", "ERR_LEASE_GONE"}, got)
}
