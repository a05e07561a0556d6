package codewormtest

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/page"
)

// sinkWriters is how many goroutines publish at a time in the suite.
const sinkWriters = 16

// TestDevlogSink checks a sink against the contract of codeworm.DevlogSink and
// of every optional interface it implements. newSink returns an empty sink each
// time, with a place of its own; it registers its cleanup with t. Where a
// publication's Location is a file that ends in its Path, the file is looked at too, and edited by hand; the pages of
// a sink that is a SinkTexts are looked at and edited by that. A sink that is a SinkBreaker is tried without its network.
//
// A sink that keeps files has to keep them below t.TempDir of the T that it is given: that
// folder lies deep inside another one, where what a sink without care writes
// outside of its own is found, and cleaned up. For this the suite sets the variable that
// names the folder of temporary files, so it cannot run in a parallel test.
func TestDevlogSink(t *testing.T, newSink func(t *testing.T) codeworm.DevlogSink) {
	t.Helper()
	outer := t.TempDir()
	for _, test := range []struct {
		name string
		run  func(t *testing.T, s codeworm.DevlogSink)
	}{
		{"Publish", testSinkPublish},
		{"PublishAgain", testSinkPublishAgain},
		{"Replace", testSinkReplace},
		{"ReplaceByModel", testSinkReplaceByModel},
		{"ManyKeys", testSinkManyKeys},
		{"TextIsTheSinksOwn", testSinkOwnsText},
		{"ConcurrentPages", testSinkConcurrentPages},
		{"ConcurrentSamePage", testSinkConcurrentSame},
		{"CancelledBefore", testSinkCancelledBefore},
		{"CancelledWhile", testSinkCancelledWhile},
		{"HostilePaths", func(t *testing.T, s codeworm.DevlogSink) { testSinkHostilePaths(t, s, outer) }},
		{"Prepare", testSinkPrepare},
		{"Find", testSinkFind},
		{"List", testSinkList},
		{"Group", testSinkGroup},
		{"Retire", testSinkRetire},
		{"Links", testSinkLinks},
		{"EditsByHand", testSinkEdits},
		{"LostRequests", func(t *testing.T, s codeworm.DevlogSink) { testSinkLost(t, s, false) }},
		{"LostAnswers", func(t *testing.T, s codeworm.DevlogSink) { testSinkLost(t, s, true) }},
		{"Push", testSinkPush},
		{"Describe", testSinkDescribe},
	} {
		t.Run(test.name, func(t *testing.T) {
			nest(t, outer)
			s := newSink(t)
			if p, ok := s.(codeworm.SinkPreparer); ok {
				require.NoError(t, p.Prepare(t.Context()))
			}
			test.run(t, s)
		})
	}
}

func testSinkPublish(t *testing.T, s codeworm.DevlogSink) {
	p := Page(SinkKeys(1)[0], "f1")
	pub, err := s.Publish(t.Context(), p)
	require.NoError(t, err)
	assert.NotEmpty(t, pub.Path)
	assert.False(t, pub.Unchanged, "the page is new")
	assertPublished(t, s, pub, p)
}

func testSinkPublishAgain(t *testing.T, s codeworm.DevlogSink) {
	p := Page(SinkKeys(1)[0], "f1")
	first := mustPublish(t, s, p)
	again := mustPublish(t, s, p)
	assert.True(t, again.Unchanged, "same key and fingerprint: nothing changes")
	first.Unchanged = true
	assert.Equal(t, first, again, "the second publication describes the first")

	other := mustPublish(t, s, Page(SinkKeys(2)[1], "f1"))
	assert.False(t, other.Unchanged, "the fingerprint alone is no identity")
	again = mustPublish(t, s, p)
	assert.True(t, again.Unchanged, "also after other pages")
}

