package devlog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/page"
)

// Several is a sink that publishes into several others.
type Several struct {
	sinks []codeworm.DevlogSink
}

var (
	_ codeworm.DevlogSink    = (*Several)(nil)
	_ codeworm.SinkPreparer  = (*Several)(nil)
	_ codeworm.PageFinder    = (*Several)(nil)
	_ codeworm.PageGuard     = (*Several)(nil)
	_ codeworm.PageLister    = (*Several)(nil)
	_ codeworm.PageRetirer   = (*Several)(nil)
	_ codeworm.PageLinker    = (*Several)(nil)
	_ codeworm.SinkPusher    = (*Several)(nil)
	_ codeworm.SinkDescriber = (*Several)(nil)
)

// Multi returns a sink that publishes into all the given sinks. The first is the primary: its publications are returned,
// and Find asks it before the others. Every sink has to succeed; the error names the one that did not. A page that only
// some of them took, because another failed, goes to the rest when it is published again. The primary is written last,
// so that no page is in it alone. Multi panics when no sink is given.
func Multi(sinks ...codeworm.DevlogSink) *Several {
	if len(sinks) == 0 {
		panic("devlog.Multi: no sink is given")
	}
	return &Several{sinks: append([]codeworm.DevlogSink(nil), sinks...)}
}

// each calls fn with every sink, the primary last, and stops at an error.
func (m *Several) each(fn func(i int, s codeworm.DevlogSink) error) error {
	for i := len(m.sinks) - 1; i >= 0; i-- {
		if err := fn(i, m.sinks[i]); err != nil {
			return fmt.Errorf("sink %d of %d (%s): %w", i+1, len(m.sinks), describe(m.sinks[i]), err)
		}
	}
	return nil
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

// Prepare implements codeworm.SinkPreparer.
func (m *Several) Prepare(ctx context.Context) error {
	return m.each(func(_ int, s codeworm.DevlogSink) error {
		if p, ok := s.(codeworm.SinkPreparer); ok {
			return p.Prepare(ctx)
		}
		return nil
	})
}

// Publish implements codeworm.DevlogSink.
func (m *Several) Publish(ctx context.Context, p page.Page) (codeworm.Publication, error) {
	var pub codeworm.Publication
	err := m.each(func(_ int, s codeworm.DevlogSink) (err error) {
		pub, err = s.Publish(ctx, p)
		return err
	})
	if err != nil {
		return codeworm.Publication{}, err
	}
	return pub, nil
}

// Find asks the first sink that can look up what it has. It implements
// codeworm.PageFinder; the error is errors.ErrUnsupported when none can.
func (m *Several) Find(ctx context.Context, key page.Key) (*page.Meta, *codeworm.Publication, error) {
	for _, s := range m.sinks {
		if f, ok := s.(codeworm.PageFinder); ok {
			return f.Find(ctx, key)
		}
	}
	return nil, nil, fmt.Errorf("looking up pages in %s: %w", m.Describe(), errors.ErrUnsupported)
}

// Blocked asks every sink that can say it. It implements codeworm.PageGuard.
func (m *Several) Blocked(ctx context.Context, key page.Key) error {
	return m.each(func(_ int, s codeworm.DevlogSink) error {
		if g, ok := s.(codeworm.PageGuard); ok {
			return g.Blocked(ctx, key)
		}
		return nil
	})
}

// Keys lists what every sink that can list holds. It implements codeworm.PageLister; the error is
// errors.ErrUnsupported when none can.
func (m *Several) Keys(ctx context.Context) ([]page.Key, error) {
	listers := 0
	held := map[page.Key]int{}
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
			held[key]++
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if listers == 0 {
		return nil, fmt.Errorf("listing the pages in %s: %w", m.Describe(), errors.ErrUnsupported)
	}
	var all []page.Key
	for key, n := range held {
		if n == listers {
			all = append(all, key)
		}
	}
	return all, nil
}

// Retire takes the page out of every sink that can; the publication is that of the
// first of them. It implements codeworm.PageRetirer; the error is
// errors.ErrUnsupported when none can.
func (m *Several) Retire(ctx context.Context, key page.Key) (codeworm.Publication, error) {
	var pub codeworm.Publication
	found := false
	err := m.each(func(_ int, s codeworm.DevlogSink) (err error) {
		r, ok := s.(codeworm.PageRetirer)
		if !ok {
			return nil
		}
		found = true
		pub, err = r.Retire(ctx, key)
		return err
	})
	switch {
	case err != nil:
		return codeworm.Publication{}, err
	case !found:
		return pub, fmt.Errorf("retiring pages in %s: %w", m.Describe(), errors.ErrUnsupported)
	}
	return pub, nil
}

// LinksPages reports whether every sink keeps links between pages true. It implements codeworm.PageLinker.
func (m *Several) LinksPages() bool {
	return !slices.ContainsFunc(m.sinks, func(s codeworm.DevlogSink) bool {
		l, ok := s.(codeworm.PageLinker)
		return !ok || !l.LinksPages()
	})
}

// Push pushes every sink that can; all are tried, and their errors joined. It implements
// codeworm.SinkPusher.
func (m *Several) Push(ctx context.Context) error {
	var errs []error
	for i, s := range m.sinks {
		if p, ok := s.(codeworm.SinkPusher); ok {
			if err := p.Push(ctx); err != nil {
				errs = append(errs, fmt.Errorf("sink %d of %d (%s): %w", i+1, len(m.sinks), describe(s), err))
			}
		}
	}
	return errors.Join(errs...)
}
