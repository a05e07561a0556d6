package check

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/words"
	"github.com/codeworm/codeworm/source"
)

// nameSet are the Names of a repository that is known by its words alone.
type nameSet map[string]bool

func (n nameSet) Has(name string) bool { return n[name] }

var pathWord = regexp.MustCompile(`[A-Za-z0-9_]+`)

// Path takes for a path of the repository what is made of its words.
func (n nameSet) Path(p string) bool {
	words := pathWord.FindAllString(p, -1)
	return len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return !n[w] })
}

func (n nameSet) Nearest(name string) string {
	best, distance := "", 1+len(name)/3
	for candidate := range n {
		if d := len(candidate) - len(name); d > distance || -d > distance {
			continue
		}
		d := words.EditDistance(strings.ToLower(name), strings.ToLower(candidate), distance)
		if d < distance || d == distance && best != "" && candidate < best {
			best, distance = candidate, d
		}
	}
	return best
}

func (n nameSet) Lines(string) int { return 0 }

// pathEnds are the files and their folders, each also by the last components of its path.
func pathEnds(files ...string) map[string]bool {
	ends := map[string]bool{}
	for _, file := range files {
		for whole := file; whole != "."; whole = path.Dir(whole) {
			for end, more := whole, true; more; _, end, more = strings.Cut(end, "/") {
				ends[end] = true
			}
		}
	}
	return ends
}

// storeNames are the Names of a small repository.
type storeNames struct{ nameSet }

var storePaths = pathEnds("cmd/app/main.go", "internal/store/store.go", "internal/store/lease.go", "docs/design.md", "Makefile")

func (storeNames) Path(p string) bool {
	return storePaths[strings.TrimSuffix(p, "/")]
}

func (storeNames) Lines(p string) int {
	if strings.HasSuffix(p, "store.go") {
		return 120
	}
	return 0
}

const storeSource = `package store

import (
	"context"
	"fmt"

	"github.com/lib/pq"
)

// Store keeps leases. Its driver is pq.
type Store struct{ db *pq.Driver }

func (s *Store) Claim(ctx context.Context, key string) (*Lease, error) {
	token := s.nextToken()
	if token == 0 {
		return nil, fmt.Errorf("claim %s: no token", key)
	}
	return &Lease{Token: token, Key: key}, nil
}
`

// storeScope describes lines 13 to 19, the method Claim.
func storeScope() Scope {
	return Scope{Generated: true, Language: "go", Repo: "leases", Path: "internal/store/store.go", Source: storeSource,
		Span:  source.Span{StartLine: 13, EndLine: 19},
		Names: storeNames{nameSet{"Lease": true, "Release": true, "max_lease_age": true, "renewLease": true, "dry": true, "run": true, "DryRun": true}},
		Imports: []source.Import{{Path: "context", Names: []string{"context"}}, {Path: "fmt", Names: []string{"fmt"}},
			{Path: "github.com/lib/pq", Names: []string{"pq"}}}}
}
