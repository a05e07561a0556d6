package page

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestKeyRoundTrip(t *testing.T) {
	for _, k := range []Key{
		{Type: FunctionDoc, Repo: "r", Path: "a/b.py", Symbol: "C.m"},
		{Type: FunctionDoc, Repo: "r:#@%", Path: "a b/ü\n.go", Symbol: "operator#@:%~2"},
		{Type: ModuleDoc, Repo: "r", Path: "."},
		{Type: WeeklySummary, Repo: "r", Period: "2026-W08"},
		{Type: FileDoc, Repo: "r", Path: "%41"},
	} {
		parsed, err := ParseKey(k.String())
		require.NoError(t, err)
		assert.Equal(t, k, parsed)
		assert.NotContains(t, k.String(), "\n")

		text, err := json.Marshal(map[Key]Key{k: k})
		require.NoError(t, err)
		var back map[Key]Key
		require.NoError(t, json.Unmarshal(text, &back))
		assert.Equal(t, map[Key]Key{k: k}, back)
	}
}

func TestParseKeyRefuses(t *testing.T) {
	for _, s := range []string{"", "a", "function_doc:r", "nothing:r:p", "function_doc:r:p:q", "function_doc:r:%zz"} {
		_, err := ParseKey(s)
		assert.Error(t, err, s)
	}
}
