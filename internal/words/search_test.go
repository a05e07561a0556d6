package words

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestParts(t *testing.T) {
	for name, want := range map[string][]string{
		"claim":             {"claim"},
		"ClaimTTL":          {"Claim", "TTL"},
		"claim_ttl":         {"claim", "ttl"},
		"HTTPServer_max2":   {"HTTP", "Server", "max2"},
		"sha256Sum":         {"sha256", "Sum"},
		"UTF8":              {"UTF8"},
		"MAX_SIZE":          {"MAX", "SIZE"},
		"ÄnderungsZähler":   {"Änderungs", "Zähler"},
		"日本語":               {"日", "本", "語"},
		"parse日本":           {"parse", "日", "本"},
		"getURLsOf":         {"get", "UR", "Ls", "Of"}, // nobody can know
		"_private":          {"private"},
		"a__b_":             {"a", "b"},
		"":                  nil,
		"e\u0301te\u0301Un": {"e\u0301te\u0301", "Un"},
	} {
		assert.Equal(t, want, Parts(name), name)
	}
}

func TestIndexed(t *testing.T) {
	for text, want := range map[string]string{
		"A ClaimTTL, of (maxWait).": "A ClaimTTL Claim TTL, of (maxWait max Wait).",
		"claim_ttl stays":           "claim_ttl stays",
		"max_claimTTL":              "max_claimTTL max claim TTL",
		"plain words\n":             "plain words\n",
		"":                          "",
		"日本":                        "日本 日 本",
		"latin-\xe9 x":              "latin-\xe9 x",
	} {
		assert.Equal(t, want, Indexed(text))
	}
}

func TestNames(t *testing.T) {
	assert.Equal(t, []string{"claim", "ttl", "NEAR", "b", "c_d"}, Names(`"claim" * ttl) NEAR(b: -c_d ^ __ `+"\x00\xff"))
	assert.Empty(t, Names(` "*" `))
}

func TestTokens(t *testing.T) {
	for text, want := range map[string][]string{
		"":                          nil,
		" _ \x00 \xff ' \\ ":        nil,
		"It's a Word.":              {"it", "s", "a", "word"},
		"ClaimTTL, wait_max":        {"claimttl", "claim", "ttl", "wait", "max"},
		"HTTPServer_max2(ledger/a)": {"httpserver", "max2", "http", "server", "max2", "ledger", "a"},
	} {
		assert.Equal(t, want, Tokens(text), text)
	}
}

func TestTerms(t *testing.T) {
	assert.Empty(t, Terms(" _ ' "))
	assert.Equal(t, []Term{
		{Forms: [][]string{{"claim", "ttl"}}},
		{Forms: [][]string{{"ClaimTTL"}, {"Claim", "TTL"}}, Beginning: true},
	}, Terms("claim_ttl & ClaimTTL"))
	assert.Equal(t, []Term{{Forms: [][]string{{"ab"}}}}, Terms("ab"), "too short for a beginning")
	assert.Len(t, Terms(strings.Repeat("w ", 100)), 16)
}
