package target

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/internal/words"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// Limits say which definitions are worth a page; the root's Selection has the same fields.
type Limits struct {
	MinLines, MinComplexity             int // of functions
	ReviewMinLines, ReviewMinComplexity int // of functions for reviews, analyses and TILs
	Tests                               bool
}

// Limits of the other finders.
const (
	minClassLines  = 5
	minFileLines   = 15
	minModuleFiles = 2
)

// finder lists the targets of one document type.
type finder struct {
	docType page.Type
	find    func(f *finding)
}

// finding is a search for targets under way.
type finding struct {
	*index.Index
	selection     Limits
	promptVersion string
	now           time.Time
	docType       page.Type
	targets       []page.Target
}

// finders make the targets of each document type; a type without a row has none.
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

// targets lists every target of the index, due or not, of the document types
// asked for.
func Find(x *index.Index, types map[page.Type]int, selection Limits, promptVersion string) []page.Target {
	f := &finding{Index: x, selection: selection, promptVersion: promptVersion, now: x.TakenAt}
	for _, finder := range finders {
		if types[finder.docType] > 0 {
			f.docType = finder.docType
			finder.find(f)
		}
	}
	return f.targets
}

// add appends a target; what it depends on besides type and prompt goes into
// its fingerprint.
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

// eachSymbol calls fn for the symbols of the files that are no tests, with the
// name that tells same-named ones apart.
func (f *finding) eachSymbol(fn func(file *graph.File, i int, name string)) {
	for _, file := range f.Files {
		if file.Test && !f.selection.Tests {
			continue
		}
		names := SymbolNames(file.Outline)
		for i := range file.Outline.Symbols {
			if s := &file.Outline.Symbols[i]; !s.Test || f.selection.Tests {
				fn(file, i, names[i])
			}
		}
	}
}

// SymbolNames are the qualified names of an outline's symbols; the second and
// later symbols of one name are told apart by "~2", "~3", ...
func SymbolNames(o *source.Outline) []string {
	names := make([]string, len(o.Symbols))
	seen := make(map[string]int, len(o.Symbols))
	for i, s := range o.Symbols {
		name := s.QualifiedName()
		seen[name]++
		if n := seen[name]; n > 1 {
			name += "~" + strconv.Itoa(n)
		}
		names[i] = name
	}
	return names
}

func findFunctions(f *finding) {
	minLines, minComplexity := f.selection.MinLines, f.selection.MinComplexity
	if f.docType != page.FunctionDoc {
		minLines, minComplexity = f.selection.ReviewMinLines, f.selection.ReviewMinComplexity
	}
	f.eachSymbol(func(file *graph.File, i int, name string) {
		s := &file.Outline.Symbols[i]
		if !s.Kind.IsFunction() || s.BodySpan == (source.Span{}) || s.Span.Lines() < minLines || s.Metrics.Complexity < minComplexity {
			return
		}
		f.add(page.Target{
			Key: page.Key{Path: file.Path, Symbol: name}, Language: file.Language, Symbol: s, Span: s.Span,
			Score: scoreFunction(s, f.Churn[file.Path], f.now),
		}, file.Sums[i])
	})
}

func findClasses(f *finding) {
	f.eachSymbol(func(file *graph.File, i int, name string) {
		s := &file.Outline.Symbols[i]
		if !s.Kind.IsType() || s.Kind == source.KindImpl || s.Span.Lines() < minClassLines && len(Members(file.Outline, s)) == 0 {
			return
		}
		sums := []uint64{file.Sums[i]}
		methods := Members(file.Outline, s)
		for _, m := range methods {
			sums = append(sums, file.Sums[m])
		}
		f.add(page.Target{
			Key: page.Key{Path: file.Path, Symbol: name}, Language: file.Language, Symbol: s, Span: s.Span,
			Score: scoreClass(s, len(methods), f.Churn[file.Path]),
		}, sums...)
	})
}

