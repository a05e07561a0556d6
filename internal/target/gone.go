package target

import (
	"path"

	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/page"
)

// Presence tells of many keys whether what their pages are about is still there. It is made anew for each index, looks at every file
// of it once at most, and belongs to one goroutine.
type Presence struct {
	index    *index.Index
	paths    map[string]bool               // of the files, and of the folders that they are in; nil until asked for
	patterns map[patternKey]bool           // nil until asked for
	symbols  map[string]map[symbolKey]bool // of the files that were asked for, by their paths
}

// patternKey says which design pattern of which folder is meant.
type patternKey struct{ dir, name string }

// symbolKey says which definition of a file is meant.
type symbolKey struct {
	name   string
	isType bool
}

// NewPresence returns what tells it for an index.
func NewPresence(x *index.Index) *Presence {
	return &Presence{index: x, symbols: map[string]map[symbolKey]bool{}}
}

// Gone reports whether nothing is left of what a page is about. What could not be read this
// time, or what the configuration now leaves out, is not gone, and neither is a period.
func (p *Presence) Gone(k page.Key) bool {
	if k.Period != "" {
		return false
	}
	if k.Type == page.PatternAnalysis {
		return !p.pattern(k.Path, k.Symbol)
	}
	file := p.index.ByPath[k.Path]
	switch {
	case file == nil:
		return !p.holds(k.Path)
	case k.Symbol == "" || file.Outline == nil || file.Outline.Problem != "":
		return false
	}
	names := p.symbols[k.Path]
	if names == nil {
		names = map[symbolKey]bool{}
		for i, name := range SymbolNames(file.Outline) {
			names[symbolKey{name, file.Outline.Symbols[i].Kind.IsType()}] = true
		}
		p.symbols[k.Path] = names
	}
	return !names[symbolKey{k.Symbol, k.Type == page.ClassDoc}]
}

// pattern reports whether the folder has the design pattern.
func (p *Presence) pattern(dir, name string) bool {
	if p.patterns == nil {
		p.patterns = map[patternKey]bool{}
		for _, found := range p.index.Patterns() {
			p.patterns[patternKey{found.Dir, found.Name}] = true
		}
	}
	return p.patterns[patternKey{dir, name}]
}

// holds reports whether the path is one of a file that was skipped, or of a folder with files.
func (p *Presence) holds(at string) bool {
	if at == "" || at == "." {
		return len(p.index.Files) > 0
	}
	if p.paths == nil {
		p.paths = map[string]bool{}
		for _, f := range p.index.Files {
			p.add(f.Path)
		}
		for _, s := range p.index.NotRead {
			p.add(s.Path)
		}
	}
	return p.paths[at]
}

// add adds the path of a file, and those of the folders around it.
func (p *Presence) add(file string) {
	for at := file; at != "." && at != "/" && !p.paths[at]; at = path.Dir(at) {
		p.paths[at] = true
	}
}
