package codewormtest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/page"
)

// testSinkGroup publishes several pages in one step, where the sink can do it.
func testSinkGroup(t *testing.T, s codeworm.DevlogSink) {
	g, ok := s.(codeworm.PageGrouper)
	if !ok {
		return
	}
	publish := func(pages ...page.Page) {
		t.Helper()
		held := map[page.Key]bool{}
		if f, ok := s.(codeworm.PageFinder); ok {
			for _, p := range pages {
				meta, _, err := f.Find(t.Context(), p.Key)
				require.NoError(t, err)
				held[p.Key] = meta != nil && meta.Fingerprint == p.Fingerprint
			}
		}
		pubs, err := g.PublishGroup(t.Context(), pages)
		require.NoError(t, err)
		require.Len(t, pubs, len(pages))
		for i, p := range pages {
			assert.Equal(t, p.Path, pubs[i].Path, "in the order of the pages")
			assert.Equal(t, held[p.Key], pubs[i].Unchanged, "%s", p.Key)
			assertPublished(t, s, pubs[i], p)
			single := mustPublish(t, s, p)
			assert.True(t, single.Unchanged, "%s was published already", p.Key)
			pubs[i].Unchanged = true
			assert.Equal(t, single, pubs[i])
		}
	}
	keys := SinkKeys(8)
	publish(Page(keys[0], "f1"), Page(keys[1], "f1"), Page(keys[3], "f1"))
	publish(Page(keys[4], "f1"), Page(keys[1], "f1"), Page(keys[0], "f2"))
	publish(Page(keys[4], "f1"), Page(keys[1], "f1"))
	publish(Page(keys[5], "f1"))

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := g.PublishGroup(ctx, []page.Page{Page(keys[6], "f1"), Page(keys[7], "f1")})
	require.ErrorIs(t, err, context.Canceled)
	astray := Page(keys[7], "f1")
	astray.Path = "elsewhere/" + astray.Path
	for _, pages := range [][]page.Page{{Page(keys[6], "f1"), astray}, {astray, Page(keys[6], "f1")}} {
		_, err := g.PublishGroup(t.Context(), pages)
		require.Error(t, err)
	}
	assertAbsent(t, s, keys[6])
	assertAbsent(t, s, keys[7])
	publish(Page(keys[6], "f1"), Page(keys[7], "f1"))
}
