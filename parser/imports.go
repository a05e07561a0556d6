package parser

import (
	"regexp"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/source"
)

// imported makes imports of what the query found. Matches that share statement
// and path are one import with several names.
func (e *extractor) imported() []source.Import {
	slices.SortStableFunc(e.imports, func(a, b importMatch) int { return int(a.node) - int(b.node) })
	var out []source.Import
	for _, m := range e.imports {
		path := e.importPath(m)
		if path == "" {
			continue
		}
		line := e.lines.line(e.nodes[m.node].Start)
		if len(out) == 0 || line != out[len(out)-1].Line || path != out[len(out)-1].Path {
			out = append(out, source.Import{Path: path, Line: line})
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
	inner := m.name
	var parts []string
	for _, p := range slices.Backward(m.paths) {
		first, text := e.pathAt(p)
		inner = first
		parts = append(parts, unquote(text))
	}
	if inner == none {
		return ""
	}
	for n := inner; e.nodes[n].Parent != 0 && e.g.fieldPath != 0; n = int32(e.nodes[n].Parent) {
		// A group is "path", a separator, list.
		for at, steps := int32(e.nodes[n].Prev), 0; at != 0 && steps < 3; at, steps = int32(e.nodes[at].Prev), steps+1 {
			if e.nodes[at].Field == e.g.fieldPath {
				parts = append(parts, e.folded(at))
				break
			}
		}
	}
	if parts == nil {
		parts = append(parts, e.folded(inner))
	}
	slices.Reverse(parts)
	sep := "."
	if len(e.g.row.Separators) > 0 {
		sep = e.g.row.Separators[0]
	}
	return strings.Trim(unquote(strings.Join(parts, sep)), "<>; ")
}

// pathAt is the text of a path and its first node: some grammars make each component a child of
// the statement, in the same field.
func (e *extractor) pathAt(p int32) (int32, string) {
	field := e.nodes[p].Field
	if field == 0 || field != e.g.fieldPath {
		return p, e.folded(p)
	}
	first, last, end := p, p, int32(e.nodes[e.nodes[p].Parent].Next)
	for prev := int32(e.nodes[first].Prev); prev != 0 && e.nodes[prev].Field == field; prev = int32(e.nodes[first].Prev) {
		first = prev
	}
	for next := int32(e.nodes[last].Next); next < end && e.nodes[next].Field == field; next = int32(e.nodes[last].Next) {
		last = next
	}
	return first, string(e.source[e.nodes[first].Start:e.nodes[last].End])
}

// versions are path components that Go packages leave out of their names.
var versions = regexp.MustCompile(`^v[0-9]+$|\.v[0-9]+$`)

// importName is the name that a match binds.
func (e *extractor) importName(m importMatch, path string) string {
	name := ""
	if m.name != none {
		name = unquote(e.text(m.name))
		if name == "*" || name == "." || name == "_" { // everything, or nothing
			return ""
		}
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
