package codewormtest

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/page"
)

// SinkTexts is a sink of a test whose pages are no files at their Location, and can be looked at and edited by hand all the same.
type SinkTexts interface {
	// Texts returns the texts of all that is there, by path.
	Texts(t *testing.T) map[string]string
	// Edit puts a text in the place of one, as a person does.
	Edit(t *testing.T, path, text string)
}

// SinkBreaker is a sink of a test whose pages are behind a network that the test can break.
type SinkBreaker interface {
	// Break loses every request from the next one on that changes something, or, with answers, the answers alone, after the requests were done.
	// The function mends it.
	Break(t *testing.T, answers bool) (mend func())
}

// textsOf is all that a sink has, by path; false where it cannot be looked at.
func textsOf(t *testing.T, s codeworm.DevlogSink, pub codeworm.Publication) (map[string]string, bool) {
	t.Helper()
	if texts, ok := s.(SinkTexts); ok {
		return texts.Texts(t), true
	}
	root := sinkRoot(pub)
	if root == "" {
		return nil, false
	}
	texts := map[string]string{}
	for name, text := range sinkFiles(t, root) {
		if at, err := filepath.Rel(root, name); err == nil {
			texts[filepath.ToSlash(at)] = text
		}
	}
	return texts, true
}

// textOf is the text of a page; false where it cannot be looked at.
func textOf(t *testing.T, s codeworm.DevlogSink, pub codeworm.Publication) ([]byte, bool) {
	t.Helper()
	texts, ok := textsOf(t, s, pub)
	if !ok {
		return nil, false
	}
	require.Contains(t, slices.Collect(maps.Keys(texts)), pub.Path)
	return []byte(texts[pub.Path]), true
}

// finds reports whether a sink finds a page. Where it cannot say so, it is taken to be there when it is not published again.
func finds(t *testing.T, s codeworm.DevlogSink, key page.Key) bool {
	t.Helper()
	f, ok := s.(codeworm.PageFinder)
	require.True(t, ok, "a sink that may not know what became of a page has to find it")
	meta, _, err := f.Find(t.Context(), key)
	require.NoError(t, err)
	return meta != nil
}

// testSinkEdits has a person write into a page that is then published again, and taken back: nothing of it is lost, without the
// sink's history even.
func testSinkEdits(t *testing.T, s codeworm.DevlogSink) {
	key := SinkKeys(1)[0]
	pub := mustPublish(t, s, Page(key, "f1"))
	text, ok := textOf(t, s, pub)
	if !ok {
		return
	}
	const line = "Ask Ada about it."
	edited := strings.Replace(string(text), "\n\n---", "\n\n"+line+"\n\n---", 1)
	require.NotEqual(t, string(text), edited)
	if texts, ok := s.(SinkTexts); ok {
		texts.Edit(t, pub.Path, edited)
	} else {
		require.NoError(t, os.WriteFile(pub.Location, []byte(edited), 0o644))
	}
	lineStays := func(err error, what string) {
		t.Helper()
		texts, _ := textsOf(t, s, pub)
		if err != nil {
			require.ErrorIs(t, err, codeworm.ErrPageBlocked, what)
			assert.Equal(t, edited, texts[pub.Path], "what is refused changes nothing")
		}
		assert.True(t, strings.Contains(strings.Join(slices.Collect(maps.Values(texts)), "\n"), line), "%s: what somebody wrote is nowhere", what)
	}
	_, err := s.Publish(t.Context(), Page(key, "f1"))
	lineStays(err, "the same page again")
	for _, fingerprint := range []string{"f2", "f3"} {
		_, err = s.Publish(t.Context(), Page(key, fingerprint))
		lineStays(err, fingerprint)
		_, err = s.Publish(t.Context(), Page(SinkKeys(2)[1], fingerprint))
		require.NoError(t, err, "others are published")
	}
	if p, ok := s.(codeworm.SinkPreparer); ok {
		require.NoError(t, p.Prepare(t.Context()))
		lineStays(err, "prepared again")
	}
	if r, ok := s.(codeworm.PageRetirer); ok {
		_, err = r.Retire(t.Context(), key)
		lineStays(err, "retired")
	}
}

// testSinkLost publishes, replaces and retires while requests or their answers are lost: a sink may not know what became of a page, but has to
// say so, and the next call settles it.
func testSinkLost(t *testing.T, s codeworm.DevlogSink, answers bool) {
	b, ok := s.(SinkBreaker)
	if !ok {
		return
	}
	f, ok := s.(codeworm.PageFinder)
	require.True(t, ok, "a sink that may not know what became of a page has to find it")
	held := func(key page.Key) string {
		meta, _, err := f.Find(t.Context(), key)
		require.NoError(t, err)
		if meta == nil {
			return ""
		}
		return meta.Fingerprint
	}
	key, before := SinkKeys(1)[0], ""
	for _, fingerprint := range []string{"f1", "f2"} {
		p := Page(key, fingerprint)
		mend := b.Break(t, answers)
		_, err := s.Publish(t.Context(), p)
		require.Error(t, err, "nothing says that it is published")
		require.ErrorIs(t, err, codeworm.ErrSinkUnready, "no target is to blame")
		mend()
		there := held(key)
		assert.Contains(t, []string{before, fingerprint}, there, "one version, whole")
		if !errors.Is(err, codeworm.ErrUnsettled) {
			assert.Equal(t, before, there, "an error says that nothing of it is visible, unless it is an ErrUnsettled: %v", err)
		}
		pub := mustPublish(t, s, p)
		assert.Equal(t, there == fingerprint, pub.Unchanged, "what got there is not published again")
		assertPublished(t, s, pub, p)
		assert.True(t, mustPublish(t, s, p).Unchanged)
		if text, ok := textOf(t, s, pub); ok {
			assert.False(t, bytes.Contains(text, []byte("State "+before+".")) && before != "", "no mixture")
		}
		before = fingerprint
	}
	r, ok := s.(codeworm.PageRetirer)
	if !ok {
		return
	}
	mend := b.Break(t, answers)
	_, err := r.Retire(t.Context(), key)
	require.Error(t, err)
	mend()
	if !errors.Is(err, codeworm.ErrUnsettled) {
		assert.Equal(t, before, held(key))
	}
	_, err = r.Retire(t.Context(), key)
	require.NoError(t, err)
	assertAbsent(t, s, key)
}
