package markdown

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestFirstSentenceOfJoinedLines holds that lines are joined where they are one text, and there alone.
func TestFirstSentenceOfJoinedLines(t *testing.T) {
	for doc, want := range map[string]string{
		"Wraps a\n:class:`Context` for later use.\nMore.": "Wraps a :class:`Context` for later use.",
		"Wraps a\n:py:class:`Context` for it":             "Wraps a :py:class:`Context` for it",
		"Wraps it\n:param x: what":                        "Wraps it",
		"Does the following:\n- one thing\n- another":     "Does the following:",
		"Does the following\n1. one thing\n2. another":    "Does the following",
		"  * one\n  * two":                                "* one",
		"Adds two.\n>>> add(1, 2)\n3":                     "Adds two.",
		"Adds two\n>>> add(1, 2)\n3":                      "Adds two",
		"Queue\n=====\nA queue of jobs.":                  "Queue",
		"Options\n| name | type |":                        "Options",
		"Takes away\n-1 from what is there.":              "Takes away -1 from what is there.",
		"Draws\n*emphasised* text.":                       "Draws *emphasised* text.",
	} {
		assert.Equal(t, want, FirstSentence(doc), "%q", doc)
	}
}