func testSinkReplace(t *testing.T, s codeworm.DevlogSink) {
	key := SinkKeys(1)[0]
	first, second := Page(key, "f1"), Page(key, "f2")
	at := mustPublish(t, s, first).Path
	pub := mustPublish(t, s, second)
	assert.False(t, pub.Unchanged, "a new fingerprint replaces the page")
	assert.Equal(t, at, pub.Path, "in the same place")
	assertPublished(t, s, pub, second)
	assert.True(t, mustPublish(t, s, second).Unchanged)

	pub = mustPublish(t, s, first)
	assert.False(t, pub.Unchanged, "the earlier page is not there any more")
	assertPublished(t, s, pub, first)
}

// testSinkReplaceByModel publishes pages of one state of the source, of which some take the place of others.
func testSinkReplaceByModel(t *testing.T, s codeworm.DevlogSink) {
	key := SinkKeys(1)[0]
	of := func(model string, days int) page.Page {
		return Page(key, "f1", func(m *page.Meta) {
			m.Model, m.Provisional = model, model == "facts-only"
			m.Summary = "Written by " + model + "."
			m.GeneratedAt = m.GeneratedAt.AddDate(0, 0, days)
		})
	}
	mustPublish(t, s, of("facts-only", 0))
	written := of("qwen2.5:7b", 0)
	pub := mustPublish(t, s, written)
	assert.False(t, pub.Unchanged, "a model's page takes the place of one that none wrote")
	assertPublished(t, s, pub, written)
	assert.True(t, mustPublish(t, s, of("facts-only", 2)).Unchanged, "and never the other way round")
	assert.True(t, mustPublish(t, s, written).Unchanged)
	renewed := of("qwen2.5:7b", 90)
	pub = mustPublish(t, s, renewed)
	assert.False(t, pub.Unchanged, "a page that is old is written again")
	assertPublished(t, s, pub, renewed)
}

func testSinkManyKeys(t *testing.T, s codeworm.DevlogSink) {
	keys := SinkKeys(20)
	require.NotEmpty(t, keys)
	paths := map[string]page.Key{}
	var pubs []codeworm.Publication
	for _, key := range keys {
		pub := mustPublish(t, s, Page(key, "f"))
		require.False(t, pub.Unchanged, "%s", key)
		folded := strings.ToLower(pub.Path)
		require.NotContains(t, paths, folded, "%s took the place of %s", key, paths[folded])
		paths[folded] = key
		pubs = append(pubs, pub)
	}
	for i, key := range keys {
		assertPublished(t, s, pubs[i], Page(key, "f"))
		require.True(t, mustPublish(t, s, Page(key, "f")).Unchanged, "%s is still there", key)
	}
}

func testSinkOwnsText(t *testing.T, s codeworm.DevlogSink) {
	p := Page(SinkKeys(1)[0], "f1")
	want := Page(SinkKeys(1)[0], "f1")
	pub := mustPublish(t, s, p)
	for i := range p.Markdown {
		p.Markdown[i] = 'x'
	}
	assertPublished(t, s, pub, want)
}

func testSinkConcurrentPages(t *testing.T, s codeworm.DevlogSink) {
	keys := SinkKeys(sinkWriters)
	pubs := make([]codeworm.Publication, len(keys))
	errs := make([]error, len(keys))
	var wg sync.WaitGroup
	for i, key := range keys {
		wg.Go(func() { pubs[i], errs[i] = s.Publish(t.Context(), Page(key, "f1")) })
	}
	wg.Wait()
	for i, key := range keys {
		require.NoError(t, errs[i], "%s", key)
		assert.False(t, pubs[i].Unchanged, "%s", key)
		assertPublished(t, s, pubs[i], Page(key, "f1"))
		assert.True(t, mustPublish(t, s, Page(key, "f1")).Unchanged, "%s is there", key)
	}
}

