package page

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// maxPath is the length in bytes that PagePath promises.
const maxPath = 210

func TestPagePathIsSafe(t *testing.T) {
	safe := regexp.MustCompile(`^[a-z0-9._-]+(/[a-z0-9._-]+)*\.md$`)
	seen := map[string]Key{}
	keys := []Key{
		{Type: FunctionDoc, Repo: "CodeWorm", Path: "codeworm/daemon.py", Symbol: "CodeWormDaemon._async_run"},
		{Type: FunctionDoc, Repo: "CodeWorm", Path: "codeworm/Daemon.py", Symbol: "CodeWormDaemon._async_run"},
		{Type: SecurityReview, Repo: "CodeWorm", Path: "codeworm/daemon.py", Symbol: "CodeWormDaemon._async_run"},
		{Type: FunctionDoc, Repo: "CodeWorm", Path: "codeworm/daemon.py", Symbol: "codewormdaemon._ASYNC_run"},
		{Type: FileDoc, Repo: "..", Path: "../../etc/passwd"},
		{Type: FileDoc, Repo: ".git", Path: ".git/hooks/pre-commit"},
		{Type: FileDoc, Repo: "con", Path: "nul/aux.txt"},
		{Type: FileDoc, Repo: "r", Path: "a/b./c"},
		{Type: FileDoc, Repo: "r", Path: "-rf"},
		{Type: FileDoc, Repo: "日本", Path: "日本/語.py"},
		{Type: FileDoc, Repo: strings.Repeat("r", 300), Path: strings.Repeat("very-long-folder-name-that-goes-on/", 40) + strings.Repeat("x", 300)},
		{Type: PerformanceAnalysis, Repo: "con." + strings.Repeat("r", 30), Symbol: "con." + strings.Repeat("s", 50),
			Path: strings.Repeat("a", 32) + "/" + strings.Repeat("b", 32) + "/" + strings.Repeat("c", 29)},
		{Type: ModuleDoc, Repo: "r", Path: "."},
		{Type: MonthlySummary, Repo: "r", Period: "2026-02"},
		{Type: FunctionDoc, Repo: "r", Path: "a.cc", Symbol: "operator<<"},
		{Type: FunctionDoc, Repo: "r", Path: "a.cc", Symbol: "operator>>"},
		{Type: FunctionDoc, Repo: "r", Path: "a.cc", Symbol: "\x00/../\xff"},
	}
	for _, k := range keys {
		p := k.PagePath()
		assert.Regexp(t, safe, p)
		assert.LessOrEqual(t, len(p), maxPath, p)
		for part := range strings.SplitSeq(p, "/") {
			assert.False(t, strings.HasPrefix(part, "."), p)
			assert.False(t, strings.HasPrefix(part, "-"), p)
			assert.False(t, strings.HasSuffix(part, "."), p)
			stem, _, _ := strings.Cut(part, ".")
			assert.False(t, reservedNames[stem], p)
		}
		if other, ok := seen[p]; ok {
			t.Errorf("%v and %v share %s", k, other, p)
		}
		seen[p] = k
		assert.Equal(t, p, k.PagePath())
		assert.True(t, strings.HasPrefix(p, RepoFolder(k.Repo)+"/"), p)
	}
	assert.Regexp(t, `^codeworm/functions/codeworm/daemon\.py/codewormdaemon\._async_run-[0-9a-f]{12}\.md$`, keys[0].PagePath())
}

func FuzzPagePath(f *testing.F) {
	f.Add("r", "a/b", "C.m")
	f.Add("..", "../..", "..")
	safe := regexp.MustCompile(`^[a-z0-9._-]+(/[a-z0-9._-]+)*\.md$`)
	f.Fuzz(func(t *testing.T, repo, path, symbol string) {
		p := Key{Type: FunctionDoc, Repo: repo, Path: path, Symbol: symbol}.PagePath()
		if !safe.MatchString(p) || len(p) > maxPath || strings.Contains(p, "..") && strings.Contains("/"+p+"/", "/../") {
			t.Errorf("%q", p)
		}
	})
}
