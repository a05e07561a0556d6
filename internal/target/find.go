package target

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/internal/words"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// What the other finders ask for at least.
const (
	minClassLines  = 5
	minFileLines   = 15
	minModuleFiles = 2
	minCommits     = 2 // of a file in 90 days, for its evolution
)

// findFunctions adds the functions with a body that are long and complex enough for the document type.
func findFunctions(f *finding) {
	minLines, minComplexity := f.limits.MinLines, f.limits.MinComplexity
	if f.docType != page.FunctionDoc {
		minLines, minComplexity = f.limits.ReviewMinLines, f.limits.ReviewMinComplexity
	}
	f.eachSymbol(func(file *graph.File, i int, name string) {
		s := &file.Outline.Symbols[i]
		if !isFunction(s) || s.Span.Lines() < minLines || s.Metrics.Complexity < minComplexity {
			return
		}
		f.add(page.Target{
			Key: page.Key{Path: file.Path, Symbol: name}, Language: file.Language, Symbol: s, Span: s.Span,
			Score: scoreFunction(s, f.Churn[file.Path], f.TakenAt),
		}, file.Sums[i])
	})
}

// findClasses adds the types that are long enough or have members. Their pages depend on the members, too.
func findClasses(f *finding) {
	f.eachSymbol(func(file *graph.File, i int, name string) {
		s := &file.Outline.Symbols[i]
		if !isType(s) || s.Span.Lines() < minClassLines && len(Members(file.Outline, s)) == 0 {
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

// findFiles adds the files that are long enough and define something.
func findFiles(f *finding) {
	for _, file := range f.Files {
		o := file.Outline
		if file.Test && !f.limits.Tests || o.Lines < minFileLines || len(o.Symbols) == 0 {
			continue
		}
		f.add(page.Target{
			Key: page.Key{Path: file.Path}, Language: file.Language,
			Span:  source.Span{StartLine: 1, EndLine: o.Lines, EndByte: int(file.Stamp.Size)},
			Score: scoreFile(o, file.Stamp.Size, f.Churn[file.Path]),
		}, sumOf(string(file.Sum[:])))
	}
}

// findModules adds the folders with several files, and those that say that they are packages and have others below
// them. Tests do not count.
func findModules(f *finding) {
	folders := map[string][]*graph.File{}
	for _, file := range f.Files {
		if !file.Test {
			dir := path.Dir(file.Path)
			folders[dir] = append(folders[dir], file)
		}
	}
	declared, above := f.Declared(), foldersAbove(folders)
	for _, dir := range slices.Sorted(maps.Keys(folders)) {
		files := folders[dir]
		if len(files) < minModuleFiles && (declared[dir] == "" || !above[dir]) {
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
}

// foldersAbove returns the folders that one of the folders is below of.
func foldersAbove(folders map[string][]*graph.File) map[string]bool {
	above := map[string]bool{}
	for dir := range folders {
		for dir != "." && dir != "/" {
			if dir = path.Dir(dir); above[dir] {
				break
			}
			above[dir] = true
		}
	}
	return above
}

// interfaceSum returns a sum that changes when what a file offers does, not with every edit of a
// body: a module's page does not depend on bodies.
func interfaceSum(file *graph.File) uint64 {
	var text strings.Builder
	text.WriteString(file.Path + "\n" + file.Outline.Doc + "\n")
	for i := range file.Outline.Symbols {
		text.WriteString(file.Outline.Symbols[i].Signature + "\n")
	}
	return sumOf(text.String())
}

// findEvolution adds the files with a recent change beside their
// first version. The page depends on the last change alone.
func findEvolution(f *finding) {
	for _, file := range f.Files {
		churn := f.Churn[file.Path]
		if file.Test && !f.limits.Tests || churn.Commits90 < minCommits || churn.LastHash == "" {
			continue
		}
		f.add(page.Target{
			Key: page.Key{Path: file.Path}, Language: file.Language,
			Score: scoreEvolution(churn, f.TakenAt),
		}, sumOf(churn.LastHash))
	}
}

// findPatterns adds the design patterns, each in its folder.
func findPatterns(f *finding) {
	for _, p := range f.Patterns() {
		var sums []uint64
		paths := map[string]bool{}
		churn := source.Churn{}
		for i, e := range p.Evidence {
			file, sym := f.Graph.Symbol(p.Symbols[i])
			text := e.Path + "\n" + e.Name + "\n" + e.What + "\n" + sym.Signature
			sums = append(sums, sumOf(text))
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