func testSinkConcurrentSame(t *testing.T, s codeworm.DevlogSink) {
	p := Page(SinkKeys(1)[0], "f1")
	pubs := make([]codeworm.Publication, sinkWriters)
	errs := make([]error, sinkWriters)
	var wg sync.WaitGroup
	for i := range sinkWriters {
		wg.Go(func() { pubs[i], errs[i] = s.Publish(t.Context(), p) })
	}
	wg.Wait()
	changed := 0
	for i := range sinkWriters {
		require.NoError(t, errs[i])
		if !pubs[i].Unchanged {
			changed++
		}
	}
	assert.Equal(t, 1, changed, "one of them published, the others found it there")
	assertPublished(t, s, pubs[0], p)
}

func testSinkCancelledBefore(t *testing.T, s codeworm.DevlogSink) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p := Page(SinkKeys(1)[0], "f1")
	_, err := s.Publish(ctx, p)
	require.ErrorIs(t, err, context.Canceled)
	assertAbsent(t, s, p.Key)
	assert.False(t, mustPublish(t, s, p).Unchanged, "nothing was there")
	if r, ok := s.(codeworm.PageRetirer); ok {
		_, err := r.Retire(ctx, p.Key)
		require.ErrorIs(t, err, context.Canceled)
		assert.True(t, mustPublish(t, s, p).Unchanged, "the page is still there")
	}
	if f, ok := s.(codeworm.PageFinder); ok {
		_, _, err := f.Find(ctx, p.Key)
		require.ErrorIs(t, err, context.Canceled)
	}
}

// testSinkCancelledWhile cancels at many moments of a publication: whatever it
// answers has to be what is the case.
func testSinkCancelledWhile(t *testing.T, s codeworm.DevlogSink) {
	started := time.Now()
	mustPublish(t, s, Page(SinkKeys(1)[0], "warm"))
	usual := time.Since(started)
	const moments = 10
	for i := range moments {
		p := Page(SinkKeys(2 + i)[1+i], "f1")
		ctx, cancel := context.WithTimeout(t.Context(), usual*time.Duration(i)/moments)
		_, err := s.Publish(ctx, p)
		cancel()
		there := err == nil
		if err != nil {
			require.ErrorIs(t, err, context.DeadlineExceeded)
			if errors.Is(err, codeworm.ErrUnsettled) {
				there = finds(t, s, p.Key)
			} else {
				assertAbsent(t, s, p.Key)
			}
		}
		pub := mustPublish(t, s, p)
		assert.Equal(t, there, pub.Unchanged, "after %v the page was there or not as Publish had said (%v)", usual*time.Duration(i)/moments, err)
		assertPublished(t, s, pub, p)
	}
}

// nest makes t.TempDir give folders that lie deep inside the outer one.
func nest(t *testing.T, outer string) {
	t.Helper()
	deep := filepath.Join(outer, "deep", "er", "still")
	require.NoError(t, os.MkdirAll(deep, 0o755))
	for _, name := range []string{"GOTMPDIR", "TMPDIR", "TMP", "TEMP"} {
		t.Setenv(name, deep)
	}
}

// hostilePaths are paths that no page has, each of which could do harm.
var hostilePaths = []string{
	"", ".", "..", "/", "../x.md", "../../x.md", "../../../x.md", "a/../../b.md", "a/../b.md", "./x.md", "a//b.md", "a/", "a/.",
	".git/hooks/pre-commit", ".git/config", ".GIT/config", "a/.git/hooks/x", ".git", ".gitattributes", ".gitmodules",
	`..\x.md`, `a\..\..\b.md`, `C:\x.md`, "a\x00b.md", "README.md", "-rf", "a/\nb.md",
}

func testSinkHostilePaths(t *testing.T, s codeworm.DevlogSink, outer string) {
	good := Page(SinkKeys(1)[0], "f1")
	root := sinkRoot(mustPublish(t, s, good))
	before, beside := sinkFiles(t, root), filesBelow(t, outer, root)
	require.NotEmpty(t, hostilePaths)
	absolute := filepath.ToSlash(filepath.Join(outer, "abs.md"))
	for _, path := range append([]string{absolute, "/" + absolute}, hostilePaths...) {
		p := Page(SinkKeys(2)[1], "f1")
		p.Path = path
		_, err := s.Publish(t.Context(), p)
		assert.Error(t, err, "path %q", path)
		assertAbsent(t, s, p.Key)
	}
	assert.Equal(t, before, sinkFiles(t, root), "nothing is written for a refused page")
	assert.Equal(t, beside, filesBelow(t, outer, root), "nor outside of the sink's place")
	assert.True(t, mustPublish(t, s, good).Unchanged, "the sink still works")
}

