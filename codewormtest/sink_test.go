package codewormtest_test

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

func TestSink(t *testing.T) {
	codewormtest.TestDevlogSink(t, func(*testing.T) codeworm.DevlogSink { return codewormtest.NewSink() })
}

func TestSinkRemembers(t *testing.T) {
	s := codewormtest.NewSink()
	keys := codewormtest.SinkKeys(2)
	publish := func(key page.Key, fingerprint string) {
		t.Helper()
		_, err := s.Publish(t.Context(), codewormtest.Page(key, fingerprint))
		require.NoError(t, err)
	}
	publish(keys[0], "f1")
	publish(keys[1], "f1")
	publish(keys[1], "f1")
	publish(keys[0], "f2")
	var held, log []string
	for _, p := range s.Pages() {
		held = append(held, p.Key.Symbol+" "+p.Fingerprint)
	}
	for _, p := range s.Log() {
		log = append(log, p.Key.Symbol+" "+p.Fingerprint)
	}
	assert.Equal(t, []string{"worker.run f1", "Worker.Run f2"}, held)
	assert.Equal(t, []string{"Worker.Run f1", "worker.run f1", "Worker.Run f2"}, log)
	assert.Equal(t, 4, s.Calls(codewormtest.SinkPublish))

	require.NoError(t, s.Push(t.Context()))
	assert.Equal(t, 3, s.Pushed())
	_, err := s.Retire(t.Context(), keys[1])
	require.NoError(t, err)
	assert.Equal(t, keys[1:], s.Retired())
	assert.Len(t, s.Pages(), 1)
}

func TestSinkFails(t *testing.T) {
	s := codewormtest.NewSink()
	first, second := errors.New("disk full"), errors.New("disk still full")
	s.FailNext(codewormtest.SinkPublish, first)
	s.FailNext(codewormtest.SinkPublish, second)
	p := codewormtest.Page(codewormtest.SinkKeys(1)[0], "f1")
	for _, want := range []error{first, second, nil} {
		_, err := s.Publish(t.Context(), p)
		assert.ErrorIs(t, err, want)
	}
	assert.Len(t, s.Pages(), 1)

	refuse := errors.New("refused")
	s.OnCall(func(_ context.Context, op codewormtest.SinkOp, key page.Key) error {
		if op == codewormtest.SinkFind && key == p.Key {
			return refuse
		}
		return nil
	})
	_, _, err := s.Find(t.Context(), p.Key)
	assert.ErrorIs(t, err, refuse)
	s.OnCall(nil)
	_, _, err = s.Find(t.Context(), p.Key)
	assert.NoError(t, err)
}
