package words

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestApart(t *testing.T) {
	for subject, want := range map[string]string{
		"Document f: fixes #12":                          "Document f: fixes # 12",
		"Closes !5 and owner/repo#9, owner/repo!7":       "Closes ! 5 and owner/repo# 9, owner/repo! 7",
		"fixes issue 12, see ＃3, PROJ_X-4 and ＠ada":      "fixes issue no. 12, see ＃ 3, PROJ_X 4 and ＠ ada",
		"resolves GH-7":                                  "resolves GH 7",
		"PROJ-123 #time 3h #comment done":                "PROJ 123 # time 3h # comment done",
		"Ask @ada, (@org/team) and a@b.org":              "Ask @ ada, (@ org/team) and a@b.org",
		"Document docs/@types/x.ts":                      "Document docs/@ types/x.ts",
		"Runs it [skip ci] [CI-skip] [no ci]":            "Runs it (skip ci) (CI-skip) (no ci)",
		"***NO_CI*** skip-checks: true":                  "NO_CI skip checks: true",
		"Signed-off-by: x, Co-authored-by: y":            "Signed-off by: x, Co-authored by: y",
		"fixes https://github.com/o/r/issues/3":          "fixes github.com/o/r/issues/3",
		"Reads UTF-8 and RFC-822, C#, #include, a[0] !=": "Reads UTF-8 and RFC-822, C#, #include, a[0] !=",
		"Standby: waits":                                 "Standby: waits",
	} {
		assert.Equal(t, want, Apart(subject))
		assert.Equal(t, want, Apart(want))
	}
}