func testSinkPrepare(t *testing.T, s codeworm.DevlogSink) {
	p, ok := s.(codeworm.SinkPreparer)
	if !ok {
		return
	}
	page := Page(SinkKeys(1)[0], "f1")
	pub := mustPublish(t, s, page)
	files := sinkFiles(t, sinkRoot(pub))
	var wg sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		wg.Go(func() { errs[i] = p.Prepare(t.Context()) })
	}
	wg.Wait()
	for _, err := range errs {
		require.NoError(t, err, "again, and several at a time")
	}
	assert.Equal(t, files, sinkFiles(t, sinkRoot(pub)), "the second time there is nothing to do")
	assertPublished(t, s, pub, page)
}

func testSinkFind(t *testing.T, s codeworm.DevlogSink) {
	f, ok := s.(codeworm.PageFinder)
	if !ok {
		return
	}
	key := SinkKeys(1)[0]
	assertAbsent(t, s, key)
	for _, fingerprint := range []string{"f1", "f2"} {
		p := Page(key, fingerprint)
		want := mustPublish(t, s, p)
		meta, pub, err := f.Find(t.Context(), key)
		require.NoError(t, err)
		require.NotNil(t, meta)
		require.NotNil(t, pub)
		assert.True(t, p.GeneratedAt.Equal(meta.GeneratedAt))
		meta.GeneratedAt = p.GeneratedAt
		assert.Equal(t, p.Meta, *meta)
		assert.Equal(t, want.Path, pub.Path)
		assert.Equal(t, want.Location, pub.Location)
	}
	assertAbsent(t, s, SinkKeys(2)[1])
}

func testSinkList(t *testing.T, s codeworm.DevlogSink) {
	l, ok := s.(codeworm.PageLister)
	if !ok {
		return
	}
	want := []page.Key{}
	holds := func() {
		t.Helper()
		got, err := l.Keys(t.Context())
		if errors.Is(err, errors.ErrUnsupported) {
			return
		}
		require.NoError(t, err)
		assert.ElementsMatch(t, want, got)
	}
	holds()
	for _, key := range SinkKeys(3) {
		mustPublish(t, s, Page(key, "f1"))
		want = append(want, key)
	}
	mustPublish(t, s, Page(want[0], "f2"))
	holds()
	if r, ok := s.(codeworm.PageRetirer); ok {
		if _, err := r.Retire(t.Context(), want[2]); !errors.Is(err, errors.ErrUnsupported) {
			require.NoError(t, err)
			want = want[:2]
			holds()
		}
	}
}

func testSinkRetire(t *testing.T, s codeworm.DevlogSink) {
	r, ok := s.(codeworm.PageRetirer)
	if !ok {
		return
	}
	gone, stays := Page(SinkKeys(1)[0], "f1"), Page(SinkKeys(2)[1], "f1")
	_, err := r.Retire(t.Context(), gone.Key)
	require.NoError(t, err, "a page that was never there is no error")
	pub := mustPublish(t, s, gone)
	staying := mustPublish(t, s, stays)
	for range 2 {
		_, err = r.Retire(t.Context(), gone.Key)
		require.NoError(t, err)
		assertAbsent(t, s, gone.Key)
		if root := sinkRoot(pub); root != "" {
			assert.NoFileExists(t, pub.Location)
		}
	}
	assertPublished(t, s, staying, stays)
	assert.False(t, mustPublish(t, s, gone).Unchanged, "a retired page can come back")
	assertPublished(t, s, pub, gone)
}

