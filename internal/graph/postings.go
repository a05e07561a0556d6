package graph

import "slices"

// postings are lists of things by the number of a name, all in two arrays.
type postings[T any] struct {
	starts []uint32 // where each name's list starts in items; one more at the end
	items  []T
}

// of returns the list of a name; nil when the name has none.
func (p *postings[T]) of(name uint32) []T {
	if int(name)+1 >= len(p.starts) {
		return nil
	}
	return p.items[p.starts[name]:p.starts[name+1]]
}

// newPostings makes the lists of names numbered from 0 to names-1. It calls each twice, to count and to
// fill: each has to call fn with every name and item, both times in the same order.
func newPostings[T any](names int, each func(fn func(name uint32, item T))) postings[T] {
	p := postings[T]{starts: make([]uint32, names+1)}
	each(func(name uint32, _ T) { p.starts[name+1]++ })
	for i := range names {
		p.starts[i+1] += p.starts[i]
	}
	p.items = make([]T, p.starts[names])
	next := slices.Clone(p.starts)
	each(func(name uint32, item T) {
		p.items[next[name]] = item
		next[name]++
	})
	return p
}
