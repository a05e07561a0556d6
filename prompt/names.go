package prompt

import (
	"fmt"
	"reflect"
	"strings"
	"text/template"
	"text/template/parse"
)

// checkNames reports a field that a block uses, in any branch, and nothing that it sees has.
// Executing a block finds unknown fields only where it comes by, and no samples
// lead everywhere: not into {{if eq .Language "cobol"}}. So the parse tree is walked, for the names
// of fields alone: whether one is used where it belongs is left to execution.
func checkNames(name string, block *template.Template, data any) (err error) {
	root := reflect.TypeOf(data)
	known := map[string]bool{}
	addNames(root, known, map[reflect.Type]bool{})
	walkFields(block.Root, func(at parse.Node, fields []string) {
		for _, field := range fields {
			if !known[field] && err == nil {
				location, _ := block.ErrorContext(at)
				err = fmt.Errorf("prompt template %q (%s) uses the field .%s, which is unknown there; the fields are %s",
					name, location, field, fieldNames(root))
			}
		}
	})
	return err
}

// walkFields calls visit for each use of fields below a node, as ["A", "B"] for .A.B, in every branch.
func walkFields(n parse.Node, visit func(at parse.Node, fields []string)) {
	branch := func(b *parse.BranchNode) {
		walkFields(b.Pipe, visit)
		walkFields(b.List, visit)
		walkFields(b.ElseList, visit)
	}
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return // there is no else
		}
		for _, child := range n.Nodes {
			walkFields(child, visit)
		}
	case *parse.IfNode:
		branch(&n.BranchNode)
	case *parse.WithNode:
		branch(&n.BranchNode)
	case *parse.RangeNode:
		branch(&n.BranchNode)
	case *parse.ActionNode:
		walkFields(n.Pipe, visit)
	case *parse.TemplateNode:
		walkFields(n.Pipe, visit)
	case *parse.PipeNode:
		if n == nil {
			return // a template without data
		}
		for _, command := range n.Cmds {
			for _, arg := range command.Args {
				walkFields(arg, visit)
			}
		}
	case *parse.FieldNode:
		visit(n, n.Ident)
	case *parse.VariableNode:
		visit(n, n.Ident[1:])
	case *parse.ChainNode:
		walkFields(n.Node, visit)
		visit(n, n.Field)
	}
}

// addNames adds the names of all fields and methods that a template can reach from a value of the type.
func addNames(t reflect.Type, names map[string]bool, seen map[reflect.Type]bool) {
	if t == nil || seen[t] {
		return
	}
	seen[t] = true
	for i := range t.NumMethod() {
		method := t.Method(i)
		names[method.Name] = true
		if method.Type.NumOut() > 0 {
			addNames(method.Type.Out(0), names, seen)
		}
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		addNames(t.Elem(), names, seen)
	case reflect.Struct:
		addNames(reflect.PointerTo(t), names, seen) // for its methods
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() {
				names[f.Name] = true
				addNames(f.Type, names, seen)
			}
		}
	}
}

// fieldNames lists the fields of a type, for an error.
func fieldNames(t reflect.Type) string {
	if t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == nil:
		return "none"
	case t.Kind() != reflect.Struct:
		return "none: it is the text itself, \".\""
	}
	var names []string
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() {
			names = append(names, "."+f.Name)
		}
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}