func testSinkPush(t *testing.T, s codeworm.DevlogSink) {
	p, ok := s.(codeworm.SinkPusher)
	if !ok {
		return
	}
	page := Page(SinkKeys(1)[0], "f1")
	pub := mustPublish(t, s, page)
	// Whether a push works is up to the remote; that it takes nothing away is not.
	if err := p.Push(t.Context()); err != nil {
		t.Logf("push: %v", err)
	}
	assertPublished(t, s, pub, page)
	assert.True(t, mustPublish(t, s, page).Unchanged)
}

func testSinkDescribe(t *testing.T, s codeworm.DevlogSink) {
	d, ok := s.(codeworm.SinkDescriber)
	if !ok {
		return
	}
	text := d.Describe()
	assert.NotEmpty(t, text)
	assert.NotContains(t, text, "\n")
	assert.Equal(t, text, d.Describe())
}

func mustPublish(t *testing.T, s codeworm.DevlogSink, p page.Page) codeworm.Publication {
	t.Helper()
	pub, err := s.Publish(t.Context(), p)
	require.NoError(t, err, "%s", p.Key)
	return pub
}

// assertPublished checks by every means the sink offers that the page is there.
func assertPublished(t *testing.T, s codeworm.DevlogSink, pub codeworm.Publication, p page.Page) {
	t.Helper()
	if f, ok := s.(codeworm.PageFinder); ok {
		meta, found, err := f.Find(t.Context(), p.Key)
		require.NoError(t, err)
		if assert.NotNil(t, meta, "%s is not found", p.Key) {
			assert.Equal(t, p.Key, meta.Key)
			assert.Equal(t, p.Fingerprint, meta.Fingerprint)
			assert.Equal(t, pub.Path, found.Path)
		}
	}
	data, ok := textOf(t, s, pub)
	if !ok {
		return
	}
	meta, err := page.ParseMeta(data)
	require.NoError(t, err, "%s", pub.Location)
	assert.Equal(t, p.Key, meta.Key)
	assert.Equal(t, p.Fingerprint, meta.Fingerprint)
	assert.True(t, bytes.Contains(data, []byte(p.Summary)), "%s holds the page's text", pub.Location)
}

func assertAbsent(t *testing.T, s codeworm.DevlogSink, key page.Key) {
	t.Helper()
	f, ok := s.(codeworm.PageFinder)
	if !ok {
		return
	}
	meta, pub, err := f.Find(t.Context(), key)
	require.NoError(t, err)
	assert.Nil(t, meta, "%s is not there", key)
	assert.Nil(t, pub)
}

// sinkRoot is the folder the publication's file is below, or "" when its Location
// is not a file.
func sinkRoot(pub codeworm.Publication) string {
	root, ok := strings.CutSuffix(pub.Location, string(filepath.Separator)+filepath.FromSlash(pub.Path))
	if !ok || !filepath.IsAbs(root) {
		return ""
	}
	return root
}

// sinkFiles is every file below the parent of the sink's folder with its text,
// without what git keeps for itself; its hooks and its configuration count.
func sinkFiles(t *testing.T, root string) map[string]string {
	t.Helper()
	files := map[string]string{}
	if root == "" {
		return files
	}
	git := filepath.Join(root, ".git")
	require.NoError(t, filepath.WalkDir(filepath.Dir(root), func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && filepath.Dir(path) == git && d.Name() != "hooks":
			return fs.SkipDir
		case !d.Type().IsRegular(), filepath.Dir(path) == git && d.Name() != "config":
			return nil
		}
		data, err := os.ReadFile(path)
		files[path] = string(data)
		return err
	}))
	return files
}

// filesBelow is the names of the files below a folder, without those of the sink.
func filesBelow(t *testing.T, folder, root string) (names []string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case path == root:
			return fs.SkipDir
		case !d.IsDir():
			names = append(names, path)
		}
		return nil
	}))
	return names
}
