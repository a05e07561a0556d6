package codewormtest

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/page"
)

// testSinkLinks publishes pages that link to each other, to themselves and to a page that is not there.
func testSinkLinks(t *testing.T, s codeworm.DevlogSink) {
	l, ok := s.(codeworm.PageLinker)
	if !ok || !l.LinksPages() {
		return
	}
	keys := SinkKeys(6)
	goal, missing := keys[5].PagePath(), keys[4].PagePath()
	mustPublish(t, s, Page(keys[5], "f1"))
	links := func(text []byte, at string) (to []string) {
		page.Relink(text, at, func(p string) string { to = append(to, p); return "" })
		return to
	}
	var pubs []codeworm.Publication
	for _, key := range keys[:3] {
		p := Page(key, "f1")
		text := ""
		for _, to := range []string{goal, missing, p.Path} {
			text += "It uses [`it`](" + page.LinkTo(p.Path, to) + ") there.\n\n"
		}
		p.Markdown = bytes.Replace(p.Markdown, []byte("State "), []byte(text+"State "), 1)
		require.Equal(t, []string{goal, missing, p.Path}, links(p.Markdown, p.Path))
		pubs = append(pubs, mustPublish(t, s, p))
	}
	look := func(want ...string) {
		t.Helper()
		for i, pub := range pubs {
			assertPublished(t, s, pub, Page(keys[i], "f1"))
			text, ok := textOf(t, s, pub)
			if !ok {
				continue
			}
			assert.Equal(t, len(want)+1, bytes.Count(text, []byte("[`it`](")), "those that are held, and itself")
			if pub.Path == Page(keys[i], "f1").Path { // where pages have other names, links do too
				assert.Equal(t, append(want[:len(want):len(want)], pub.Path), links(text, pub.Path))
			}
			assert.Equal(t, 3, bytes.Count(text, []byte("`it`")), "the words stay")
		}
	}
	look(goal)
	if r, ok := s.(codeworm.PageRetirer); ok {
		_, err := r.Retire(t.Context(), keys[5])
		require.NoError(t, err)
		look()
	}
}
