package index

import (
	"path"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/source"
)

// Definitions returns where the unqualified name is defined, by file and place.
func (x *Index) Definitions(name string) []source.Definition {
	ids := x.Graph.Definitions(name)
	found := make([]source.Definition, len(ids))
	for i, id := range ids {
		f, s := x.Graph.Symbol(id)
		found[i] = source.Definition{Path: f.Path, Language: f.Language, Symbol: s}
	}
	return found
}

// Holds reports whether the name is an identifier of the file, or of a file right in the folder; known is false when
// there is no such place, or when not all that is in it was read. A path may lack its first folders.
func (x *Index) Holds(p, name string) (holds, known bool) {
	p = strings.Trim(path.Clean(p), "/")
	for _, at := range []func(*graph.File) bool{
		func(f *graph.File) bool { return f.Path == p },
		func(f *graph.File) bool { return strings.HasSuffix(f.Path, "/"+p) },
		func(f *graph.File) bool { dir := path.Dir(f.Path); return dir == p || strings.HasSuffix(dir, "/"+p) },
	} {
		n, whole := 0, true
		for _, f := range x.Files {
			if !at(f) {
				continue
			}
			n++
			if x.Graph.HasIn(f, name) {
				return true, true
			}
			whole = whole && f.Outline.Problem == "" && len(f.Outline.Errors) == 0
		}
		if n > 0 {
			return false, whole && !x.unreadIn(p)
		}
	}
	return false, false
}

// unreadIn reports whether something in the folder was skipped.
func (x *Index) unreadIn(folder string) bool {
	return slices.ContainsFunc(x.NotRead, func(s source.SkippedFile) bool {
		dir := path.Dir(s.Path)
		return dir == folder || strings.HasSuffix(dir, "/"+folder)
	})
}

// Text returns the text of a file as it is now, when the index has its outline. A path may lack its first folders
// when one file alone ends so.
func (x *Index) Text(p string) (text string, ok bool) {
	p = strings.Trim(path.Clean(p), "/")
	found := ""
	if x.ByPath[p] != nil {
		found = p
	} else {
		for _, f := range x.Files {
			if strings.HasSuffix(f.Path, "/"+p) {
				if found != "" {
					return "", false
				}
				found = f.Path
			}
		}
	}
	if found == "" {
		return "", false
	}
	content, ok := x.searchable(found)
	return string(content), ok
}

// OccursUnread is Occurs for the files whose identifiers are not all known: those that no parser read, or not whole.
func (x *Index) OccursUnread(words []string) map[string]bool {
	return x.occurs(words, func(p string) bool {
		f := x.ByPath[p]
		return f == nil || f.Outline == nil || f.Outline.Problem != "" || len(f.Outline.Errors) > 0
	})
}
