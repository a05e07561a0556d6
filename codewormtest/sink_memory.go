package codewormtest

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/page"
)

// SinkOp is an operation of a Sink that can be made to fail.
type SinkOp string

// The operations of a Sink.
const (
	SinkPrepare SinkOp = "prepare"
	SinkPublish SinkOp = "publish"
	SinkFind    SinkOp = "find"
	SinkRetire  SinkOp = "retire"
	SinkList    SinkOp = "list"
	SinkPush    SinkOp = "push"
)

// Sink is a codeworm.DevlogSink in memory with all optional interfaces. It
// remembers everything that was done to it.
type Sink struct {
	mu       sync.Mutex
	held     map[page.Key]heldPage
	log      []page.Page
	retired  []page.Key
	calls    map[SinkOp]int
	failures map[SinkOp][]error
	hook     func(ctx context.Context, op SinkOp, key page.Key) error
	groups   []int
	pushed   int
	revision int
}

type heldPage struct {
	page     page.Page
	revision int
}

var (
	_ codeworm.DevlogSink    = (*Sink)(nil)
	_ codeworm.SinkPreparer  = (*Sink)(nil)
	_ codeworm.PageFinder    = (*Sink)(nil)
	_ codeworm.PageGrouper   = (*Sink)(nil)
	_ codeworm.PageRetirer   = (*Sink)(nil)
	_ codeworm.SinkPusher    = (*Sink)(nil)
	_ codeworm.SinkDescriber = (*Sink)(nil)
)

// NewSink returns an empty sink.
func NewSink() *Sink {
	return &Sink{
		held: map[page.Key]heldPage{}, calls: map[SinkOp]int{}, failures: map[SinkOp][]error{},
	}
}

// FailNext makes the next call of the operation fail with the error and do
// nothing. Called several times, as many calls fail, in this order.
func (s *Sink) FailNext(op SinkOp, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failures[op] = append(s.failures[op], err)
}

// OnCall sets a function that is called at the start of every operation, outside
// of the sink's lock: it may block, count or return an error for the operation to
// fail with. The key is zero for operations that have none. nil removes it.
func (s *Sink) OnCall(hook func(ctx context.Context, op SinkOp, key page.Key) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook = hook
}

// Pages returns the pages that are there, in the order of their publication.
func (s *Sink) Pages() []page.Page {
	s.mu.Lock()
	defer s.mu.Unlock()
	held := make([]heldPage, 0, len(s.held))
	for _, h := range s.held {
		held = append(held, h)
	}
	slices.SortFunc(held, func(a, b heldPage) int { return a.revision - b.revision })
	pages := make([]page.Page, len(held))
	for i, h := range held {
		pages[i] = h.page
	}
	return pages
}

// Log returns every page that was ever published, later versions of one and
// retired ones included, in order. Calls that changed nothing are not in it.
func (s *Sink) Log() []page.Page {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.log)
}

// Retired returns the keys of the pages that were taken back, in order.
func (s *Sink) Retired() []page.Key {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.retired)
}

// Calls returns how often the operation was called, failed calls included.
func (s *Sink) Calls(op SinkOp) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[op]
}

// Pushed returns how many publications and retirements the last push sent in all.
func (s *Sink) Pushed() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pushed
}

// begin counts the call and gives the error it is to fail with.
func (s *Sink) begin(ctx context.Context, op SinkOp, key page.Key) error {
	s.mu.Lock()
	s.calls[op]++
	hook := s.hook
	var failure error
	if queue := s.failures[op]; len(queue) > 0 {
		failure, s.failures[op] = queue[0], queue[1:]
	}
	s.mu.Unlock()
	if failure != nil {
		return failure
	}
	if hook != nil {
		if err := hook(ctx, op, key); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Prepare implements codeworm.SinkPreparer.
func (s *Sink) Prepare(ctx context.Context) error {
	return s.begin(ctx, SinkPrepare, page.Key{})
}

// Publish implements codeworm.DevlogSink.
func (s *Sink) Publish(ctx context.Context, p page.Page) (codeworm.Publication, error) {
	if err := s.begin(ctx, SinkPublish, p.Key); err != nil {
		return codeworm.Publication{}, err
	}
	if want := p.Key.PagePath(); p.Path != want {
		return codeworm.Publication{}, fmt.Errorf("memory sink: page of %s: path %q is not the key's %q", p.Key, p.Path, want)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.put(p), nil
}

// PublishGroup implements codeworm.PageGrouper. It counts as a SinkPublish of each page, and does nothing when one of them is to fail.
func (s *Sink) PublishGroup(ctx context.Context, pages []page.Page) ([]codeworm.Publication, error) {
	for _, p := range pages {
		if err := s.begin(ctx, SinkPublish, p.Key); err != nil {
			return nil, err
		}
		if want := p.Key.PagePath(); p.Path != want {
			return nil, fmt.Errorf("memory sink: page of %s: path %q is not the key's %q", p.Key, p.Path, want)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.groups = append(s.groups, len(pages))
	pubs := make([]codeworm.Publication, len(pages))
	for i, p := range pages {
		pubs[i] = s.put(p)
	}
	return pubs, nil
}

// Groups returns of how many pages each call of PublishGroup was that succeeded, in order.
func (s *Sink) Groups() []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.groups)
}

// put publishes the page. The lock is held.
func (s *Sink) put(p page.Page) codeworm.Publication {
	if h, ok := s.held[p.Key]; ok && !p.Replaces(h.page.Meta) {
		pub := h.publication()
		pub.Unchanged = true
		return pub
	}
	p.Markdown = bytes.Clone(p.Markdown)
	s.revision++
	h := heldPage{page: p, revision: s.revision}
	s.held[p.Key] = h
	s.log = append(s.log, p)
	return h.publication()
}

// Find implements codeworm.PageFinder.
func (s *Sink) Find(ctx context.Context, key page.Key) (*page.Meta, *codeworm.Publication, error) {
	if err := s.begin(ctx, SinkFind, key); err != nil {
		return nil, nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	h, ok := s.held[key]
	if !ok {
		return nil, nil, nil
	}
	meta, pub := h.page.Meta, h.publication()
	return &meta, &pub, nil
}

// Keys implements codeworm.PageLister.
func (s *Sink) Keys(ctx context.Context) ([]page.Key, error) {
	if err := s.begin(ctx, SinkList, page.Key{}); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Keys(s.held)), nil
}

// Retire implements codeworm.PageRetirer.
func (s *Sink) Retire(ctx context.Context, key page.Key) (codeworm.Publication, error) {
	if err := s.begin(ctx, SinkRetire, key); err != nil {
		return codeworm.Publication{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.held[key]; !ok {
		return codeworm.Publication{Path: key.PagePath(), Unchanged: true}, nil
	}
	s.revision++
	pub := heldPage{page: page.Page{Path: key.PagePath()}, revision: s.revision}.publication()
	delete(s.held, key)
	s.retired = append(s.retired, key)
	return pub, nil
}

// Push implements codeworm.SinkPusher.
func (s *Sink) Push(ctx context.Context) error {
	if err := s.begin(ctx, SinkPush, page.Key{}); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pushed = s.revision
	return nil
}

// Describe implements codeworm.SinkDescriber.
func (s *Sink) Describe() string { return "memory" }

func (h heldPage) publication() codeworm.Publication {
	return codeworm.Publication{
		Path: h.page.Path, Revision: strconv.Itoa(h.revision), Location: "memory:" + h.page.Path,
	}
}
