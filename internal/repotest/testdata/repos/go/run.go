package jobs

import (
	"io"

	"example.org/jobs/internal/path"
)

// Run runs.
func Run(q *Queue, r io.ReadCloser, parts any) {
	q.Join()
	r.Close()
	path.Clean("x")
	x := New()
	x.Close()
	x.Flush()
	helper()
}

func helper() {}

// New makes.
func New() *Queue { return &Queue{} }

func each(helper func()) { helper() }
