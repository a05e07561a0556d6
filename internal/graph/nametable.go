package graph

import "sync"

// NameTable gives each name a number. A repository repeats its names
// thousands of times: as numbers they take four bytes each, and what is
// known about a name is an element of an array. The indexes that follow each other share one
// table, and numbers are never taken back: names that are no longer used cost little.
// It can be used from several goroutines at a time.
type NameTable struct {
	mu    sync.RWMutex
	ids   map[string]uint32
	names []string
}

// NoName is a number that no name has.
const NoName = ^uint32(0)

// NewNameTable returns an empty table.
func NewNameTable() *NameTable { return &NameTable{ids: map[string]uint32{}} }

// find returns the name's number, or NoName.
func (t *NameTable) find(name string) uint32 {
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

// Intern calls fn with a function that returns the number of a name, a new one for a new name. The table
// is locked until fn returns: a file's names come in one go. fn must not call the table itself.
func (t *NameTable) Intern(fn func(number func(name string) uint32)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	fn(t.number)
}

// number returns the name's number, a new one for a new name. The caller holds the lock.
func (t *NameTable) number(name string) uint32 {
	if id, ok := t.ids[name]; ok {
		return id
	}
	id := uint32(len(t.names))
	t.ids[name] = id
	t.names = append(t.names, name)
	return id
}
