package graph

import (
	"sync"
)

// NameTable gives each name a number. A repository repeats its names
// thousands of times: as numbers they take four bytes each, and what is
// known about a name is a place in an array. The indexes that follow each other share one
// table, and numbers are never taken back: what names leave behind is little.
// It can be used from several goroutines at a time.
type NameTable struct {
	mu    sync.RWMutex
	ids   map[string]uint32
	names []string
}

// NoName is the number of no name.
const NoName = ^uint32(0)

func NewNameTable() *NameTable { return &NameTable{ids: map[string]uint32{}} }

// Find returns the name's number, or noName.
func (t *NameTable) Find(name string) uint32 {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if id, ok := t.ids[name]; ok {
		return id
	}
	return NoName
}

// All returns the names by their numbers, as they are now. The caller must not change them.
func (t *NameTable) All() []string {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.names[:len(t.names):len(t.names)]
}

// Intern calls fn with a function that gives numbers to names. The table is locked
// meanwhile: a file's names come in one go.
func (t *NameTable) Intern(fn func(number func(name string) uint32)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	fn(t.Number)
}

func (t *NameTable) Number(name string) uint32 {
	if id, ok := t.ids[name]; ok {
		return id
	}
	id := uint32(len(t.names))
	t.ids[name] = id
	t.names = append(t.names, name)
	return id
}
