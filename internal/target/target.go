package target

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// Limits say which definitions are worth a page; codeworm.Selection has the same fields.
type Limits struct {
	MinLines, MinComplexity             int  // lines and McCabe complexity of functions for their own pages
	ReviewMinLines, ReviewMinComplexity int  // of functions for reviews, analyses and TILs
	Tests                               bool // tests are targets, too
}

// finder adds the targets of one document type.
type finder struct {
	docType page.Type
	find    func(f *finding)
}

// finders are a row for each document type about a state of the code. Summaries have none: see LastPeriods.
var finders = []finder{
	{page.FunctionDoc, findFunctions},
	{page.SecurityReview, findFunctions},
	{page.PerformanceAnalysis, findFunctions},
	{page.TIL, findFunctions},
	{page.ClassDoc, findClasses},
	{page.FileDoc, findFiles},
	{page.ModuleDoc, findModules},
	{page.CodeEvolution, findEvolution},
	{page.PatternAnalysis, findPatterns},
}

// finding is a search for targets under way.
type finding struct {
	*index.Index
	limits        Limits
	promptVersion string
	docType       page.Type // that is looked for now
	targets       []page.Target
}

// Find returns every target of the index, due or not, of the document types with a weight above 0. The
// fingerprint of a target depends on its key, its language, what of the source its page depends on, and the prompts'
// version.
func Find(x *index.Index, types map[page.Type]int, limits Limits, promptVersion string) []page.Target {
	f := &finding{Index: x, limits: limits, promptVersion: promptVersion}
	for _, finder := range finders {
		if types[finder.docType] > 0 {
			f.docType = finder.docType
			finder.find(f)
		}
	}
	return f.targets
}

// add appends a target. The sums stand for what its page depends on besides its type and prompt.
func (f *finding) add(t page.Target, sum ...uint64) {
	t.Key.Type, t.Key.Repo = f.docType, f.Repo.Name
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n%s\n", t.Key, f.promptVersion, t.Language)
	for _, s := range sum {
		fmt.Fprintf(h, "%016x\n", s)
	}
	t.Fingerprint = hex.EncodeToString(h.Sum(nil)[:16])
	f.targets = append(f.targets, t)
}

// sumOf returns the sum of a text, for a fingerprint.
func sumOf(text string) uint64 { return graph.SumOf([]byte(text), source.Span{EndByte: len(text)}) }

// eachSymbol calls fn for each symbol that a page can be about and that the limits do not leave out as a test, with the
// name that tells it from others of the same name.
func (f *finding) eachSymbol(fn func(file *graph.File, i int, name string)) {
	for _, file := range f.Files {
		if file.Test && !f.limits.Tests {
			continue
		}
		names := SymbolNames(file.Outline)
		for i := range file.Outline.Symbols {
			if s := &file.Outline.Symbols[i]; names[i] != "" && (!s.Test || f.limits.Tests) {
				fn(file, i, names[i])
			}
		}
	}
}

// Members returns the indexes of the symbols whose parent is s, in the order of the source; impl blocks are none.
func Members(o *source.Outline, s *source.Symbol) []int {
	var found []int
	name := s.QualifiedName()
	for i := range o.Symbols {
		if m := &o.Symbols[i]; m.Parent == name && m != s && m.Kind != source.KindImpl {
			found = append(found, i)
		}
	}
	return found
}
