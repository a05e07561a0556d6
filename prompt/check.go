package prompt

import (
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
	"text/template"
	"text/template/parse"

	"github.com/codeworm/codeworm/internal/markdown"
)

// templateFuncs are the functions of templates besides those of package text/template.
var templateFuncs = template.FuncMap{"code": markdown.Code}

// parseTemplate reads a template and finds what would fail when it is used: the error
// names the template, what is wrong, and what there is instead.
func parseTemplate(name, text string, data map[string]any) (*template.Template, error) {
	t, err := template.New(name).Option("missingkey=error").Funcs(templateFuncs).Parse(text)
	if err != nil {
		why := strings.TrimPrefix(err.Error(), "template: "+name+":")
		return nil, fmt.Errorf("prompt template %q cannot be read, line %s; mend it, or take the built-in one", name, why)
	}
	for _, block := range slices.Sorted(maps.Keys(data)) {
		sample, b := data[block], t
		if block != "" {
			if b = t.Lookup(block); b == nil {
				return nil, fmt.Errorf("prompt template %q does not define %q; it has to define %s", name, block, strings.Join(blockNames(data), ", "))
			}
		}
		if b.Tree == nil {
			continue
		}
		root := reflect.TypeOf(sample)
		c := fieldCheck{name: name, tree: b.Tree, root: root}
		c.list(b.Root, root)
		if c.err != nil {
			return nil, c.err
		}
		// Once for the mistakes that only show when it is used, such as a wrong number of arguments.
		if err := b.Execute(io.Discard, sample); err != nil {
			return nil, fmt.Errorf("prompt template %q fails: %s; mend it, or take the built-in one", name, strings.TrimPrefix(err.Error(), "template: "))
		}
	}
	return t, nil
}

func blockNames(data map[string]any) []string {
	var names []string
	for name := range data {
		names = append(names, fmt.Sprintf("%q", name))
	}
	slices.Sort(names)
	return names
}

// fieldCheck follows a template's fields through the types of its data. Where it
// cannot tell a type (a variable, a function's result) it lets everything pass.
type fieldCheck struct {
	name string
	tree *parse.Tree
	root reflect.Type
	err  error
}

func (c *fieldCheck) list(l *parse.ListNode, dot reflect.Type) {
	if l == nil {
		return
	}
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			c.pipe(n.Pipe, dot)
		case *parse.IfNode:
			c.pipe(n.Pipe, dot)
			c.list(n.List, dot)
			c.list(n.ElseList, dot)
		case *parse.WithNode:
			c.list(n.List, c.pipe(n.Pipe, dot))
			c.list(n.ElseList, dot)
		case *parse.RangeNode:
			over := c.pipe(n.Pipe, dot)
			if over != nil && (over.Kind() == reflect.Slice || over.Kind() == reflect.Map || over.Kind() == reflect.Array) {
				over = over.Elem()
			} else {
				over = nil
			}
			c.list(n.List, over)
			c.list(n.ElseList, dot)
		case *parse.TemplateNode:
			c.pipe(n.Pipe, dot)
		}
	}
}

// pipe checks a pipeline and tells the type of its value where it is a plain field.
func (c *fieldCheck) pipe(p *parse.PipeNode, dot reflect.Type) reflect.Type {
	if p == nil {
		return nil
	}
	var last reflect.Type
	for _, command := range p.Cmds {
		for _, arg := range command.Args {
			last = c.arg(arg, dot)
		}
		if len(command.Args) != 1 {
			last = nil
		}
	}
	if len(p.Cmds) != 1 {
		return nil
	}
	return last
}

func (c *fieldCheck) arg(arg parse.Node, dot reflect.Type) reflect.Type {
	switch arg := arg.(type) {
	case *parse.DotNode:
		return dot
	case *parse.FieldNode:
		return c.fields(arg, dot, arg.Ident)
	case *parse.VariableNode:
		if arg.Ident[0] == "$" {
			return c.fields(arg, c.root, arg.Ident[1:])
		}
	case *parse.ChainNode:
		return c.fields(arg, c.arg(arg.Node, dot), arg.Field)
	case *parse.PipeNode:
		return c.pipe(arg, dot)
	}
	return nil
}

func (c *fieldCheck) fields(at parse.Node, t reflect.Type, names []string) reflect.Type {
	for _, name := range names {
		if t == nil {
			return nil
		}
		if m, ok := t.MethodByName(name); ok {
			t = m.Type.Out(0)
			continue
		}
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if m, ok := reflect.PointerTo(t).MethodByName(name); ok {
			t = m.Type.Out(0)
			continue
		}
		if t.Kind() == reflect.Map || t.Kind() == reflect.Interface {
			return nil
		}
		var f reflect.StructField
		ok := false
		if t.Kind() == reflect.Struct {
			f, ok = t.FieldByName(name)
		}
		if !ok || !f.IsExported() {
			location, _ := c.tree.ErrorContext(at)
			if c.err == nil {
				c.err = fmt.Errorf("prompt template %q (%s) uses the field .%s, which is unknown there; the fields are %s",
					c.name, location, name, fieldNames(t))
			}
			return nil
		}
		t = f.Type
	}
	return t
}

func fieldNames(t reflect.Type) string {
	if t.Kind() != reflect.Struct {
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
