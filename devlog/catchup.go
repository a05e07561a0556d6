package devlog

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/page"
)

// reading is a sink whose pages can be copied into others.
type reading interface {
	codeworm.PageFinder
	codeworm.PageLister
	// text is the whole page of a key; nil when there is none.
	text(ctx context.Context, key page.Key) ([]byte, error)
}

var (
	_ reading = (*Git)(nil)
	_ reading = (*Folder)(nil)
)

// maxBehind is how many pages a sink may be behind before the rest is left to the next Prepare: they are kept in memory.
const maxBehind = 1000

// Prepare prepares the sinks, and brings those up to date that lack pages of others. It implements codeworm.SinkPreparer, and fails when
// all of them do. One that fails is prepared again before it gets a page.
func (m *Several) Prepare(ctx context.Context) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	var errs []error
	for i := len(m.sinks) - 1; i >= 0; i-- {
		if err := m.prepare(ctx, i); err != nil {
			errs = append(errs, err)
		}
	}
	if len(errs) == len(m.sinks) {
		return errors.Join(errs...)
	}
	if err := m.compare(ctx); err != nil && ctx.Err() != nil {
		return err
	}
	for i := range m.sinks {
		if m.failed[i] == nil {
			_ = m.catchUpOne(ctx, i) // Push says what is behind
		}
	}
	return ctx.Err()
}

// prepare prepares one sink.
func (m *Several) prepare(ctx context.Context, i int) error {
	m.failed[i] = nil
	if p, ok := m.sinks[i].(codeworm.SinkPreparer); ok {
		if err := p.Prepare(ctx); err != nil {
			m.failed[i] = m.named(i, err)
		}
	}
	return m.failed[i]
}

// do has every sink do something with the keys, the primary last. The publications are those of the first of them that could, and the
// error that of all when none could. What a sink could not do is noted.
func (m *Several) do(ctx context.Context, todo map[page.Key]late, one func(s codeworm.DevlogSink) ([]codeworm.Publication, error)) ([]codeworm.Publication, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var pubs []codeworm.Publication
	var errs []error
	done := false
	for i := len(m.sinks) - 1; i >= 0; i-- {
		err := m.failed[i]
		if err != nil {
			err = m.prepare(ctx, i)
		}
		var its []codeworm.Publication
		if err == nil {
			its, err = one(m.sinks[i])
		}
		switch {
		case err == nil:
			pubs, done = its, true
			for key := range todo {
				delete(m.behind[i], key)
			}
			_ = m.catchUpOne(ctx, i) // it takes pages again; Push says what is behind
		case errors.Is(err, errors.ErrUnsupported):
			errs = append(errs, m.named(i, err))
		case ctx.Err() != nil:
			return nil, m.named(i, err)
		default:
			errs = append(errs, m.named(i, err))
			for key, later := range todo {
				if _, known := m.behind[i][key]; known || len(m.behind[i]) < maxBehind {
					m.behind[i][key] = later
				}
			}
		}
	}
	if !done {
		for i := range m.behind { // the caller tries again
			for key := range todo {
				delete(m.behind[i], key)
			}
		}
		return nil, errors.Join(errs...)
	}
	return pubs, nil
}

// single is do for one key.
func (m *Several) single(ctx context.Context, key page.Key, later late, one func(s codeworm.DevlogSink) (codeworm.Publication, error)) (codeworm.Publication, error) {
	pubs, err := m.do(ctx, map[page.Key]late{key: later}, func(s codeworm.DevlogSink) ([]codeworm.Publication, error) {
		pub, err := one(s)
		return []codeworm.Publication{pub}, err
	})
	if err != nil {
		return codeworm.Publication{}, err
	}
	return pubs[0], nil
}

// Publish implements codeworm.DevlogSink.
func (m *Several) Publish(ctx context.Context, p page.Page) (codeworm.Publication, error) {
	return m.single(ctx, p.Key, late{page: p}, func(s codeworm.DevlogSink) (codeworm.Publication, error) { return s.Publish(ctx, p) })
}

// PublishGroup publishes the pages together in every sink that can, and one by one in the others. It implements codeworm.PageGrouper.
func (m *Several) PublishGroup(ctx context.Context, pages []page.Page) ([]codeworm.Publication, error) {
	todo := map[page.Key]late{}
	for _, p := range pages {
		if err := check(m.Describe(), p); err != nil {
			return nil, err
		}
		todo[p.Key] = late{page: p}
	}
	return m.do(ctx, todo, func(s codeworm.DevlogSink) ([]codeworm.Publication, error) {
		if g, ok := s.(codeworm.PageGrouper); ok {
			return g.PublishGroup(ctx, pages)
		}
		pubs := make([]codeworm.Publication, len(pages))
		for i, p := range pages {
			var err error
			if pubs[i], err = s.Publish(ctx, p); err != nil {
				return nil, err
			}
		}
		return pubs, nil
	})
}

