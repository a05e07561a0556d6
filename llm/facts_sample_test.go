package llm

import (
	"strings"
	"time"

	"github.com/codeworm/codeworm"
)

// sampleFacts are facts of all the types that FactsOnly writes, full and bare.
func sampleFacts() map[string]*codeworm.Facts {
	method := codeworm.Symbol{
		Kind: codeworm.KindMethod, Name: "_async_run", Parent: "CodeWormDaemon",
		Span:      codeworm.Span{StartLine: 259, EndLine: 310},
		Signature: "async def _async_run(self, dry_run: bool = False) -> None",
		Doc:       "Run until stopped.\n\nWaits for the model first, e.g. `ollama`.\n\nArgs:\n    dry_run: write nothing.",
		Parameters: []codeworm.Parameter{
			{Name: "self"}, {Name: "dry_run", Type: "bool"},
		},
		Results: []string{"None"}, Visibility: codeworm.VisibilityPrivate, Async: true,
		Metrics: codeworm.Metrics{Complexity: 7, Cognitive: 8, Nesting: 2, NLOC: 41},
	}
	class := codeworm.Symbol{
		Kind: codeworm.KindClass, Name: "CodeWormDaemon", Span: codeworm.Span{StartLine: 30, EndLine: 340},
		Signature: "class CodeWormDaemon", Doc: "The daemon that documents repositories.",
		Metrics: codeworm.Metrics{NLOC: 250},
	}
	bare := codeworm.Symbol{
		Kind: codeworm.KindFunction, Name: "main", Span: codeworm.Span{StartLine: 3, EndLine: 3},
		Metrics: codeworm.Metrics{Complexity: 1, NLOC: 1},
	}
	const path = "codeworm/daemon.py"
	when := time.Date(2026, 2, 27, 21, 49, 0, 0, time.UTC)
	commits := []codeworm.Commit{
		{Hash: strings.Repeat("1234567890", 4), When: when, Subject: "Wait for the *model* <before> work"},
		{Hash: strings.Repeat("abcdef0123", 4), When: when.AddDate(0, -1, 0), Subject: "Add a dry run"},
	}
	members := []codeworm.Member{{Path: path, Symbol: class}, {Path: path, Symbol: method}, {Path: path, Symbol: bare}}
	calls := []codeworm.Relation{
		{Name: "DevLog.prepare", Path: "codeworm/devlog.py", Line: 12, Kind: codeworm.KindMethod},
		{Name: "close", Path: "codeworm/state.py", Line: 40, Kind: codeworm.KindFunction, Ambiguous: true},
	}
	callers := []codeworm.Relation{
		{Name: "CodeWormDaemon.run", Path: path, Line: 250, Kind: codeworm.KindMethod},
		{Name: "CodeWormDaemon.run", Path: path, Line: 255, Kind: codeworm.KindMethod},
	}
	tests := []codeworm.Relation{{Name: "test_run", Path: "tests/test_daemon.py", Line: 9, Kind: codeworm.KindFunction}}
	target := func(t codeworm.DocType, path, symbol string, s *codeworm.Symbol, lines int) codeworm.Target {
		span := codeworm.Span{StartLine: 1, EndLine: lines}
		if s != nil {
			span = s.Span
		}
		return codeworm.Target{Key: codeworm.Key{Type: t, Repo: "codeworm", Path: path, Symbol: symbol}, Language: "python", Symbol: s, Span: span}
	}
	owner := &codeworm.Relation{Name: "CodeWormDaemon", Path: path, Line: 30, Kind: codeworm.KindClass}
	diff := codeworm.Excerpt{Path: path, Total: 10}
	for i, line := range strings.Split("diff --git a/codeworm/daemon.py b/codeworm/daemon.py\n--- a/codeworm/daemon.py\n+++ b/codeworm/daemon.py\n"+
		"@@ -1,2 +1,4 @@ class CodeWormDaemon:\n context\n+new\n+--- not a header\n-old\n@@ -40 +42 @@ def main():\n+x", "\n") {
		diff.Lines = append(diff.Lines, codeworm.ExcerptLine{Number: i + 1, Text: line})
	}
	return map[string]*codeworm.Facts{
		"function": {Target: target(codeworm.FunctionDoc, path, method.QualifiedName(), &method, 0), Owner: owner,
			Calls: calls, Callers: callers, Tests: tests, Commits: commits, Churn: codeworm.Churn{Commits30: 1, Commits90: 2, Authors: 1}, Dirty: true},
		"function-bare": {Target: target(codeworm.FunctionDoc, "main.go", "main", &bare, 0)},
		"class": {Target: target(codeworm.ClassDoc, path, class.Name, &class, 0), Members: members[1:2], Callers: callers[:1],
			Commits: commits[:1], Churn: codeworm.Churn{Commits90: 1, Authors: 1}},
		"file": {Target: target(codeworm.FileDoc, path, "", nil, 340), FileDoc: "©AngelaMos | 2026\ndaemon.py", Members: members,
			Imports: []codeworm.Import{{Path: "asyncio"}, {Path: "codeworm.core"}, {Path: "asyncio"}}, Callers: callers[:1]},
		"file-bare": {Target: target(codeworm.FileDoc, "empty.py", "", nil, 1)},
		"module": {Target: target(codeworm.ModuleDoc, "codeworm", "", nil, 0), Module: "codeworm.core", FileDoc: "Package codeworm documents. It does more.", Members: members,
			Files: []codeworm.FileFacts{{Path: path, NLOC: 250, Symbols: 3, Doc: "The daemon."}, {Path: "codeworm/__init__.py", NLOC: 1}}},
		"pattern": {Target: target(codeworm.PatternAnalysis, "codeworm", "strategy", nil, 0), Members: members, Commits: commits,
			Evidence: []codeworm.Evidence{
				{Path: path, Line: 30, Name: "CodeWormDaemon", What: "class with 2 implementations"},
				{Path: path, Line: 90, Name: "Quiet_Daemon", What: "implements CodeWormDaemon"},
				{Path: "codeworm/other.py", Line: 9, Name: "LoudDaemon", What: "implements *CodeWormDaemon* <b>"},
			}},
		"pattern-top": {Target: target(codeworm.PatternAnalysis, ".", "retry loop", nil, 0), Evidence: []codeworm.Evidence{{Path: "a.py", Line: 1, Name: "run", What: "waits with sleep"}}},
		"week": {Target: codeworm.Target{Key: codeworm.Key{Type: codeworm.WeeklySummary, Repo: "CodeWorm", Period: "2026-W08"}}, Commits: commits, Period: &codeworm.PeriodFacts{
			Start: time.Date(2026, 2, 16, 0, 0, 0, 0, time.UTC), End: time.Date(2026, 2, 23, 0, 0, 0, 0, time.UTC),
			Commits: 12, FilesChanged: 5, Authors: []codeworm.AuthorFacts{{Name: "Ann <b>", Commits: 11}, {Name: "Bo_b", Commits: 1}},
			Files:      []codeworm.FileChanges{{Path: path, Commits: 9}, {Path: "old.py", Commits: 1, Gone: true}},
			Symbols:    []codeworm.SymbolChanges{{Name: "CodeWormDaemon.run", Path: path, Line: 30, Places: 4}},
			Documented: 2, Pages: []codeworm.PageFacts{{Type: codeworm.FunctionDoc, Title: "CodeWormDaemon.run", Summary: "Runs it."}, {Type: codeworm.TIL, Title: "x"}},
		}},
		"month-quiet": {Target: codeworm.Target{Key: codeworm.Key{Type: codeworm.MonthlySummary, Repo: "CodeWorm", Period: "2026-02"}}, Period: &codeworm.PeriodFacts{
			Start: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), End: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), Documented: 1,
		}},
		"evolution":      {Target: target(codeworm.CodeEvolution, path, "", nil, 340), Diff: diff, Commits: commits},
		"evolution-bare": {Target: target(codeworm.CodeEvolution, path, method.QualifiedName(), &method, 0), Commits: commits[:1]},
	}
}
