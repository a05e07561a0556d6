package llm

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var m memory
		assert.Equal(t, 16384, m.fit(16384))
		assert.True(t, m.lower(16384))
		assert.Equal(t, 8192, m.fit(16384))
		assert.Equal(t, 4096, m.fit(4096))
		assert.True(t, m.lower(16384), "another call failed at the same time")
		assert.Equal(t, 8192, m.fit(16384))
		assert.True(t, m.lower(3000))
		assert.Equal(t, smallestContext, m.fit(16384))
		assert.False(t, m.lower(smallestContext), "there is nothing smaller")
		time.Sleep(shortOfMemoryFor + time.Second)
		assert.Equal(t, 16384, m.fit(16384), "the memory may be free again")
	})
}
