package target_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/codeworm/codeworm/internal/target"
	"github.com/codeworm/codeworm/page"
)

func TestMoved(t *testing.T) {
	renames := map[string]string{
		"a.go": "b.go", "b.go": "a.go", "deep/x/1.go": "flat/1.go", "deep/x/in/2.go": "flat/in/2.go", "top/3.go": "3.go",
		"split/4.go": "one/4.go", "split/5.go": "two/5.go", "named/6.go": "new/7.go",
	}
	for from, to := range map[page.Key]string{
		{Type: page.FunctionDoc, Path: "a.go", Symbol: "f"}:             "b.go",
		{Type: page.FileDoc, Path: "b.go"}:                              "a.go",
		{Type: page.FileDoc, Path: "c.go"}:                              "",
		{Type: page.ModuleDoc, Path: "deep/x"}:                          "flat",
		{Type: page.ModuleDoc, Path: "deep/x/in"}:                       "flat/in",
		{Type: page.ModuleDoc, Path: "top"}:                             ".",
		{Type: page.ModuleDoc, Path: "split"}:                           "",
		{Type: page.ModuleDoc, Path: "named"}:                           "",
		{Type: page.ModuleDoc, Path: "deep/xx"}:                         "",
		{Type: page.PatternAnalysis, Path: "deep/x", Symbol: "Factory"}: "flat",
		{Type: page.WeeklySummary, Period: "2026-W08"}:                  "",
	} {
		from.Repo = "r"
		got, moved := target.Moved(from, renames)
		want := page.Key{}
		if to != "" {
			want = from
			want.Path = to
		}
		assert.Equal(t, want, map[bool]page.Key{true: got}[moved], from)
	}
}
