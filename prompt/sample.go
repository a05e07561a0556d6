package prompt

import (
	"strings"
	"time"

	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// What templates see.
type (
	rulesData  struct{ Style trusted }
	sharedData struct {
		Repo, Path, Language name
		Source, Facts, Fence trusted
	}
	// requestData is what is asked, and what is particular to a target.
	requestData struct {
		Ask, Hint                  trusted
		Path                       name
		Fence, Source, Diff, Facts trusted
	}
	// askData is what a document type's template sees. The numbers are lines of the file.
	askData struct {
		Kind, Name, Path, Repo, Language, Period name
		Start, End, Lines, Complexity            int
	}
)

// sample is data that a block of a template is tried with.
type sample struct {
	full     any  // everything that may be there is
	least    any  // nothing is that may be missing, and all texts are short
	optional bool // the template need not define the block
}

// templates are the templates there are: by name, and in each by block ("" for the template
// itself), a sample of what it sees.
var templates = func() map[string]map[string]sample {
	m := map[string]map[string]sample{
		"system": {"": {full: struct{}{}, least: struct{}{}}},
		"rules":  {"": {full: rulesData{"Be brief."}, least: rulesData{}}},
		"shared": {"": {
			full:  sharedData{"repo", "a.go", "go", "1  package a\n", "Last commits:\n", "````"},
			least: sharedData{Repo: "r", Fence: "````"},
		}},
		"request": {"": {
			full:  requestData{"Document it.", "Look at errors.", "a.go", "````", "1  package a\n", "+a\n", "Calls:\n"},
			least: requestData{Ask: "D", Fence: "````"},
		}},
		"facts": {},
	}
	for _, g := range factGroups {
		m["facts"][g.name] = factSamples[g.name]
		m["facts"][g.name+headingSuffix] = sample{optional: true}
	}
	for _, t := range page.Types() {
		ask := sample{full: askData{"function", "run", "a.go", "repo", "go", "2026-W01", 1, 9, 9, 2}}
		switch t {
		case page.WeeklySummary, page.MonthlySummary:
			ask.least = askData{Kind: "code", Name: "r 2026-01", Repo: "r", Period: "2026-01"}
		default:
			ask.least = askData{Kind: "code", Name: "r", Path: "a", Repo: "r", Language: "c"}
		}
		m[string(t)] = map[string]sample{"": ask}
	}
	return m
}()

// factSamples are samples of the entries of each group of facts.
var factSamples = map[string]sample{
	"period": {
		full: &page.PeriodFacts{
			Start: time.Unix(0, 0), End: time.Unix(0, 0).AddDate(0, 0, 7),
			Commits: 1, Authors: []page.AuthorFacts{{Name: "Ann", Commits: 1}},
			FilesChanged: 1, Files: []page.FileChanges{{Path: "a.go", Commits: 1, Gone: true}},
			Symbols:    []page.SymbolChanges{{Name: "run", Path: "a.go", Line: 3, Places: 2}},
			Documented: 1, Pages: []page.PageFacts{{Type: page.FunctionDoc, Title: "run", Summary: "Serves."}},
		},
		least: &page.PeriodFacts{},
	},
	"change":         commitSample,
	"author":         {full: page.AuthorFacts{Name: "Ann", Commits: 2}, least: page.AuthorFacts{}},
	"changed file":   {full: page.FileChanges{Path: "a.go", Commits: 2, Gone: true}, least: page.FileChanges{Path: "a"}},
	"changed symbol": {full: page.SymbolChanges{Name: "run", Path: "a.go", Line: 3, Places: 2}, least: page.SymbolChanges{Name: "r", Path: "a"}},
	"page":           {full: page.PageFacts{Type: page.FunctionDoc, Title: "run", Summary: "Serves."}, least: page.PageFacts{Type: page.FunctionDoc, Title: "r"}},
	"module":         {full: "net/http", least: "a"},
	"symbol":         {full: &fullSymbol, least: &leastSymbol},
	"owner":          {full: &fullRelation, least: &leastRelation},
	"doc":            {full: "Package a runs.", least: "a"},
	"file":           {full: page.FileFacts{Path: "a.go", NLOC: 9, Symbols: 2, Doc: "Package a runs."}, least: page.FileFacts{Path: "a"}},
	"evidence":       {full: page.Evidence{Path: "a.go", Line: 3, Name: "Sink", What: "implements Sink"}, least: page.Evidence{Path: "a", Name: "r"}},
	"member":         {full: page.Member{Path: "a.go", Symbol: fullSymbol}, least: page.Member{Path: "a", Symbol: leastSymbol}},
	"call":           relationSample,
	"caller":         relationSample,
	"test":           relationSample,
	"commit":         commitSample,
}

var (
	fullSymbol = source.Symbol{
		Kind: source.KindMethod, Name: "run", Parent: "Server", Signature: "func (s *Server) run()", Doc: "run serves.",
		Parameters: []source.Parameter{{Name: "a", Type: "int"}}, Results: []string{"error"}, Decorators: []string{"cached"},
		Visibility: source.VisibilityPrivate, Async: true, Generator: true, Abstract: true, Static: true, Test: true,
		Span: source.Span{StartLine: 3, EndLine: 9, EndByte: 90}, NameSpan: source.Span{StartLine: 3, EndLine: 3, EndByte: 3},
		DocSpan: source.Span{StartLine: 2, EndLine: 2, EndByte: 20}, BodySpan: source.Span{StartLine: 4, EndLine: 8, EndByte: 80},
		Metrics: source.Metrics{Complexity: 2, Cognitive: 1, Nesting: 1, NLOC: 7},
	}
	leastSymbol = source.Symbol{Name: "r"}

	fullRelation   = source.Relation{Name: "Server.run", Path: "a.go", Line: 3, Kind: source.KindMethod, Signature: "func run()", Ambiguous: true}
	leastRelation  = source.Relation{Name: "r", Path: "a"}
	relationSample = sample{full: fullRelation, least: leastRelation}

	commitSample = sample{
		full:  source.Commit{Hash: strings.Repeat("0", 40), When: time.Unix(0, 0), Subject: "Begin"},
		least: source.Commit{Hash: strings.Repeat("0", 40), When: time.Unix(0, 0)},
	}
)