// Retire takes the page out of every sink that can; the publication is that of the
// first of them. It implements codeworm.PageRetirer; the error is
// errors.ErrUnsupported when none can.
func (m *Several) Retire(ctx context.Context, key page.Key) (codeworm.Publication, error) {
	return m.single(ctx, key, late{taken: true}, func(s codeworm.DevlogSink) (codeworm.Publication, error) {
		r, ok := s.(codeworm.PageRetirer)
		if !ok {
			return codeworm.Publication{}, fmt.Errorf("retiring pages: %w", errors.ErrUnsupported)
		}
		return r.Retire(ctx, key)
	})
}

// Push brings the sinks up to date that are behind, and pushes every one that can; all are tried, and their errors joined. It implements
// codeworm.SinkPusher.
func (m *Several) Push(ctx context.Context) error {
	m.mu.Lock()
	errs := []error{m.catchUp(ctx)}
	m.mu.Unlock()
	for i, s := range m.sinks {
		if p, ok := s.(codeworm.SinkPusher); ok {
			if err := p.Push(ctx); err != nil {
				errs = append(errs, m.named(i, err))
			}
		}
	}
	return errors.Join(errs...)
}

// catchUp brings every sink up to date, and says which could not be.
func (m *Several) catchUp(ctx context.Context) error {
	var errs []error
	for i := range m.sinks {
		if m.failed[i] != nil {
			if err := m.prepare(ctx, i); err != nil {
				errs = append(errs, err)
				continue
			}
		}
		errs = append(errs, m.catchUpOne(ctx, i))
	}
	return errors.Join(errs...)
}

// catchUpOne gives a sink the pages that it lacks, until it fails.
func (m *Several) catchUpOne(ctx context.Context, i int) error {
	var keys []page.Key
	for key := range m.behind[i] {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b page.Key) int { return cmp.Compare(a.String(), b.String()) })
	var first error
	for _, key := range keys {
		if err := m.settle(ctx, m.sinks[i], key, m.behind[i][key]); err != nil {
			if first = cmp.Or(first, err); errors.Is(err, codeworm.ErrSinkUnready) || ctx.Err() != nil {
				break // it would take no other either
			}
			continue
		}
		delete(m.behind[i], key)
	}
	if first == nil {
		return nil
	}
	return m.named(i, fmt.Errorf("it is %d pages behind the others: %w", len(m.behind[i]), first))
}

func (m *Several) settle(ctx context.Context, s codeworm.DevlogSink, key page.Key, l late) error {
	if !l.taken {
		_, err := s.Publish(ctx, l.page)
		return err
	}
	r, ok := s.(codeworm.PageRetirer)
	if !ok {
		return nil
	}
	_, err := r.Retire(ctx, key)
	return err
}

// compare notes what sinks lack that the first one holds whose pages can be read.
func (m *Several) compare(ctx context.Context) error {
	var source reading
	from := -1
	for i, s := range m.sinks {
		if r, ok := s.(reading); ok && m.failed[i] == nil {
			source, from = r, i
			break
		}
	}
	if source == nil {
		return nil
	}
	keys, err := source.Keys(ctx)
	if err != nil {
		return err
	}
	for i, s := range m.sinks {
		to, ok := s.(reading)
		if !ok || i == from || m.failed[i] != nil {
			continue
		}
		lacking, err := lacks(ctx, source, to, keys)
		if err != nil {
			return err
		}
		for _, p := range lacking {
			m.behind[i][p.Key] = late{page: p}
		}
	}
	return nil
}

// lacks are the pages, at most maxBehind, that one sink lacks or has in an earlier version. What a person removed there stays away.
func lacks(ctx context.Context, source, to reading, keys []page.Key) ([]page.Page, error) {
	removed := map[page.Key]bool{}
	if w, ok := to.(codeworm.PageWatcher); ok {
		_, gone, err := w.Missing(ctx, keys)
		if err != nil {
			return nil, err
		}
		for _, key := range gone {
			removed[key] = true
		}
	}
	var lacking []page.Page
	for _, key := range keys {
		if removed[key] {
			continue
		}
		meta, _, err := source.Find(ctx, key)
		if err != nil || meta == nil {
			continue // it is not readable, which is told when it is written
		}
		if has, _, err := to.Find(ctx, key); err != nil || has != nil && !meta.Replaces(*has) {
			continue
		}
		text, err := source.text(ctx, key)
		if err != nil {
			return nil, err
		}
		lacking = append(lacking, page.Page{Meta: *meta, Path: key.PagePath(), Subject: oneLine("Copy the page about " + meta.Title), Markdown: text})
		if len(lacking) == maxBehind {
			break
		}
	}
	return lacking, nil
}

func (g *Git) text(ctx context.Context, key page.Key) (text []byte, err error) {
	if err := g.turns.take(ctx); err != nil {
		return nil, err
	}
	defer g.turns.give()
	if found, err := g.open(ctx); err != nil || !found {
		return nil, g.failed(err)
	}
	if err := g.refresh(ctx); err != nil {
		return nil, g.failed(err)
	}
	err = g.texts(ctx, g.head, []string{key.PagePath()}, func(_ string, is []byte) { text = is })
	return text, g.failed(err)
}

func (f *Folder) text(_ context.Context, key page.Key) ([]byte, error) {
	t, err := openTree(f.dir)
	if err != nil {
		return nil, f.failed(err)
	}
	defer t.close()
	text, err := t.read(key.PagePath())
	return text, f.failed(err)
}
