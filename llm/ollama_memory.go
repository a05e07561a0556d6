package llm

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/codeworm/codeworm"
)

const (
	// smallestContext is the smallest context, in tokens, that is worth asking with.
	smallestContext = 2048
	// shortOfMemoryFor is how long a smaller context is used before the whole one is tried again.
	shortOfMemoryFor = time.Hour
)

// memory knows which context the server has the memory for.
type memory struct {
	mu    sync.Mutex
	limit int // in tokens; 0 when any
	until time.Time
}

// fit is the wanted context, or the smaller one that worked lately.
func (m *memory) fit(wanted int) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.limit == 0 || m.limit >= wanted || time.Now().After(m.until) {
		return wanted
	}
	return m.limit
}

// lower notes that the server could not do the context, and reports whether there is a
// smaller one to try.
func (m *memory) lower(failed int) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	smaller := max(smallestContext, failed/2)
	if smaller >= failed {
		return false
	}
	if m.limit == 0 || smaller < m.limit || time.Now().After(m.until) {
		m.limit = smaller
	}
	m.until = time.Now().Add(shortOfMemoryFor)
	return true
}

// withinMemory makes a call, and again with a smaller context each time the server runs out of memory. It fails with a
// *fitError when a prompt of promptBytes cannot fit the context that is left.
func (o *Ollama) withinMemory(promptBytes int, call func(numCtx int) (*codeworm.Answer, error)) (*codeworm.Answer, error) {
	for {
		numCtx := o.memory.fit(o.config.NumCtx)
		if o.bounded(numCtx)*maxBytesPerToken < promptBytes {
			return nil, &fitError{fmt.Sprintf("the prompt of %d bytes cannot fit the context of %d tokens that there is memory for", promptBytes, numCtx)}
		}
		answer, err := call(numCtx)
		if err == nil || !errors.Is(kindOf(err), codeworm.ErrOutOfMemory) || !o.memory.lower(numCtx) {
			return answer, err
		}
	}
}

// bounded is the context that the server really uses when it is asked for one: not more than the
// model was made for.
func (o *Ollama) bounded(numCtx int) int {
	if trained := int(o.trained.Load()); trained > 0 {
		return min(numCtx, trained)
	}
	return numCtx
}
