package index_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/internal/repotest"
)

// What is found does not depend on what was looked for before, nor on how the files changed meanwhile.
func TestOccursAgain(t *testing.T) {
	repo := repotest.Empty(t)
	random := rand.New(rand.NewPCG(3, 4))
	text := func() string {
		out := "x = 1\n"
		for range 40 {
			out += fmt.Sprintf("# word_%d and key-%d\n", random.IntN(400), random.IntN(400))
		}
		return out
	}
	for i := range 30 {
		repotest.Write(t, repo, fmt.Sprintf("d%d/f%d%s", i%4, i, []string{".py", ".cfg", ".md"}[i%3]), text())
	}
	repotest.Write(t, repo, "data.bin", "word_1000\x00")
	time.Sleep(2200 * time.Millisecond) // until stamps are old enough to be trusted
	p := repotest.Parser(t)
	x := repotest.Index(t, repo, p, nil)
	same := func(x *index.Index, n int) {
		var words []string
		for range n {
			words = append(words, fmt.Sprintf("word_%d", random.IntN(500)), fmt.Sprintf("key-%d", random.IntN(500)), "word_1000")
		}
		fresh := repotest.Index(t, repo, p, nil) // which has searched nothing yet
		assert.Equal(t, fresh.Occurs(words), x.Occurs(words))
		assert.Equal(t, repotest.Index(t, repo, p, nil).OccursUnread(words), x.OccursUnread(words))
	}
	for round := range 4 {
		for _, n := range []int{1, 3, 200} {
			same(x, n)
		}
		repotest.Write(t, repo, fmt.Sprintf("d%d/f%d.cfg", round%4, 3*round+1), text())
		x = repotest.Refresh(t, x)
	}
	var all sync.WaitGroup
	want := repotest.Index(t, repo, p, nil).Occurs([]string{"word_1", "word_2", "word_499"})
	fresh := repotest.Index(t, repo, p, nil)
	for range 8 {
		all.Go(func() { assert.Equal(t, want, fresh.Occurs([]string{"word_1", "word_2", "word_499"})) })
	}
	all.Wait()
}
