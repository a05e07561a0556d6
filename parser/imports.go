package parser

import (
	"regexp"
	"slices"
	"strings"

	"github.com/codeworm/codeworm"
)

// imported makes imports of what the query found. Matches that share statement
// and path are one import with several names.
func (e *extractor) imported() []codeworm.Import {
	slices.SortStableFunc(e.imports, func(a, b importMatch) int {
		if a.node != b.node {
			return int(a.node) - int(b.node)
		}
		return int(a.path) - int(b.path)
	})
	var out []codeworm.Import
	for _, m := range e.imports {
		path := e.importPath(m)
		if path == "" {
			continue
		}
		line := e.lines.line(e.nodes[m.node].Start)
		if len(out) == 0 || line != out[len(out)-1].Line || path != out[len(out)-1].Path {
			out = append(out, codeworm.Import{Path: path, Line: line})
		}
		i := &out[len(out)-1]
		if name := e.importName(m, path); name != "" && !slices.Contains(i.Names, name) {
			i.Names = append(i.Names, name)
		}
	}
	return out
}

// importPath is what is imported: the path, preceded by the paths of the groups around
// it ("use a::{b::c}").
func (e *extractor) importPath(m importMatch) string {
	inner := m.path
	var parts []string
	if inner != none {
		parts = append(parts, e.folded(inner))
	} else if inner = m.name; inner == none {
		return ""
	}
	for n := inner; e.nodes[n].Parent != 0; n = int32(e.nodes[n].Parent) {
		if group := e.child(int32(e.nodes[n].Parent), e.g.fieldPath); group != none && group != n {
			parts = append(parts, e.folded(group))
		}
	}
	if parts == nil {
		parts = append(parts, e.folded(inner))
	}
	slices.Reverse(parts)
	sep := e.g.row.Separator
	if sep == "" {
		sep = "."
	}
	return strings.Trim(unquote(strings.Join(parts, sep)), "<>; ")
}

// versions are path components that Go packages leave out of their names.
var versions = regexp.MustCompile(`^v[0-9]+$|\.v[0-9]+$`)

// importName is the name that a match binds.
func (e *extractor) importName(m importMatch, path string) string {
	name := ""
	if m.name != none {
		name = unquote(e.text(m.name))
	}
	if name != "" && name != "self" {
		return name
	}
	components := strings.FieldsFunc(path, func(r rune) bool { return strings.ContainsRune("./:\\", r) })
	if len(components) == 0 {
		return ""
	}
	switch {
	case name == "self": // use io::{self}
		return components[len(components)-1]
	case e.g.row.Imported == BindsFirst:
		return components[0]
	case e.g.row.Imported == BindsLast:
		return components[len(components)-1]
	case e.g.row.Imported == BindsGoPackage:
		elements := strings.Split(path, "/")
		if n := len(elements); n > 1 && versions.MatchString(elements[n-1]) && elements[n-1][0] == 'v' {
			elements = elements[:n-1]
		}
		return versions.ReplaceAllString(elements[len(elements)-1], "")
	}
	return ""
}
