package codeworm_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/page"
)

// Several pages of a call are published in one step, however many are asked for and by however many slots, and no slot waits for it.
func TestPagesArePublishedTogether(t *testing.T) {
	for _, c := range []struct {
		together, workers, pages int
		groups                   []int
		took                     time.Duration
	}{
		{1, 1, 6, nil, 6 * time.Minute},
		{3, 1, 6, []int{3, 3}, 6 * time.Minute},
		{4, 1, 6, []int{4, 2}, 6 * time.Minute},
		{10, 1, 6, []int{6}, 6 * time.Minute},
		{4, 2, 6, []int{4, 2}, 3 * time.Minute},
		{3, 1, 1, nil, time.Minute}, // one alone is no group
	} {
		w := newWorld(t, 8)
		w.config.PublishTogether, w.config.Workers = c.together, c.workers
		synctest.Test(t, func(t *testing.T) {
			w.llm.Delay = time.Minute
			start := time.Now()
			results, err := w.daemon().RunN(t.Context(), c.pages)
			require.NoError(t, err)
			assert.Equal(t, c.took, time.Since(start), "%+v", c)
			assert.Len(t, results, c.pages)
			assert.Equal(t, c.groups, w.sink.Groups(), "%+v", c)
			assert.Len(t, w.sink.Log(), c.pages)
			for _, r := range results {
				assert.NotEmpty(t, r.Record.Revision)
			}
			assert.Zero(t, w.claims())
		})
	}
}

// One page that the sink does not take costs that page, and not those that were to be published with it.
func TestAPageOfAGroupThatIsRefusedCostsItself(t *testing.T) {
	w := newWorld(t, 4)
	w.config.PublishTogether = 4
	var blocked page.Key
	w.sink.OnCall(func(_ context.Context, op codewormtest.SinkOp, key page.Key) error {
		if op == codewormtest.SinkPublish && (blocked == page.Key{} || blocked == key) {
			blocked = key
			return codeworm.ErrPageBlocked
		}
		return nil
	})
	results, err := w.daemon().RunN(t.Context(), 4)
	require.NoError(t, err)
	assert.Len(t, results, 3)
	assert.Len(t, w.sink.Log(), 3)
	assert.Empty(t, w.sink.Groups())
	assert.Zero(t, w.claims())
}

// A sink that is not ready ends the batch, as it does for single pages, and blames no target.
func TestASinkThatIsNotReadyEndsAGroup(t *testing.T) {
	w := newWorld(t, 4)
	w.config.PublishTogether = 4
	w.sink.OnCall(func(_ context.Context, op codewormtest.SinkOp, _ page.Key) error {
		if op == codewormtest.SinkPublish {
			return codeworm.ErrSinkUnready
		}
		return nil
	})
	_, err := w.daemon().RunN(t.Context(), 4)
	require.ErrorIs(t, err, codeworm.ErrSinkUnready)
	assert.Zero(t, w.claims())
	records, err := w.store.Records(t.Context(), "")
	require.NoError(t, err)
	assert.Empty(t, records)
}

// What waits for others when the daemon is stopped is published: it took minutes to write.
func TestWhatWaitsIsPublishedAtTheEnd(t *testing.T) {
	w := newWorld(t, 8)
	w.config.PublishTogether = 8
	synctest.Test(t, func(t *testing.T) {
		w.llm.Delay = time.Minute
		ctx, cancel := context.WithTimeout(t.Context(), 150*time.Second)
		defer cancel()
		_, err := w.daemon().RunN(ctx, 8)
		require.True(t, errors.Is(err, context.DeadlineExceeded), "%v", err)
		assert.Equal(t, []int{2}, w.sink.Groups())
		assert.Zero(t, w.claims())
		records, err := w.store.Records(t.Context(), "")
		require.NoError(t, err)
		assert.Len(t, records, 2)
	})
}

// A sink that panics over a page costs that page, also where whoever leaves publishes what the others wait with, and not the program.
func TestAPanicOfASinkCostsThePageOfAGroup(t *testing.T) {
	for name, workers := range map[string]int{"one slot": 1, "several slots": 3} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, 6)
			w.config.PublishTogether, w.config.Workers = 10, workers
			var mu sync.Mutex
			var broken page.Key
			w.sink.OnCall(func(_ context.Context, op codewormtest.SinkOp, key page.Key) error {
				mu.Lock()
				defer mu.Unlock()
				if op == codewormtest.SinkPublish && (broken == page.Key{} || broken == key) {
					broken = key
					panic("broken")
				}
				return nil
			})
			results, err := w.daemon().RunN(t.Context(), 6)
			require.NoError(t, err)
			assert.Len(t, results, 5)
			assert.Len(t, w.sink.Log(), 5)
			assert.Zero(t, w.claims())
			records, err := w.store.Records(t.Context(), "")
			require.NoError(t, err)
			for _, r := range records {
				assert.Equal(t, r.Key == broken, r.Failures > 0, "%s: %s", r.Key, r.LastError)
			}
		})
	}
}
