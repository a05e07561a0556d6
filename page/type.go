package page

import (
	"fmt"
	"slices"
)

// Type is the kind of a page: the question it answers about its target.
type Type string

// The document types. Their names are stable: they are stored, configured and
// part of every Key.
const (
	FunctionDoc         Type = "function_doc"
	ClassDoc            Type = "class_doc"
	FileDoc             Type = "file_doc"
	SecurityReview      Type = "security_review"
	TIL                 Type = "til"
	PerformanceAnalysis Type = "performance_analysis"
	CodeEvolution       Type = "code_evolution"
	ModuleDoc           Type = "module_doc"
	PatternAnalysis     Type = "pattern_analysis"
	WeeklySummary       Type = "weekly_summary"
	MonthlySummary      Type = "monthly_summary"
)

// typeInfo is everything the library knows about a document type besides
// its prompt. Adding a document type means adding a row to typeTable, a finder to
// internal/target and a template to prompt.
type typeInfo struct {
	Type    Type
	Weight  int    // default share among the document types
	Label   string // the page's "Type:" line
	Heading string // the heading over the prose
	Folder  string // the folder of its pages inside a repository's folder
	Subject string // commit subject before the target's title
	Tokens  int    // how long the prose may get, in tokens: some twice what the prompt asks for
}

// typeTable is the table of document types, by falling weight.
var typeTable = []typeInfo{
	{FunctionDoc, 35, "Documentation", "Documentation", "functions", "Document", 500},
	{ClassDoc, 12, "Class Documentation", "Documentation", "classes", "Document", 600},
	{FileDoc, 12, "File Documentation", "Documentation", "files", "Document", 600},
	{SecurityReview, 10, "Security Review", "Security Review", "security", "Review the security of", 600},
	{TIL, 10, "Today I Learned", "Today I Learned", "til", "Note what there is to learn from", 450},
	{PerformanceAnalysis, 8, "Performance Analysis", "Performance Analysis", "performance", "Analyze the performance of", 600},
	{CodeEvolution, 5, "Code Evolution", "Code Evolution", "evolution", "Trace the latest changes of", 500},
	{ModuleDoc, 3, "Module Documentation", "Documentation", "modules", "Document", 700},
	{PatternAnalysis, 3, "Pattern Analysis", "Pattern Analysis", "patterns", "Analyze the pattern", 600},
	{WeeklySummary, 1, "Weekly Summary", "Summary", "weekly", "Summarize the week of", 700},
	{MonthlySummary, 1, "Monthly Summary", "Summary", "monthly", "Summarize the month of", 800},
}

// Types returns every document type, the largest default weight first.
func Types() []Type {
	types := make([]Type, len(typeTable))
	for i, info := range typeTable {
		types[i] = info.Type
	}
	return types
}

// ParseType returns the document type of that name. The error lists the names there are.
func ParseType(name string) (Type, error) {
	if t := Type(name); t.Valid() {
		return t, nil
	}
	return "", fmt.Errorf("codeworm: unknown document type %q (known: %v)", name, Types())
}

// Valid reports whether t is one of Types.
func (t Type) Valid() bool { return t.row() >= 0 }

// Weight returns the type's default share of the pages: of a hundred
// pages about as many are of this type, as long as targets for it are due.
func (t Type) Weight() int { return t.info().Weight }

// Label returns the type in words, as it stands on a page: "Security Review".
func (t Type) Label() string { return t.info().Label }

// Heading returns the heading over the prose of the type's pages.
func (t Type) Heading() string { return t.info().Heading }

// Subject returns what the commit subject of a page of the type says before the target's title: "Document".
func (t Type) Subject() string { return t.info().Subject }

// AnswerTokens returns how many tokens the prose of the type's pages may take up. It leaves room for twice the length that the
// built-in prompts ask for, so that what comes to this limit does not come to an end by itself.
func (t Type) AnswerTokens() int { return t.info().Tokens }

// Reviews reports whether pages of the type weigh the source and propose changes.
func (t Type) Reviews() bool { return t == SecurityReview || t == PerformanceAnalysis }

// TellsChanges reports whether pages of the type are about what was changed: only they may say that code was.
func (t Type) TellsChanges() bool {
	return t == CodeEvolution || t == WeeklySummary || t == MonthlySummary
}

// info returns what is known about the type; of an unknown one, what lets its pages be shown.
func (t Type) info() typeInfo {
	if i := t.row(); i >= 0 {
		return typeTable[i]
	}
	return typeInfo{Type: t, Label: string(t), Heading: "Documentation", Folder: "other", Subject: "Document", Tokens: 600}
}

// row returns the index of the type in typeTable, or -1.
func (t Type) row() int {
	return slices.IndexFunc(typeTable, func(info typeInfo) bool { return info.Type == t })
}
