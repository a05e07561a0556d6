package llm

import (
	"fmt"
	"hash/maphash"
	"sync"

	"github.com/codeworm/codeworm"
)

// maxBytesPerToken is more than any real prompt reaches: with the vocabularies
// of the models in use, Python source has about 4.8 bytes a token and Markdown
// 4.3. A server that counts fewer tokens than that has not read the whole prompt.
const maxBytesPerToken = 8

// minJudged is the shortest prompt, in bytes, that is judged by maxBytesPerToken: short
// ones may be a few long words.
const minJudged = 4096

// fitness finds out by a server's own counts whether it read the whole prompt. Ollama
// drops what does not fit without an error: the front of a long message, whole early messages
// of a conversation, and, when prompt and answer together outgrow the context,
// half of the prompt in the middle of the answer.
type fitness struct {
	mu     sync.Mutex
	seed   maphash.Seed
	counts map[uint64]int // tokens of conversations' beginnings
	order  []uint64       // their age, oldest first
}

// remembered is how many beginnings are kept for the turns that may follow them.
const remembered = 64

func newFitness() *fitness {
	return &fitness{seed: maphash.MakeSeed(), counts: map[uint64]int{}}
}

// check returns a *fitError when the answer's counts show that the prompt did not fit a context of that many tokens; 0
// means that the context is not known. A server that does not count tokens proves nothing.
func (f *fitness) check(p codeworm.Prompt, a *codeworm.Answer, context int) error {
	if a.PromptTokens == 0 {
		return nil
	}
	bytes := promptBytes(p)
	switch {
	case context > 0 && a.PromptTokens >= context:
		return &fitError{fmt.Sprintf("the prompt of %d bytes fills the whole context of %d tokens, so that its front was dropped", bytes, context)}
	case context > 0 && a.PromptTokens+a.AnswerTokens > context:
		return &fitError{fmt.Sprintf("the prompt's %d tokens and the answer's %d are more than the context of %d, so that a part of the prompt was dropped on the way",
			a.PromptTokens, a.AnswerTokens, context)}
	case bytes > minJudged && a.PromptTokens*maxBytesPerToken < bytes:
		return &fitError{fmt.Sprintf("the server read %d tokens of a prompt of %d bytes, which cannot be all of it", a.PromptTokens, bytes)}
	}
	beginning := f.beginning(p)
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(p.Turns) == 0 {
		f.remember(beginning, a.PromptTokens)
		return nil
	}
	if before := f.counts[beginning]; a.PromptTokens <= before {
		return &fitError{fmt.Sprintf("the server read %d tokens of a conversation that begins with %d", a.PromptTokens, before)}
	}
	return nil
}

func (f *fitness) beginning(p codeworm.Prompt) uint64 {
	var h maphash.Hash
	h.SetSeed(f.seed)
	for _, text := range []string{p.System, "\x00", userText(p)} {
		_, _ = h.WriteString(text) // never fails
	}
	return h.Sum64()
}

func (f *fitness) remember(beginning uint64, tokens int) {
	if _, known := f.counts[beginning]; !known {
		f.order = append(f.order, beginning)
	}
	f.counts[beginning] = tokens
	if len(f.order) > remembered {
		delete(f.counts, f.order[0])
		f.order = f.order[1:]
	}
}
