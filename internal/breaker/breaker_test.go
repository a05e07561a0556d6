package breaker

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"go.uber.org/goleak"

	"github.com/codeworm/codeworm/page"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func target(name string) page.Target {
	return page.Target{Key: page.Key{Type: page.FunctionDoc, Repo: "r", Path: "a.go", Symbol: name}}
}

func failure(name, way string) Failure[int] {
	return Failure[int]{Target: target(name), Err: errors.New(way), Way: way, Lost: way == "lost"}
}

// TestOpens goes through rows of failures, "target:way", and of pages, "target:".
func TestOpens(t *testing.T) {
	for _, row := range []struct {
		events string
		opens  string // the targets of the opening, after the last event; "" when it stays closed
	}{
		{"a:slow b:slow", ""},
		{"a:slow b:slow c:slow", "a b c"},
		{"a:slow a:slow a:slow", ""},            // one target is no row
		{"a:slow b:slow c: d:slow", ""},         // a page ends the row
		{"a:slow b:fit c:slow d:fit", ""},       // not alike
		{"a:fit b:slow c:slow d:slow", "b c d"}, // those before failed in another way
		{"a:slow b:fit c:slow d:fit e:slow f:fit", "a b c d e f"},
		{"a:lost b:lost", "a b"},
		{"a:lost b:slow c:lost", ""},
	} {
		var b Breaker[int]
		var opened *Opening
		for event := range strings.FieldsSeq(row.events) {
			assert.Nil(t, opened, row.events)
			name, way, _ := strings.Cut(event, ":")
			if way == "" {
				assert.False(t, b.Succeed(target(name).Key))
				continue
			}
			var innocent []Failure[int]
			innocent, opened = b.Fail(failure(name, way), false)
			assert.Equal(t, opened != nil, len(innocent) > 0)
		}
		var names []string
		if opened != nil {
			assert.Same(t, opened, b.Open())
			for _, k := range opened.Targets {
				names = append(names, k.Symbol)
				assert.True(t, b.Suspect(k))
			}
		} else {
			assert.Nil(t, b.Open())
		}
		assert.Equal(t, row.opens, strings.Join(names, " "), row.events)
	}
}

func TestProbesAndClosing(t *testing.T) {
	var b Breaker[int]
	for i, name := range []string{"a", "b", "c"} {
		b.Rested(target(name).Key, i+1)
		innocent, _ := b.Fail(failure(name, "slow"), false)
		if i == 2 {
			assert.Equal(t, []int{1, 2, 3}, []int{innocent[0].Before, innocent[1].Before, innocent[2].Before}, "what it was before is given back")
		}
	}
	var pauses []time.Duration
	for _, name := range []string{"d", "e", "f", "g", "h", "i", "j"} {
		pauses = append(pauses, b.Pause())
		innocent, opened := b.Fail(failure(name, "slow"), true)
		assert.Nil(t, opened, "it is open")
		assert.Len(t, innocent, 1, "a probe that fails is not to blame")
	}
	assert.Equal(t, []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 16 * time.Minute, 30 * time.Minute, 30 * time.Minute}, pauses)
	assert.True(t, b.Succeed(target("k").Key))
	assert.Nil(t, b.Open())
	innocent, opened := b.Fail(failure("a", "slow"), false)
	assert.Empty(t, innocent, "after another's page it is its own fault")
	assert.Nil(t, opened)
	b.Succeed(target("a").Key)
	assert.False(t, b.Suspect(target("a").Key))
}
