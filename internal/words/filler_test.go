package words

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestFillerForms(t *testing.T) {
	for i, f := range fillerForms {
		assert.Regexp(t, fillerExpressions[i], f.example, f.pattern)
		_, end := Filler(f.example)
		assert.Equal(t, len(f.example), end, f.example)
		with := strings.TrimSuffix(f.example, ".") + ", as \x00\x00\x00 does."
		if fillerExpressions[i].MatchString(with) {
			_, end = Filler(with)
			assert.Equal(t, f.always, end > 0, with)
		}
	}
}

// What says something of its code is no filler, also where it uses the same words.
func TestSubstanceIsNoFiller(t *testing.T) {
	for _, s := range []string{
		"It adds its two arguments and gives the sum back.",
		"The function returns nil when the key is not present.",
		"The class is a subclass of \x00\x00\x00\x00.",
		"It is safe for concurrent use by multiple goroutines.",
		"The method is called when the window is closed.",
		"Use this function when the whole file fits in memory.",
		"It is used by the scanner to skip blanks.",
		"The result is a simple path without symbolic links.",
		"This is the last line that was read.",
		"The caller must close the reader.",
		"It maintains the order of the keys.",
		"The first line of the file is its header row.",
		"If you have not asked for a time zone, UTC is used.",
		"The index i is never negative.",
	} {
		_, end := Filler(s)
		assert.Zero(t, end, s)
	}
}

// A model that talks to whoever asked says nothing about the code, in whatever words.
func TestTalkToTheAskerIsFiller(t *testing.T) {
	for _, s := range []string{
		"You haven't told me what it is doing, so I'll just keep going.",
		"I’m not sure what \x00\x00\x00 does.",
		"You've missed out on some important details about \x00\x00\x00.",
		"Let me know if more is needed.",
		"I do not have the source of \x00\x00\x00.",
	} {
		_, end := Filler(s)
		assert.Equal(t, len(s), end, s)
	}
}

func TestFillerTails(t *testing.T) {
	for sentence, tail := range map[string]string{
		"The function returns early if any check fails, improving readability and reducing nested logic.": ", improving readability and reducing nested logic",
		"It keeps the keys sorted, thereby ensuring data integrity, clarity and robustness.":              ", thereby ensuring data integrity, clarity and robustness",
		"It keeps the keys sorted, making it possible to search them by halves.":                          ", making it possible to search them by halves",
		"It keeps the keys sorted, ensuring that no key stands there twice.":                              "",
		"It locks \x00\x00\x00\x00 first, ensuring consistency with \x00\x00\x00.":                        "",
	} {
		start, end := Filler(sentence)
		assert.Equal(t, tail, sentence[start:end])
	}
}
