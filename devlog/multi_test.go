package devlog

import (
	"context"
	"errors"
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

// TestMultiCompletesWhatFailed has one of the sinks fail at each place.
func TestMultiCompletesWhatFailed(t *testing.T) {
	full := errors.New("disk full")
	p := codewormtest.Page(testKeys[0], "f1")
	for failing := range 3 {
		all := []*codewormtest.Sink{codewormtest.NewSink(), codewormtest.NewSink(), codewormtest.NewSink()}
		m := Multi(all[0], all[1], all[2])
		all[failing].FailNext(codewormtest.SinkPublish, full)
		_, err := m.Publish(t.Context(), p)
		require.ErrorIs(t, err, full)
		assert.ErrorContains(t, err, "of 3 (memory)")
		assert.Empty(t, all[0].Pages(), "the primary has it only when all have")
		meta, _, err := m.Find(t.Context(), p.Key)
		require.NoError(t, err)
		assert.Nil(t, meta)

		pub, err := m.Publish(t.Context(), p)
		require.NoError(t, err)
		assert.False(t, pub.Unchanged)
		pub, err = m.Publish(t.Context(), p)
		require.NoError(t, err)
		assert.True(t, pub.Unchanged)
		for _, s := range all {
			assert.Len(t, s.Log(), 1, "published once in each")
		}

		all[failing].FailNext(codewormtest.SinkPush, full)
		require.ErrorIs(t, m.Push(t.Context()), full)
		for i, s := range all {
			assert.Equal(t, i != failing, s.Pushed() == 1, "the others are pushed all the same")
		}
		all[failing].FailNext(codewormtest.SinkRetire, full)
		_, err = m.Retire(t.Context(), p.Key)
		require.ErrorIs(t, err, full)
		_, err = m.Retire(t.Context(), p.Key)
		require.NoError(t, err)
		for _, s := range all {
			assert.Empty(t, s.Pages())
		}
		all[failing].FailNext(codewormtest.SinkPrepare, full)
		require.ErrorIs(t, m.Prepare(t.Context()), full)
	}
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
