package index

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"maps"
	"strings"
	"sync"
	"time"

	"github.com/codeworm/codeworm/source"
)

// exceededBucket is the bucket of a Cache that says which contents cost too much, in one value for each repository.
const exceededBucket = "exceeded"

// maxExceeded bounds what is remembered of a repository that is made of such files.
const maxExceeded = 4096

// exceeded remembers the contents that cost too much to parse, from the moment that they did: they are tried once, whatever they
// are called, and also when the reading of their repository was not finished. Outlines are kept when it is. It can be used from
// several goroutines at a time.
type exceeded struct {
	cache   Cache                        // nil keeps them for this process alone
	version func(language string) string // nil, likewise
	repo    string

	mu      sync.Mutex
	reasons map[string]source.SkipReason // by name
}

// costly are the reasons that it takes a parser seconds, or a process, to find out.
var costly = map[source.SkipReason]bool{source.SkipTimeout: true, source.SkipMemory: true, source.SkipCrash: true}

// newExceeded reads what is remembered of a repository; what cannot be read is found out again.
func newExceeded(ctx context.Context, cache Cache, parser Parser, repo string) *exceeded {
	e := &exceeded{repo: repo, reasons: map[string]source.SkipReason{}}
	v, ok := parser.(Versioner)
	if cache == nil || !ok {
		return e
	}
	e.cache, e.version = cache, v.Version
	if data, err := cache.CacheGet(ctx, exceededBucket, repo); err == nil && data != nil {
		_ = json.Unmarshal(data, &e.reasons) // as if nothing were there
		maps.DeleteFunc(e.reasons, func(name string, r source.SkipReason) bool {
			fields := strings.SplitN(name, " ", 3)
			return !costly[r] || len(fields) < 3 || fields[2] != e.version(fields[1])
		})
	}
	return e
}

// name names a content; another version of the parser gives it another name.
func (e *exceeded) name(key contentKey) string {
	name := hex.EncodeToString(key.sum[:]) + " " + key.language
	if e.version != nil {
		name += " " + e.version(key.language)
	}
	return name
}

// reason returns why the content is not tried again, or "".
func (e *exceeded) reason(key contentKey) source.SkipReason {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.reasons) == 0 {
		return ""
	}
	return e.reasons[e.name(key)]
}

// saveTime is how long keeping a reason may take, also when the reading is being given up.
const saveTime = 5 * time.Second

// remember keeps the reason when it is one that was costly to find. Where the cache does not take it this process knows it.
func (e *exceeded) remember(ctx context.Context, key contentKey, reason source.SkipReason) {
	if !costly[reason] {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for name := range e.reasons {
		if len(e.reasons) < maxExceeded {
			break
		}
		delete(e.reasons, name)
	}
	e.reasons[e.name(key)] = reason
	if e.cache == nil || e.version(key.language) == "" {
		return
	}
	data, err := json.Marshal(e.reasons)
	if err != nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTime)
	defer cancel()
	_ = e.cache.CachePut(ctx, exceededBucket, e.repo, data) // what keeps it from being kept, the outlines meet as well
}
