package devlog

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/page"
)

// Several is a sink that publishes into several others.
type Several struct {
	sinks []codeworm.DevlogSink

	mu     sync.Mutex
	behind []map[page.Key]late // by sink: what it did not take and will
	failed []error             // by sink: why it could not be prepared; nil when it was
	losses []string            // by sink: its last answer to Losses
}

// late is what a sink has to do yet.
type late struct {
	page  page.Page
	taken bool // the page is taken back instead
}

var (
	_ codeworm.DevlogSink    = (*Several)(nil)
	_ codeworm.SinkPreparer  = (*Several)(nil)
	_ codeworm.PageFinder    = (*Several)(nil)
	_ codeworm.PageGuard     = (*Several)(nil)
	_ codeworm.PageGrouper   = (*Several)(nil)
	_ codeworm.PageLister    = (*Several)(nil)
	_ codeworm.PageRetirer   = (*Several)(nil)
	_ codeworm.PageLinker    = (*Several)(nil)
	_ codeworm.SinkPusher    = (*Several)(nil)
	_ codeworm.SinkDescriber = (*Several)(nil)
)

// Multi returns a sink that publishes into all the given sinks. The first is the primary: its publications are returned where it can,
// and Find asks it before the others.
//
// One that fails stops none of the others: Publish and Retire succeed when one of the sinks did, and fail with the errors of all when none did.
// What the others lack they get as soon as they take pages again: with the next page that they take, with each Push, which fails as
// long as one is behind, and, over a restart, by Prepare, which compares what the sinks hold as far as they are Git and Folder.
//
// Multi panics when no sink is given.
func Multi(sinks ...codeworm.DevlogSink) *Several {
	if len(sinks) == 0 {
		panic("devlog.Multi: no sink is given")
	}
	m := &Several{sinks: append([]codeworm.DevlogSink(nil), sinks...), failed: make([]error, len(sinks))}
	for range sinks {
		m.behind = append(m.behind, map[page.Key]late{})
	}
	return m
}

// each calls fn with every sink, the primary last, and stops at an error.
func (m *Several) each(fn func(i int, s codeworm.DevlogSink) error) error {
	for i := len(m.sinks) - 1; i >= 0; i-- {
		if err := fn(i, m.sinks[i]); err != nil {
			return m.named(i, err)
		}
	}
	return nil
}

// named says which sink an error is of.
func (m *Several) named(i int, err error) error {
	return fmt.Errorf("sink %d of %d (%s): %w", i+1, len(m.sinks), describe(m.sinks[i]), err)
}

func describe(s codeworm.DevlogSink) string {
	if d, ok := s.(codeworm.SinkDescriber); ok {
		return d.Describe()
	}
	return fmt.Sprintf("%T", s)
}

// Describe implements codeworm.SinkDescriber.
func (m *Several) Describe() string {
	texts := make([]string, len(m.sinks))
	for i, s := range m.sinks {
		texts[i] = describe(s)
	}
	return strings.Join(texts, " and ")
}

// Find asks the sinks that can look up what they have, until one answers. It implements
// codeworm.PageFinder; the error is errors.ErrUnsupported when none can.
func (m *Several) Find(ctx context.Context, key page.Key) (*page.Meta, *codeworm.Publication, error) {
	var errs []error
	for i, s := range m.sinks {
		f, ok := s.(codeworm.PageFinder)
		if !ok {
			continue
		}
		meta, pub, err := f.Find(ctx, key)
		if err == nil {
			return meta, pub, nil
		}
		errs = append(errs, m.named(i, err))
	}
	if len(errs) == 0 {
		return nil, nil, fmt.Errorf("looking up pages in %s: %w", m.Describe(), errors.ErrUnsupported)
	}
	return nil, nil, errors.Join(errs...)
}

// Blocked asks the sinks that can say it: a page that one of the sinks takes is not blocked, and the others get it later. It
// implements codeworm.PageGuard.
func (m *Several) Blocked(ctx context.Context, key page.Key) error {
	var errs []error
	for i, s := range m.sinks {
		g, ok := s.(codeworm.PageGuard)
		if !ok {
			return nil
		}
		err := g.Blocked(ctx, key)
		if err == nil {
			return nil
		}
		errs = append(errs, m.named(i, err))
	}
	return errors.Join(errs...)
}

// Keys lists what one of the sinks that can list holds. It implements codeworm.PageLister; the error is
// errors.ErrUnsupported when none can.
func (m *Several) Keys(ctx context.Context) ([]page.Key, error) {
	listers := 0
	held := map[page.Key]bool{}
	err := m.each(func(_ int, s codeworm.DevlogSink) error {
		l, ok := s.(codeworm.PageLister)
		if !ok {
			return nil
		}
		keys, err := l.Keys(ctx)
		if errors.Is(err, errors.ErrUnsupported) {
			return nil
		}
		listers++
		for _, key := range keys {
			held[key] = true
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if listers == 0 {
		return nil, fmt.Errorf("listing the pages in %s: %w", m.Describe(), errors.ErrUnsupported)
	}
	return slices.Collect(maps.Keys(held)), nil
}

// LinksPages reports whether every sink keeps links between pages true. It implements codeworm.PageLinker.
func (m *Several) LinksPages() bool {
	return !slices.ContainsFunc(m.sinks, func(s codeworm.DevlogSink) bool {
		l, ok := s.(codeworm.PageLinker)
		return !ok || !l.LinksPages()
	})
}
