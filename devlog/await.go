package devlog

import (
	"context"

	"github.com/codeworm/codeworm"
)

var (
	_ codeworm.PageAwaiter = (*Git)(nil)
	_ codeworm.PageAwaiter = (*Several)(nil)
)

// Awaits says which commits are none of this clone's, where it has a remote. It implements codeworm.PageAwaiter.
func (g *Git) Awaits(ctx context.Context, revisions []string) ([]bool, error) {
	awaited := make([]bool, len(revisions))
	if g.config.Remote == "" || len(revisions) == 0 {
		return awaited, ctx.Err()
	}
	if err := g.turns.take(ctx); err != nil {
		return nil, err
	}
	defer g.turns.give()
	if found, err := g.open(ctx); err != nil || !found {
		return awaited, g.failed(err)
	}
	var hashes []string
	var of []int
	for i, r := range revisions {
		if isHash(r) {
			hashes, of = append(hashes, r), append(of, i)
		}
	}
	infos, err := g.repo.reader.Infos(ctx, hashes)
	if err != nil {
		return nil, g.failed(err)
	}
	for i, info := range infos {
		awaited[of[i]] = info.Hash == ""
	}
	return awaited, nil
}

// isHash reports whether a text is a commit's name as git writes it.
func isHash(text string) bool {
	for _, c := range text {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return len(text) == 40 || len(text) == 64
}

// Awaits asks the first sink, whose revisions those of pages are. It implements codeworm.PageAwaiter.
func (m *Several) Awaits(ctx context.Context, revisions []string) ([]bool, error) {
	if a, ok := m.sinks[0].(codeworm.PageAwaiter); ok {
		return a.Awaits(ctx, revisions)
	}
	return make([]bool, len(revisions)), ctx.Err()
}
