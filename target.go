package codeworm

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
)

// limits say which definitions are worth a page; the root's Selection has the same fields.
type limits struct {
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
	docType DocType
	find    func(f *finding)
}

// finding is a search for targets under way.
type finding struct {
	*Index
	selection     limits
	promptVersion string
	now           time.Time
	docType       DocType
	targets       []Target
}

// finders make the targets of each document type; a type without a row has none.
var finders = []finder{
	{FunctionDoc, findFunctions},
	{SecurityReview, findFunctions},
	{PerformanceAnalysis, findFunctions},
	{TIL, findFunctions},
	{ClassDoc, findClasses},
	{FileDoc, findFiles},
	{ModuleDoc, findModules},
	{CodeEvolution, findEvolution},
	{PatternAnalysis, findPatterns},
}

// targets lists every target of the index, due or not, of the document types
// asked for.
func targetsOf(x *Index, types map[DocType]int, selection limits, promptVersion string) []Target {
	f := &finding{Index: x, selection: selection, promptVersion: promptVersion, now: x.takenAt}
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
func (f *finding) add(t Target, sum ...uint64) {
	t.Key.Type, t.Key.Repo = f.docType, f.repo.Name
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
func (f *finding) eachSymbol(fn func(file *indexedFile, i int, name string)) {
	for _, file := range f.files {
		if file.test && !f.selection.Tests {
			continue
		}
		names := symbolNames(file.outline)
		for i := range file.outline.Symbols {
			if s := &file.outline.Symbols[i]; !s.Test || f.selection.Tests {
				fn(file, i, names[i])
			}
		}
	}
}

// symbolNames are the qualified names of an outline's symbols; the second and
// later symbols of one name are told apart by "~2", "~3", ...
func symbolNames(o *Outline) []string {
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
	if f.docType != FunctionDoc {
		minLines, minComplexity = f.selection.ReviewMinLines, f.selection.ReviewMinComplexity
	}
	f.eachSymbol(func(file *indexedFile, i int, name string) {
		s := &file.outline.Symbols[i]
		if !s.Kind.IsFunction() || s.BodySpan == (Span{}) || s.Span.Lines() < minLines || s.Metrics.Complexity < minComplexity {
			return
		}
		f.add(Target{
			Key: Key{Path: file.path, Symbol: name}, Language: file.language, Symbol: s, Span: s.Span,
			Score: scoreFunction(s, f.churn[file.path], f.now),
		}, file.sums[i])
	})
}

func findClasses(f *finding) {
	f.eachSymbol(func(file *indexedFile, i int, name string) {
		s := &file.outline.Symbols[i]
		if !s.Kind.IsType() || s.Kind == KindImpl || s.Span.Lines() < minClassLines && len(members(file.outline, s)) == 0 {
			return
		}
		sums := []uint64{file.sums[i]}
		methods := members(file.outline, s)
		for _, m := range methods {
			sums = append(sums, file.sums[m])
		}
		f.add(Target{
			Key: Key{Path: file.path, Symbol: name}, Language: file.language, Symbol: s, Span: s.Span,
			Score: scoreClass(s, len(methods), f.churn[file.path]),
		}, sums...)
	})
}

// members are the indexes of the symbols whose parent is s.
func members(o *Outline, s *Symbol) []int {
	var found []int
	name := s.QualifiedName()
	for i := range o.Symbols {
		if m := &o.Symbols[i]; m.Parent == name && m != s && m.Kind != KindImpl {
			found = append(found, i)
		}
	}
	return found
}

func findFiles(f *finding) {
	for _, file := range f.files {
		o := file.outline
		if file.test && !f.selection.Tests || o.Lines < minFileLines || len(o.Symbols) == 0 {
			continue
		}
		f.add(Target{
			Key: Key{Path: file.path}, Language: file.language,
			Span:  Span{StartLine: 1, EndLine: o.Lines, EndByte: int(file.stamp.size)},
			Score: scoreFile(o, file.stamp.size, f.churn[file.path]),
		}, sumOf(file.sum[:], Span{EndByte: len(file.sum)}))
	}
}

func findModules(f *finding) {
	folders := map[string][]*indexedFile{}
	for _, file := range f.files {
		if !file.test {
			dir := path.Dir(file.path)
			folders[dir] = append(folders[dir], file)
		}
	}
	declared := f.declared()
	for dir, files := range folders {
		if len(files) < minModuleFiles && (declared[dir] == "" || !hasBelow(folders, dir)) {
			continue
		}
		var sums []uint64
		symbols, doc := 0, 0
		languages := map[string]int{}
		for _, file := range files {
			languages[file.language]++
			symbols += len(file.outline.Symbols)
			doc = max(doc, len(file.outline.Doc))
			sums = append(sums, interfaceSum(file))
		}
		f.add(Target{
			Key: Key{Path: dir}, Language: mostCommon(languages),
			Score: scoreModule(len(files), symbols, doc),
		}, sums...)
	}
	slices.SortFunc(f.targets, func(a, b Target) int { return cmp.Compare(a.Key.String(), b.Key.String()) })
}

// hasBelow reports whether there are files in a folder below.
func hasBelow(folders map[string][]*indexedFile, dir string) bool {
	for other := range folders {
		if other != dir && (dir == "." || strings.HasPrefix(other, dir+"/")) {
			return true
		}
	}
	return false
}

// interfaceSum changes when what a file offers does, not with every edit of a
// body: a module's page does not depend on bodies.
func interfaceSum(file *indexedFile) uint64 {
	text := file.path + "\n" + file.outline.Doc + "\n"
	for _, s := range file.outline.Symbols {
		text += s.Signature + "\n"
	}
	return sumOf([]byte(text), Span{EndByte: len(text)})
}

func mostCommon(counts map[string]int) string {
	best := ""
	for name, n := range counts {
		if best == "" || n > counts[best] || n == counts[best] && name < best {
			best = name
		}
	}
	return best
}

// findEvolution makes a target of each file with a recent change beside its
// first version. The page depends on the last change alone.
func findEvolution(f *finding) {
	for _, file := range f.files {
		churn := f.churn[file.path]
		if file.test && !f.selection.Tests || churn.Commits90 < 2 || churn.LastHash == "" {
			continue
		}
		f.add(Target{
			Key: Key{Path: file.path}, Language: file.language,
			Score: scoreEvolution(churn, f.now),
		}, sumOf([]byte(churn.LastHash), Span{EndByte: len(churn.LastHash)}))
	}
}

// findPatterns makes a target of each pattern in a folder.
func findPatterns(f *finding) {
	for _, p := range f.patterns() {
		var sums []uint64
		paths := map[string]bool{}
		churn := Churn{}
		for i, e := range p.evidence {
			file, sym := f.graph.symbol(p.symbols[i])
			text := e.Path + "\n" + e.Name + "\n" + e.What + "\n" + sym.Signature
			sums = append(sums, sumOf([]byte(text), Span{EndByte: len(text)}))
			if !paths[file.path] {
				paths[file.path] = true
				churn.Commits30 += f.churn[file.path].Commits30
			}
		}
		f.add(Target{
			Key: Key{Path: p.dir, Symbol: p.name}, Language: p.language,
			Score: scorePattern(len(p.evidence), len(paths), churn),
		}, sums...)
	}
}
