package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// maxYAML is the size in bytes over which a file is not read: the parser gets slow.
const maxYAML = 1 << 20

// readYAML decodes a file into v, a pointer to a struct with yaml tags, and says
// everything that is wrong with it. A file without settings is fine.
func readYAML(data []byte, v any) (wrong []string) {
	if len(data) > maxYAML {
		return []string{fmt.Sprintf("it has %d bytes, more than %d; it is no such file, or parts of it belong elsewhere", len(data), maxYAML)}
	}
	file, problem := parseYAML(data)
	if problem != "" {
		return []string{problem}
	}
	r := &yamlReader{}
	if second := furtherDocument(file); second != nil {
		r.addf(second, "", "a second document begins behind a line ---, and would not be read; leave that line out, or keep one of the two")
		return r.wrong
	}
	empty := true
	for _, doc := range file.Docs {
		r.value(doc.Body, reflect.TypeOf(v), "")
		_, entries := doc.Body.(ast.MapNode)
		empty = empty && !entries
	}
	if len(r.wrong) > 0 || empty { // the decoder would set all of v to zero
		return r.wrong
	}
	err := yaml.NewDecoder(bytes.NewReader(data), yaml.Strict()).Decode(v)
	if err != nil && !errors.Is(err, io.EOF) {
		return []string{strings.TrimSpace(yaml.FormatError(err, false, true))}
	}
	return nil
}

// furtherDocument is the second of several documents that hold something; nil when there is none.
func furtherDocument(file *ast.File) ast.Node {
	found := 0
	for _, doc := range file.Docs {
		if doc.Body == nil || doc.Body.Type() == ast.CommentGroupType || doc.Body.Type() == ast.NullType {
			continue
		}
		if found++; found == 2 {
			return doc.Body
		}
	}
	return nil
}

// yamlReader compares a file with the type it is for.
type yamlReader struct{ wrong []string }

func (r *yamlReader) addf(node ast.Node, at, format string, args ...any) {
	place := ""
	if token := node.GetToken(); token != nil && token.Position != nil {
		place = fmt.Sprintf("line %d: ", token.Position.Line)
	}
	if at != "" {
		place += at + " "
	}
	r.wrong = append(r.wrong, place+fmt.Sprintf(format, args...))
}

// kinds are what a value can be, in words; other types are told by their kind.
var kinds = map[reflect.Type]string{
	reflect.TypeFor[time.Duration](): "a duration, such as 30m or 2h",
	reflect.TypeFor[days]():          fmt.Sprintf("a number of days, at most %d", maxDays),
}

var kindsOfGo = map[reflect.Kind]string{
	reflect.Int: "a whole number", reflect.Uint64: "a whole number from 0 on", reflect.Float64: "a number",
	reflect.Bool: "true or false", reflect.String: "a text", reflect.Slice: "a list, such as [a, b]",
	reflect.Struct: "settings of its own, each on a line below it", reflect.Map: "names with values, such as {a: 1, b: 2}",
}

func wanted(t reflect.Type) string {
	if words, ok := kinds[t]; ok {
		return words
	}
	return kindsOfGo[t.Kind()]
}

func (r *yamlReader) value(node ast.Node, t reflect.Type, at string) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch n := node.(type) {
	case nil, *ast.NullNode, *ast.CommentGroupNode, *ast.AliasNode: // an alias stands for what was looked at where it is defined
		return
	case *ast.AnchorNode:
		r.value(n.Value, t, at)
		return
	case *ast.TagNode:
		r.value(n.Value, t, at)
		return
	}
	switch t.Kind() {
	case reflect.Struct, reflect.Map:
		entries, ok := node.(ast.MapNode)
		if !ok {
			r.mismatch(node, t, at)
			return
		}
		r.entries(entries, t, at)
	case reflect.Slice:
		list, ok := node.(*ast.SequenceNode)
		if !ok {
			r.mismatch(node, t, at)
			return
		}
		for i, item := range list.Values {
			r.value(item, t.Elem(), fmt.Sprintf("%s[%d]", at, i))
		}
	default:
		_, isMap := node.(ast.MapNode)
		if isMap || isFraction(node, t) || yaml.NodeToValue(node, reflect.New(t).Interface()) != nil {
			r.mismatch(node, t, at)
		}
	}
}

// isFraction reports whether the type would lose a part of the number.
func isFraction(node ast.Node, t reflect.Type) bool {
	n, ok := node.(*ast.FloatNode)
	return ok && (t.Kind() == reflect.Int || t.Kind() == reflect.Uint64) && n.Value != math.Trunc(n.Value)
}

func (r *yamlReader) mismatch(node ast.Node, t reflect.Type, at string) {
	text := node.String()
	if line, _, more := strings.Cut(strings.TrimSpace(text), "\n"); more {
		text = line + " ..."
	}
	if at == "" {
		at = "the file"
	}
	r.addf(node, at, "is %s; it has to be %s", text, wanted(t))
}

func (r *yamlReader) entries(n ast.MapNode, t reflect.Type, at string) {
	seen := map[string]bool{}
	for entries := n.MapRange(); entries.Next(); {
		key, value := entries.Key(), entries.Value()
		if key.IsMergeKey() {
			continue
		}
		name := strings.Trim(key.String(), `"'`)
		below := strings.TrimPrefix(at+"."+name, ".")
		if seen[name] {
			r.addf(key, below, "is there twice; leave one of them out")
			continue
		}
		seen[name] = true
		if t.Kind() == reflect.Map {
			if yaml.NodeToValue(key, reflect.New(t.Key()).Interface()) != nil {
				r.addf(key, below, "has to be %s before the colon", wanted(t.Key()))
			}
			r.value(value, t.Elem(), below)
			continue
		}
		fields := fieldsOf(t)
		field, ok := fields[name]
		if !ok {
			names := make([]string, 0, len(fields))
			for name := range fields {
				names = append(names, name)
			}
			slices.Sort(names)
			r.addf(key, below, "is unknown; there are %s", strings.Join(names, ", "))
			continue
		}
		r.value(value, field, below)
	}
}

// fieldsOf are the types of a struct's fields by their names in a file.
func fieldsOf(t reflect.Type) map[string]reflect.Type {
	fields := map[string]reflect.Type{}
	for i := range t.NumField() {
		if name, ok := t.Field(i).Tag.Lookup("yaml"); ok {
			fields[name] = t.Field(i).Type
		}
	}
	return fields
}
