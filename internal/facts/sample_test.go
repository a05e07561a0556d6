package facts

import (
	"strings"
	"time"

	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// sampleFacts are facts of all the types that FactsOnly writes, full and bare.
func sampleFacts() map[string]*page.Facts {
	method := source.Symbol{
		Kind: source.KindMethod, Name: "_async_run", Parent: "CodeWormDaemon",
		Span:      source.Span{StartLine: 259, EndLine: 310},
		Signature: "async def _async_run(self, dry_run: bool = False) -> None",
		Doc:       "Run until stopped.\n\nWaits for the model first, e.g. `ollama`.\n\nArgs:\n    dry_run: write nothing.",
		Parameters: []source.Parameter{
			{Name: "self"}, {Name: "dry_run", Type: "bool"},
		},
		Results: []string{"None"}, Visibility: source.VisibilityPrivate, Async: true,
		Metrics: source.Metrics{Complexity: 7, Cognitive: 8, Nesting: 2, NLOC: 41},
	}
	class := source.Symbol{
		Kind: source.KindClass, Name: "CodeWormDaemon", Span: source.Span{StartLine: 30, EndLine: 340},
		Signature: "class CodeWormDaemon", Doc: "The daemon that documents repositories.",
		Metrics: source.Metrics{NLOC: 250},
	}
	bare := source.Symbol{
		Kind: source.KindFunction, Name: "main", Span: source.Span{StartLine: 3, EndLine: 3},
		Metrics: source.Metrics{Complexity: 1, NLOC: 1},
	}
	const path = "codeworm/daemon.py"
	when := time.Date(2026, 2, 27, 21, 49, 0, 0, time.UTC)
	commits := []source.Commit{
		{Hash: strings.Repeat("1234567890", 4), When: when, Subject: "Wait for the *model* <before> work"},
		{Hash: strings.Repeat("abcdef0123", 4), When: when.AddDate(0, -1, 0), Subject: "Add a dry run"},
	}
	members := []page.Member{{Path: path, Symbol: class}, {Path: path, Symbol: method}, {Path: path, Symbol: bare}}
	calls := []source.Relation{
		{Name: "DevLog.prepare", Path: "codeworm/devlog.py", Line: 12, Kind: source.KindMethod},
		{Name: "close", Path: "codeworm/state.py", Line: 40, Kind: source.KindFunction, Ambiguous: true},
	}
	callers := []source.Relation{
		{Name: "CodeWormDaemon.run", Path: path, Line: 250, Kind: source.KindMethod},
		{Name: "CodeWormDaemon.run", Path: path, Line: 255, Kind: source.KindMethod},
	}
	tests := []source.Relation{{Name: "test_run", Path: "tests/test_daemon.py", Line: 9, Kind: source.KindFunction}}
	target := func(t page.Type, path, symbol string, s *source.Symbol, lines int) page.Target {
		span := source.Span{StartLine: 1, EndLine: lines}
		if s != nil {
			span = s.Span
		}
		return page.Target{Key: page.Key{Type: t, Repo: "codeworm", Path: path, Symbol: symbol}, Language: "python", Symbol: s, Span: span}
	}
	owner := &source.Relation{Name: "CodeWormDaemon", Path: path, Line: 30, Kind: source.KindClass}
	diff := source.Excerpt{Path: path, Total: 10}
	for i, line := range strings.Split("diff --git a/codeworm/daemon.py b/codeworm/daemon.py\n--- a/codeworm/daemon.py\n+++ b/codeworm/daemon.py\n"+
		"@@ -1,2 +1,4 @@ class CodeWormDaemon:\n context\n+new\n+--- not a header\n-old\n@@ -40 +42 @@ def main():\n+x", "\n") {
		diff.Lines = append(diff.Lines, source.ExcerptLine{Number: i + 1, Text: line})
	}
	return map[string]*page.Facts{
		"function": {Target: target(page.FunctionDoc, path, method.QualifiedName(), &method, 0), Owner: owner,
			Calls: calls, Callers: callers, Tests: tests, Commits: commits, Churn: source.Churn{Commits30: 1, Commits90: 2, Authors: 1}, Dirty: true},
		"function-bare": {Target: target(page.FunctionDoc, "main.go", "main", &bare, 0)},
		"class": {Target: target(page.ClassDoc, path, class.Name, &class, 0), Members: members[1:2], Callers: callers[:1],
			Commits: commits[:1], Churn: source.Churn{Commits90: 1, Authors: 1}},
		"file": {Target: target(page.FileDoc, path, "", nil, 340), FileDoc: "©AngelaMos | 2026\ndaemon.py", Members: members,
			Imports: []source.Import{{Path: "asyncio"}, {Path: "codeworm.core"}, {Path: "asyncio"}}, Callers: callers[:1]},
		"file-bare": {Target: target(page.FileDoc, "empty.py", "", nil, 1)},
		"module": {Target: target(page.ModuleDoc, "codeworm", "", nil, 0), Module: "codeworm.core", FileDoc: "Package codeworm documents. It does more.", Members: members,
			Files: []page.FileFacts{{Path: path, NLOC: 250, Symbols: 3, Doc: "The daemon."}, {Path: "codeworm/__init__.py", NLOC: 1}}},
		"pattern": {Target: target(page.PatternAnalysis, "codeworm", "strategy", nil, 0), Members: members, Commits: commits,
			Evidence: []page.Evidence{
				{Path: path, Line: 30, Name: "CodeWormDaemon", What: "class with 2 implementations"},
				{Path: path, Line: 90, Name: "Quiet_Daemon", What: "implements CodeWormDaemon"},
				{Path: "codeworm/other.py", Line: 9, Name: "LoudDaemon", What: "implements *CodeWormDaemon* <b>"},
			}},
		"pattern-top": {Target: target(page.PatternAnalysis, ".", "retry loop", nil, 0), Evidence: []page.Evidence{{Path: "a.py", Line: 1, Name: "run", What: "waits with sleep"}}},
		"week": {Target: page.Target{Key: page.Key{Type: page.WeeklySummary, Repo: "CodeWorm", Period: "2026-W08"}}, Commits: commits, Period: &page.PeriodFacts{
			Start: time.Date(2026, 2, 16, 0, 0, 0, 0, time.UTC), End: time.Date(2026, 2, 23, 0, 0, 0, 0, time.UTC),
			Commits: 12, FilesChanged: 5, Authors: []page.AuthorFacts{{Name: "Ann <b>", Commits: 11}, {Name: "Bo_b", Commits: 1}},
			Files:      []page.FileChanges{{Path: path, Commits: 9}, {Path: "old.py", Commits: 1, Gone: true}},
			Symbols:    []page.SymbolChanges{{Name: "CodeWormDaemon.run", Path: path, Line: 30, Places: 4}},
			Documented: 2, Pages: []page.PageFacts{{Type: page.FunctionDoc, Title: "CodeWormDaemon.run", Summary: "Runs it."}, {Type: page.TIL, Title: "x"}},
		}},
		"month-quiet": {Target: page.Target{Key: page.Key{Type: page.MonthlySummary, Repo: "CodeWorm", Period: "2026-02"}}, Period: &page.PeriodFacts{
			Start: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), End: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), Documented: 1,
		}},
		"evolution":      {Target: target(page.CodeEvolution, path, "", nil, 340), Diff: diff, Commits: commits},
		"evolution-bare": {Target: target(page.CodeEvolution, path, method.QualifiedName(), &method, 0), Commits: commits[:1]},
	}
}
