package check

import (
	"path"
	"strings"

	"github.com/codeworm/codeworm/internal/words"
)

// vocabulary is what the scope of a text holds, whatever the language: the words and lines of the source, the names and
// paths of the repository. One check asks it, by all of its resolvers.
type vocabulary struct {
	scope   Scope
	words   map[string]bool   // of the source and the facts
	folded  map[string]string // those words by their folded form
	lines   []string          // of the source
	trimmed map[string]bool   // the lines of the source without white space and diff marks around them
	imports map[string]string // what a bound name is imported from
	nearest map[string]string // what nearestTo has answered
	related RelatedNames      // nil when relations are not checked
	// drift says that the text is compared with an older scope: what may be a name of it is looked at, also in running text.
	drift bool
}

func newVocabulary(s Scope) *vocabulary {
	v := &vocabulary{scope: s, words: map[string]bool{}, folded: map[string]string{}, imports: map[string]string{}, nearest: map[string]string{}, related: relatedNames(s)}
	for _, text := range []string{s.Source, s.Facts} {
		words.EachWord(text, func(w string) {
			if !v.words[w] {
				v.words[w] = true
				v.folded[fold(w)] = w
			}
		})
	}
	if s.Source != "" {
		v.lines = strings.Split(s.Source, "\n")
	}
	for _, imp := range s.Imports {
		for _, name := range imp.Names {
			v.imports[name] = imp.Path
		}
		if len(imp.Names) == 0 {
			v.imports[lastOfImport(imp.Path)] = imp.Path
		}
	}
	return v
}

// fold makes names that differ in their case style alone the same.
func fold(name string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(name))
}

// lastOfImport returns the last component of an import path, which is the name it binds in most languages.
func lastOfImport(p string) string { return p[strings.LastIndexAny(p, "/.:\\")+1:] }

// ours tells where the repository has the name: in the source, elsewhere, or nowhere.
func (v *vocabulary) ours(name string) MentionOrigin {
	switch {
	case v.words[name]:
		return OriginSource
	case v.scope.Names.Has(name), name == v.scope.Repo:
		return OriginRepository
	}
	return OriginNone
}

// inSource reports whether the text stands in the source or the facts.
func (v *vocabulary) inSource(text string) bool {
	return strings.Contains(v.scope.Source, text) || strings.Contains(v.scope.Facts, text)
}

// startsInSource reports whether a text that is cut short by an ellipsis begins as something in the source does.
func (v *vocabulary) startsInSource(text string) bool {
	cut, shortened := strings.CutSuffix(text, "…")
	return shortened && v.inSource(strings.TrimSpace(cut))
}

// sourceLine reports whether the source has the line, white space and diff marks around it aside.
func (v *vocabulary) sourceLine(line string) bool {
	if v.trimmed == nil {
		v.trimmed = map[string]bool{}
		for _, l := range v.lines {
			v.trimmed[strings.TrimLeft(strings.TrimSpace(l), "+- ")] = true
		}
	}
	return v.startsInSource(line) || v.trimmed[strings.TrimLeft(line, "+- ")]
}

// repoPath reports whether the repository has the path: from its root, from the folder of the
// file described, or as the end of a longer one.
func (v *vocabulary) repoPath(p string) bool {
	p = strings.TrimSuffix(strings.TrimSuffix(p, "/"), "/...")
	names := v.scope.Names
	if strings.HasPrefix(p, "/") {
		return names.Path(strings.TrimPrefix(p, "/")) && path.Ext(p) != "" || v.inSource(p)
	}
	if p == "." || p == ".." {
		return true
	}
	if v.scope.Path != "" {
		if joined := path.Join(path.Dir(v.scope.Path), p); !strings.HasPrefix(joined, "..") && names.Path(joined) {
			return true
		}
	}
	p = path.Clean(p)
	if strings.HasPrefix(p, "..") {
		return false
	}
	inRepo, named := strings.CutPrefix(p, v.scope.Repo+"/")
	return names.Path(p) || v.scope.Repo != "" && named && names.Path(inRepo)
}

// modulePath reports whether the repository has a file or folder by a name without its extension, which is then that
// of the described file.
func (v *vocabulary) modulePath(p string) bool {
	return v.scope.Names.Path(p) || v.scope.Path != "" && v.scope.Names.Path(p+path.Ext(v.scope.Path))
}

// slip returns the name of the repository that was certainly meant by one that differs from it in its
// case style or in a sign or two; "" when there is none.
func (v *vocabulary) slip(name string) string {
	if len(name) < 4 {
		return ""
	}
	near := v.nearestTo(name)
	if near == "" || near == name {
		return ""
	}
	limit := 1
	if len(name) >= 10 {
		limit = 2
	}
	if fold(near) == fold(name) || words.EditDistance(strings.ToLower(name), strings.ToLower(near), limit) <= limit {
		return near
	}
	return ""
}

// maxNearestLookups bounds how many names a check compares with all others.
const maxNearestLookups = 400

// nearestTo returns the name nearest to one that does not exist: a word of the source that differs in its case style
// alone, or what differs in the fewest letters; "" when nothing is near.
func (v *vocabulary) nearestTo(name string) string {
	if near, ok := v.nearest[name]; ok {
		return near
	}
	if len(v.nearest) >= maxNearestLookups {
		return ""
	}
	near := v.folded[fold(name)]
	if near == "" {
		near = v.nearestWord(name, v.scope.Names.Nearest(name))
	}
	v.nearest[name] = near
	return near
}

// nearestWord returns the word of the source that is nearer to the name than the candidate is, or the candidate.
func (v *vocabulary) nearestWord(name, candidate string) string {
	near, lower, limit := candidate, strings.ToLower(name), 1+len(name)/4
	if near != "" {
		limit = words.EditDistance(lower, strings.ToLower(near), limit+1) - 1
	}
	for w := range v.words {
		if d := len(w) - len(name); limit < 0 || d > limit || -d > limit || len(w) < 3 {
			continue
		}
		if d := words.EditDistance(lower, strings.ToLower(w), limit); d < limit || d == limit && (near == "" || w < near) {
			near, limit = w, d
		}
	}
	return near
}
