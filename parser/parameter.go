package parser

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/codeworm/codeworm/parser/internal/tree"
	"github.com/codeworm/codeworm/source"
)

// parametersOf reads a parameter list.
func (e *extractor) parametersOf(list int32) []source.Parameter {
	if e.class(list)&isIdentifier != 0 { // x => x
		return []source.Parameter{{Name: e.text(list)}}
	}
	var out []source.Parameter
	typ := none
	for c := list + 1; c < int32(e.nodes[list].Next); c = int32(e.nodes[c].Next) {
		n := &e.nodes[c]
		if !n.Is(tree.Named) || n.Symbol == tree.SymbolError || e.class(c)&(isComment|isAttribute|isNoParameter) != 0 {
			continue
		}
		switch {
		case n.Field == e.g.fieldType && n.Field != 0: // a parameter without a node of its own
			typ = c
		case n.Field == e.g.fieldName && n.Field != 0 && typ != none:
			out = append(out, source.Parameter{Name: e.text(c), Type: e.folded(typ)})
		default:
			out = append(out, e.parameter(c)...)
		}
	}
	return out
}

// parameter reads one node of a parameter list: one parameter, or several of one type.
func (e *extractor) parameter(p int32) []source.Parameter {
	typ := e.child(p, e.g.fieldType)
	declarator := e.child(p, e.g.fieldDeclarator)
	if typ != none && e.g.fieldName != 0 {
		var named []source.Parameter
		for c := p + 1; c < int32(e.nodes[p].Next); c = int32(e.nodes[c].Next) {
			if e.nodes[c].Field == e.g.fieldName {
				named = append(named, source.Parameter{Name: e.variadic(p, c), Type: e.typeText(p, typ)})
			}
		}
		if named != nil {
			return named
		}
	}
	if declarator != none && typ != none { // char *argv[]: the type stands around the name
		leaf := e.firstIdentifier(declarator, none)
		if leaf == none {
			return []source.Parameter{{Type: e.folded(p)}}
		}
		n, l := &e.nodes[p], &e.nodes[leaf]
		around := string(e.source[n.Start:l.Start]) + string(e.source[l.End:e.end(p)])
		return []source.Parameter{{Name: e.text(leaf), Type: strings.Join(strings.Fields(around), " ")}}
	}
	name := e.child(p, e.g.fieldsParameterName...)
	if name == none && (typ != none || !e.leaf(p)) {
		name = e.firstIdentifier(p, typ)
	}
	if name == none {
		text := e.folded(p)
		switch {
		case text == "...":
		case text == "void":
			return nil
		case typ != none:
			return []source.Parameter{{Type: e.typeText(p, typ)}}
		case !strings.ContainsFunc(text, func(r rune) bool { return r > '@' || '0' <= r && r <= '9' }):
			return nil // a separator: "*", "/"
		}
		return []source.Parameter{{Name: text}}
	}
	if m := typedPattern.FindStringSubmatch(e.folded(name)); m != nil {
		return []source.Parameter{{Name: m[1], Type: m[2]}}
	}
	return []source.Parameter{{Name: e.variadic(p, name), Type: e.typeOf(p, name, typ)}}
}

// typedPattern is a name with its type in parentheses, as OCaml has it.
var typedPattern = regexp.MustCompile(`^\(([\w']+) ?: ?(.*)\)$`)

// typeOf is a parameter's type: what the grammar calls so, or what stands after the name and
// a colon, or else before the name.
func (e *extractor) typeOf(p, name, typ int32) string {
	if typ != none {
		return e.typeText(p, typ)
	}
	after := strings.TrimSpace(string(e.source[e.nodes[name].End:max(e.end(p), e.nodes[name].End)]))
	if rest, ok := strings.CutPrefix(after, ":"); ok {
		return strings.Join(strings.Fields(rest), " ")
	}
	before := strings.Fields(string(e.source[e.nodes[p].Start:e.nodes[name].Start]))
	if text := strings.Join(before, " "); strings.ContainsFunc(text, unicode.IsLetter) && e.g.row.TypeFirst {
		return text
	}
	return ""
}

// end is where a parameter ends before its default value.
func (e *extractor) end(p int32) uint32 {
	for c := p + 1; c < int32(e.nodes[p].Next); c = int32(e.nodes[c].Next) {
		if slices.Contains(e.g.fieldsValue, e.nodes[c].Field) || !e.nodes[c].Is(tree.Named) && e.initial(c) == '=' {
			return e.nodes[c].Start
		}
	}
	return e.nodes[p].End
}

// variadic is a parameter's name with what marks it as variadic: "*args".
func (e *extractor) variadic(p, name int32) string {
	text := e.folded(name)
	before := strings.TrimSpace(string(e.source[e.nodes[p].Start:e.nodes[name].Start]))
	if before != "" && strings.Trim(before, "*&.") == "" {
		return before + text
	}
	return text
}

// typeText is a parameter's type as written.
func (e *extractor) typeText(p, typ int32) string {
	if typ == none {
		return ""
	}
	text := strings.TrimSpace(strings.TrimPrefix(e.folded(typ), ":"))
	if strings.HasSuffix(string(e.source[e.nodes[p].Start:e.nodes[typ].Start]), "...") {
		return "..." + text
	}
	return text
}

// firstIdentifier is the name in a node outside of another: what the grammar calls so, or the
// first identifier.
func (e *extractor) firstIdentifier(node, outside int32) int32 {
	for n := node + 1; n < int32(e.nodes[node].Next); n++ {
		if e.nodes[n].Field == e.g.fieldName && e.g.fieldName != 0 && e.class(n)&isIdentifier != 0 &&
			(outside == none || n < outside || n >= int32(e.nodes[outside].Next)) {
			return n
		}
	}
	for n := node; n < int32(e.nodes[node].Next); {
		c := e.class(n)
		switch {
		case n == outside || c&(isAttribute|isComment) != 0:
			n = int32(e.nodes[n].Next)
		case c&isIdentifier != 0:
			return n
		default:
			n++
		}
	}
	return none
}

// results reads what a definition returns.
func (e *extractor) results(d *definition) []string {
	results := d.results
	if len(results) == 0 {
		if r := e.child(d.node, e.g.fieldsResult...); r != none {
			results = []int32{r}
		} else if v := e.value(d); v != none {
			if r := e.child(v, e.g.fieldsResult...); r != none {
				results = []int32{r}
			}
		}
	}
	var out []string
	for _, r := range results {
		if d.parameters != none && e.nodes[r].Symbol == e.nodes[d.parameters].Symbol { // Go: a list like that of the parameters
			for c := r + 1; c < int32(e.nodes[r].Next); c = int32(e.nodes[c].Next) {
				if e.nodes[c].Is(tree.Named) && e.class(c)&isComment == 0 {
					out = append(out, e.folded(c))
				}
			}
			continue
		}
		text := strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(e.folded(r), "->"), ":"))
		if text != "" && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}