// Members are the indexes of the symbols whose parent is s.
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

func findFiles(f *finding) {
	for _, file := range f.Files {
		o := file.Outline
		if file.Test && !f.selection.Tests || o.Lines < minFileLines || len(o.Symbols) == 0 {
			continue
		}
		f.add(page.Target{
			Key: page.Key{Path: file.Path}, Language: file.Language,
			Span:  source.Span{StartLine: 1, EndLine: o.Lines, EndByte: int(file.Stamp.Size)},
			Score: scoreFile(o, file.Stamp.Size, f.Churn[file.Path]),
		}, graph.SumOf(file.Sum[:], source.Span{EndByte: len(file.Sum)}))
	}
}

func findModules(f *finding) {
	folders := map[string][]*graph.File{}
	for _, file := range f.Files {
		if !file.Test {
			dir := path.Dir(file.Path)
			folders[dir] = append(folders[dir], file)
		}
	}
	declared := f.Declared()
	for dir, files := range folders {
		if len(files) < minModuleFiles && (declared[dir] == "" || !hasBelow(folders, dir)) {
			continue
		}
		var sums []uint64
		symbols, doc := 0, 0
		languages := map[string]int{}
		for _, file := range files {
			languages[file.Language]++
			symbols += len(file.Outline.Symbols)
			doc = max(doc, len(file.Outline.Doc))
			sums = append(sums, interfaceSum(file))
		}
		f.add(page.Target{
			Key: page.Key{Path: dir}, Language: words.MostCommon(languages),
			Score: scoreModule(len(files), symbols, doc),
		}, sums...)
	}
	slices.SortFunc(f.targets, func(a, b page.Target) int { return cmp.Compare(a.Key.String(), b.Key.String()) })
}

// hasBelow reports whether there are files in a folder below.
func hasBelow(folders map[string][]*graph.File, dir string) bool {
	for other := range folders {
		if other != dir && (dir == "." || strings.HasPrefix(other, dir+"/")) {
			return true
		}
	}
	return false
}

// interfaceSum changes when what a file offers does, not with every edit of a
// body: a module's page does not depend on bodies.
func interfaceSum(file *graph.File) uint64 {
	text := file.Path + "\n" + file.Outline.Doc + "\n"
	for _, s := range file.Outline.Symbols {
		text += s.Signature + "\n"
	}
	return graph.SumOf([]byte(text), source.Span{EndByte: len(text)})
}

// findEvolution makes a target of each file with a recent change beside its
// first version. The page depends on the last change alone.
func findEvolution(f *finding) {
	for _, file := range f.Files {
		churn := f.Churn[file.Path]
		if file.Test && !f.selection.Tests || churn.Commits90 < 2 || churn.LastHash == "" {
			continue
		}
		f.add(page.Target{
			Key: page.Key{Path: file.Path}, Language: file.Language,
			Score: scoreEvolution(churn, f.now),
		}, graph.SumOf([]byte(churn.LastHash), source.Span{EndByte: len(churn.LastHash)}))
	}
}

// findPatterns makes a target of each pattern in a folder.
func findPatterns(f *finding) {
	for _, p := range f.Patterns() {
		var sums []uint64
		paths := map[string]bool{}
		churn := source.Churn{}
		for i, e := range p.Evidence {
			file, sym := f.Graph.Symbol(p.Symbols[i])
			text := e.Path + "\n" + e.Name + "\n" + e.What + "\n" + sym.Signature
			sums = append(sums, graph.SumOf([]byte(text), source.Span{EndByte: len(text)}))
			if !paths[file.Path] {
				paths[file.Path] = true
				churn.Commits30 += f.Churn[file.Path].Commits30
			}
		}
		f.add(page.Target{
			Key: page.Key{Path: p.Dir, Symbol: p.Name}, Language: p.Language,
			Score: scorePattern(len(p.Evidence), len(paths), churn),
		}, sums...)
	}
}
