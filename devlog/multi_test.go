package devlog

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/page"
)

func TestMulti(t *testing.T) {
	codewormtest.TestDevlogSink(t, func(t *testing.T) codeworm.DevlogSink {
		return Multi(newFolder(t), codewormtest.NewSink(), newFolder(t))
	})
}

func TestMultiOfOne(t *testing.T) {
	codewormtest.TestDevlogSink(t, func(t *testing.T) codeworm.DevlogSink { return Multi(newFolder(t)) })
}

// TestMultiGoesOnWhenOneFails has one of the sinks fail at each place.
func TestMultiGoesOnWhenOneFails(t *testing.T) {
	full := errors.New("disk full")
	one, other := codewormtest.Page(testKeys[0], "f1"), codewormtest.Page(testKeys[1], "f1")
	for failing := range 3 {
		all := []*codewormtest.Sink{codewormtest.NewSink(), codewormtest.NewSink(), codewormtest.NewSink()}
		m := Multi(all[0], all[1], all[2])
		all[failing].FailNext(codewormtest.SinkPublish, full)
		pub, err := m.Publish(t.Context(), one)
		require.NoError(t, err)
		assert.False(t, pub.Unchanged)
		for i, s := range all {
			assert.Equal(t, i != failing, len(s.Pages()) == 1, "the others have it")
		}
		all[failing].FailNext(codewormtest.SinkPublish, full)
		err = m.Push(t.Context())
		require.ErrorIs(t, err, full)
		assert.ErrorContains(t, err, "sink "+strconv.Itoa(failing+1)+" of 3 (memory): it is 1 pages behind the others")
		_, err = m.Publish(t.Context(), other)
		require.NoError(t, err)
		for _, s := range all {
			assert.Len(t, s.Pages(), 2, "with the next page it has both")
			assert.Len(t, s.Log(), 2, "published once in each")
		}
		pub, err = m.Publish(t.Context(), one)
		require.NoError(t, err)
		assert.True(t, pub.Unchanged)

		all[failing].FailNext(codewormtest.SinkPush, full)
		require.ErrorIs(t, m.Push(t.Context()), full)
		all[failing].FailNext(codewormtest.SinkRetire, full)
		_, err = m.Retire(t.Context(), one.Key)
		require.NoError(t, err)
		assert.Len(t, all[failing].Pages(), 2)
		require.NoError(t, m.Push(t.Context()))
		for _, s := range all {
			assert.Len(t, s.Pages(), 1)
		}
		all[failing].FailNext(codewormtest.SinkPrepare, full)
		all[failing].FailNext(codewormtest.SinkPrepare, full)
		require.NoError(t, m.Prepare(t.Context()))
		require.ErrorIs(t, m.Push(t.Context()), full)
		require.NoError(t, m.Push(t.Context()), "it is prepared again")
	}
}

func TestMultiFailsWhenAllDo(t *testing.T) {
	full := errors.New("disk full")
	a, b := codewormtest.NewSink(), codewormtest.NewSink()
	m := Multi(a, b)
	a.FailNext(codewormtest.SinkPublish, full)
	b.FailNext(codewormtest.SinkPublish, full)
	_, err := m.Publish(t.Context(), codewormtest.Page(testKeys[0], "f1"))
	require.ErrorIs(t, err, full)
	assert.ErrorContains(t, err, "sink 1 of 2")
	assert.ErrorContains(t, err, "sink 2 of 2")
	require.NoError(t, m.Push(t.Context()), "it is not published, so that nobody is behind")
	assert.Empty(t, a.Pages())
	a.FailNext(codewormtest.SinkPrepare, full)
	b.FailNext(codewormtest.SinkPrepare, full)
	require.ErrorIs(t, m.Prepare(t.Context()), full)
}

// TestMultiCatchesUpOverARestart has a folder away for a while, and the program started again meanwhile.
func TestMultiCatchesUpOverARestart(t *testing.T) {
	isolate(t)
	root := t.TempDir()
	open := func() *Several {
		f, err := NewFolder(filepath.Join(root, "folder"))
		require.NoError(t, err)
		return Multi(newGitAt(t, filepath.Join(root, "git")), f)
	}
	m := open()
	require.NoError(t, m.Prepare(t.Context()))
	for i := range 3 {
		_, err := m.Publish(t.Context(), codewormtest.Page(testKeys[i], "f1"))
		require.NoError(t, err)
	}
	folder := filepath.Join(root, "folder")
	require.NoError(t, os.Rename(folder, folder+".away"))
	require.NoError(t, os.WriteFile(folder, []byte("in the way"), 0o600))
	for _, i := range []int{0, 3} {
		_, err := m.Publish(t.Context(), codewormtest.Page(testKeys[i], "f2"))
		require.NoError(t, err)
	}
	require.ErrorContains(t, m.Push(t.Context()), "sink 2 of 2")

	require.NoError(t, os.Remove(folder))
	require.NoError(t, os.Rename(folder+".away", folder))
	m = open()
	require.NoError(t, m.Prepare(t.Context()))
	require.NoError(t, m.Push(t.Context()))
	for i, fingerprint := range []string{"f2", "f1", "f1", "f2"} {
		at := testKeys[i].PagePath()
		assert.Equal(t, readText(t, filepath.Join(root, "git"), at), readText(t, folder, at))
		assert.Contains(t, readText(t, folder, at), "State "+fingerprint)
	}

	require.NoError(t, os.RemoveAll(filepath.Join(root, "git")))
	lost, removed, err := m.Missing(t.Context(), testKeys[:4])
	require.NoError(t, err)
	assert.Empty(t, lost, "the folder holds them")
	assert.Empty(t, removed)
}

// plain is a sink without any optional interface.
type plain struct{ published []page.Page }

func (p *plain) Publish(_ context.Context, page page.Page) (codeworm.Publication, error) {
	p.published = append(p.published, page)
	return codeworm.Publication{Path: page.Path}, nil
}

func TestMultiOfPlainSinks(t *testing.T) {
	one := &plain{}
	m := Multi(one)
	require.NoError(t, m.Prepare(t.Context()))
	_, err := m.Publish(t.Context(), codewormtest.Page(testKeys[0], "f1"))
	require.NoError(t, err)
	assert.Len(t, one.published, 1)
	_, _, err = m.Find(t.Context(), testKeys[0])
	require.ErrorIs(t, err, errors.ErrUnsupported)
	_, err = m.Retire(t.Context(), testKeys[0])
	require.ErrorIs(t, err, errors.ErrUnsupported)
	require.NoError(t, m.Push(t.Context()))
	assert.Equal(t, "*devlog.plain", m.Describe())

	m = Multi(one, codewormtest.NewSink())
	_, err = m.Publish(t.Context(), codewormtest.Page(testKeys[0], "f1"))
	require.NoError(t, err)
	meta, _, err := m.Find(t.Context(), testKeys[0])
	require.NoError(t, err)
	assert.NotNil(t, meta, "the second can look it up")
	assert.Panics(t, func() { Multi() })
}
