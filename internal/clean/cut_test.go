package clean

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWholeSentences(t *testing.T) {
	const lead = "It adds. It gives the sum back."
	for name, c := range map[string]struct{ cut, kept string }{
		"in mid-sentence":       {lead + " It then goes", lead},
		"in mid-word":           {lead + "\n\nIt nev", lead},
		"behind a sentence":     {lead + " It ends.", lead + " It ends."},
		"behind bold":           {lead + " **It ends.**", lead + " **It ends.**"},
		"in an item":            {lead + "\n\n- The first.\n- The sec", lead + "\n\n- The first."},
		"before the list":       {lead + "\n\nIts cases are:", lead},
		"in its first item":     {lead + "\n\nIts cases are:\n\n- The fir", lead},
		"in an item.s mark":     {lead + "\n\n- The first.\n-", lead + "\n\n- The first."},
		"in a heading":          {lead + "\n\n### How it wo", lead},
		"behind a heading":      {lead + "\n\n### How it works\n\nIt loo", lead},
		"behind two":            {lead + "\n\n### How it works\n\n#### Inside\n", lead},
		"in a code block":       {lead + "\n\n```go\na := 1\nb :=", lead},
		"in one that was led":   {lead + "\n\nAs in:\n\n```go\na := 1\nb :=", lead},
		"behind a code block":   {lead + "\n\n```go\na := 1\n```", lead + "\n\n```go\na := 1\n```"},
		"in a row":              {lead + "\n\n| a | b |\n| - | - |\n| One. Two | thr", lead + "\n\n| a | b |\n| - | - |"},
		"a version number":      {"It reads version 1.2 of th", ""},
		"no sentence":           {"on and on and on", ""},
		"nothing":               {"", ""},
		"Windows line ends":     {lead + "\r\n\r\nIt nev", lead},
		"a question":            {"Is it safe? It is not cle", "Is it safe?"},
		"a quoted end":          {`It says "no." Then it`, `It says "no."`},
		"behind an ordinal":     {lead + "\n\nIt takes the 17.", lead},
		"behind e.g.":           {lead + " It takes one, e.g.", lead},
		"a rule before nothing": {lead + "\n\n---\n\nIt nev", lead},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, c.kept, WholeSentences(c.cut))
		})
	}
}

func FuzzWholeSentences(f *testing.F) {
	f.Add("a. b\n\n```\nc")
	f.Fuzz(func(t *testing.T, text string) {
		kept := WholeSentences(text)
		assert.True(t, strings.HasPrefix(text, kept))
		assert.Equal(t, kept, withoutOpenEnd(kept), "nothing is left open")
	})
}
