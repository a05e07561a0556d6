package check_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/check"
)

// repository holds the few names and files of a small repository.
type repository struct{ names, files []string }

func (r repository) Has(name string) bool { return slices.Contains(r.names, name) }

func (r repository) Path(path string) bool { return slices.Contains(r.files, path) }

func (r repository) Lines(string) int { return 0 }

// Nearest takes for near what differs in the case of letters alone.
func (r repository) Nearest(name string) string {
	for _, known := range r.names {
		if strings.EqualFold(known, name) {
			return known
		}
	}
	return ""
}

// A README is checked against what the repository holds, and loses the sentence and the item that name what it
// does not.
func Example() {
	const readme = `# Leases

Call ` + "`NewStore`" + ` first. Then ` + "`renewlease`" + ` keeps a lease.

- ` + "`store.go`" + ` holds the leases.
- ` + "`cache.go`" + ` makes it fast.
`
	scope := check.Scope{
		Language: "go",
		Path:     "README.md",
		Names:    repository{names: []string{"NewStore", "RenewLease"}, files: []string{"store.go", "README.md"}},
	}
	report := check.Markdown(readme, scope)
	for _, f := range report.Findings {
		fmt.Printf("line %d: %s\n", f.Line, f)
	}
	rest, dropped := check.Drop(readme, report)
	fmt.Printf("%d pieces dropped:\n%s", dropped, rest)
	// Output:
	// line 3: `renewlease`: "renewlease" is not a name of the repository, nor of go; did you mean `RenewLease`?
	// line 6: `cache.go`: the repository has no file "cache.go"
	// 2 pieces dropped:
	// # Leases
	//
	// Call `NewStore` first.
	//
	// - `store.go` holds the leases.
}
