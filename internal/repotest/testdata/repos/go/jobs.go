// Package jobs runs jobs.
package jobs

import (
	"path"
	"strings"

	"example.org/jobs/internal/store"
)

// Queue holds jobs.
type Queue struct {
	base
	items []string
}

type base struct{}

func (b *base) Size() int { return 0 }

// Join waits.
func (q *Queue) Join() string {
	q.Flush()
	return strings.Join(q.items, ",") + path.Join("a", "b")
}

// Flush writes.
func (q *Queue) Flush() { store.Save(q.items) }

// Close ends.
func (q *Queue) Close() error { return nil }

func count(q *Queue) int { return q.Size() }
