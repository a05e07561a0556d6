package check

import (
	"regexp"
	"slices"
	"strings"
)

// resultTypes are types as languages write them, by what texts call their values.
var resultTypes = map[string]string{
	"bool": "bool", "boolean": "bool", "Boolean": "bool", "Bool": "bool",
	"string": "string", "str": "string", "String": "string", "&str": "string", "&'static str": "string",
	"int": "int", "int8": "int", "int16": "int", "int32": "int", "int64": "int", "uint": "int", "uint8": "int", "uint16": "int", "uint32": "int",
	"uint64": "int", "uintptr": "int", "byte": "int", "rune": "int", "i32": "int", "i64": "int", "u32": "int", "u64": "int", "usize": "int", "isize": "int",
	"u8": "int", "u16": "int", "long": "int", "short": "int", "Integer": "int", "Long": "int", "Int": "int", "number": "number",
	"float": "float", "float32": "float", "float64": "float", "f32": "float", "f64": "float", "double": "float", "Double": "float", "Float": "float",
	"list": "list", "List": "list", "dict": "dict", "Dict": "dict", "tuple": "tuple", "Tuple": "tuple", "set": "set", "Set": "set",
	"bytes": "bytes", "None": "none", "null": "none", "undefined": "none", "void": "none", "()": "none", "Unit": "none", "error": "error", "Void": "none",
}

// genericTypes are types of types, by what they are; those that are "" are what they hold, or nothing.
var genericTypes = map[string]string{
	"Optional": "", "Union": "", "Final": "", "Annotated": "", "Readonly": "", "Partial": "object", "Required": "object", "Awaitable": "promise", "Promise": "promise", "PromiseLike": "promise",
	"Coroutine": "coroutine", "Iterator": "iterator", "Iterable": "iterator", "Generator": "iterator", "AsyncIterator": "iterator", "AsyncGenerator": "iterator",
	"AsyncIterable": "iterator", "IterableIterator": "iterator", "AsyncIterableIterator": "iterator", "Array": "list", "ReadonlyArray": "list", "Sequence": "sequence", "Record": "object",
	"Map": "map", "ReadonlyMap": "map", "Mapping": "dict", "defaultdict": "dict", "OrderedDict": "dict", "frozenset": "set", "FrozenSet": "set", "Set": "set", "ReadonlySet": "set",
	"Callable": "function", "Literal": "literal",
}

// saidTypes are words for a value in a text, by what they mean.
var saidTypes = map[string]string{
	"boolean": "bool", "bool": "bool", "true": "bool", "false": "bool", "string": "string", "str": "string", "integer": "int", "int": "int", "float": "float", "number": "number",
	"list": "list", "array": "list", "dictionary": "dict", "dict": "dict", "tuple": "tuple", "none": "none", "nil": "none", "null": "none", "undefined": "none",
	"iterator": "iterator", "generator": "iterator", "promise": "promise", "coroutine": "coroutine", "function": "function",
}

var saidTypeWords = `boolean|bool|string|str|integer|int|float|number|list|array|dictionary|dict|tuple|true|false|none|nil|null|undefined|iterator|generator|promise|coroutine|function`

// nearKinds are the kinds that texts may well call so, too, though they are none.
var nearKinds = map[string][]string{
	"bool": {"bit", "literal"}, "string": {"bytes", "literal", "error"}, "int": {"bit", "number", "float", "literal"}, "float": {"bit", "int", "number"}, "number": {"bit", "int", "float", "literal"},
	"list": {"bytes", "tuple", "slice", "sequence", "iterator", "set", "literal"}, "dict": {"map", "object", "set"}, "tuple": {"sequence", "list"}, "iterator": {"list", "sequence", "coroutine", "map", "set"},
	"promise": {"coroutine"}, "coroutine": {"promise", "iterator"}, "none": {"promise", "coroutine"}, "function": {"object", "coroutine", "iterator"},
}

var (
	generic    = regexp.MustCompile(`^([\w$.]+)\s*[\[<](.*)[\]>]$`)
	literalOne = regexp.MustCompile(`^(?:'[^']*'|"[^"]*")$`)
)

// typeKinds returns what the values of a type are, as the language writes it, and whether they may be others.
func typeKinds(written, family string) (kinds []string, unknown bool) {
	if family == "python" {
		written = strings.Trim(written, ` "'`)
	}
	written = strings.TrimSpace(written)
	if family == "go" {
		if name, rest, ok := strings.Cut(written, " "); ok && plainName.MatchString(name) && name != "chan" {
			written = strings.TrimSpace(rest)
		}
		for _, f := range goForms {
			if strings.HasPrefix(written, f.begin) {
				return []string{f.kind}, false
			}
		}
	}
	if !inferred[family] {
		written = strings.Trim(written, " ()")
		base, _, _ := strings.Cut(written, "[")
		kind := resultTypes[base]
		return slices.DeleteFunc([]string{kind}, func(k string) bool { return k == "" }), kind == ""
	}
	if parts := splitTop(written, '|'); len(parts) > 1 {
		var r results
		for _, p := range parts {
			r.add(typeKinds(p, family))
		}
		return r.kinds, r.unknown
	}
	if family == "javascript" {
		if kind := scriptType(written); kind != "" {
			return []string{kind}, false
		}
	}
	written = strings.TrimPrefix(strings.TrimPrefix(written, "typing."), "collections.abc.")
	if kind := resultTypes[written]; kind != "" {
		return []string{kind}, false
	}
	if kind := genericTypes[written]; kind != "" {
		return []string{kind}, false
	}
	m := generic.FindStringSubmatch(written)
	if m == nil {
		return nil, true
	}
	base := m[1][strings.LastIndexByte(m[1], '.')+1:]
	if kind := resultTypes[base]; kind != "" {
		return []string{kind}, false
	}
	kind, known := genericTypes[base]
	if !known {
		return nil, true
	}
	var r results
	switch {
	case kind == "promise" || kind == "coroutine":
		parts := splitTop(m[2], ',')
		r.add(typeKinds(parts[len(parts)-1], family))
		r.kinds = append(r.kinds, kind)
	case kind != "":
		r.kinds = []string{kind}
	default:
		for _, p := range splitTop(m[2], ',') {
			r.add(typeKinds(p, family))
		}
		if base == "Optional" {
			r.kinds = append(r.kinds, "none")
		}
	}
	return r.kinds, r.unknown
}

// goForms are types of Go by how they begin.
var goForms = []struct{ begin, kind string }{{"[]byte", "bytes"}, {"[", "slice"}, {"func(", "function"}, {"map[", "dict"}}

var scriptForms = []struct {
	kind string
	form *regexp.Regexp
}{
	{"function", regexp.MustCompile(`^(?:new\s*)?(?:<.*>)?\([^()]*\)\s*=>`)},
	{"bool", regexp.MustCompile(`^(?:asserts\s+)?[\w$]+\s+is\s|^(?:true|false)$`)},
	{"list", regexp.MustCompile(`^(?:readonly\s+)?.*\[\]$`)},
	{"tuple", regexp.MustCompile(`^(?:readonly\s+)?\[.*\]$`)},
	{"object", regexp.MustCompile(`^\{.*\}$|^object$`)},
	{"string", literalOne},
	{"int", regexp.MustCompile(`^-?\d+$`)},
}

// scriptType tells the forms of types that only TypeScript has; "" for none of them.
func scriptType(written string) string {
	if strings.HasPrefix(written, "asserts ") {
		return "none"
	}
	for _, f := range scriptForms {
		if f.form.MatchString(written) {
			return f.kind
		}
	}
	return ""
}

// splitTop splits a text at a sign that stands in no brackets and in no quotes.
func splitTop(text string, at byte) []string {
	var parts []string
	depth, from, quote := 0, 0, byte(0)
	for k := 0; k < len(text); k++ {
		switch c := text[k]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'' || c == '`':
			quote = c
		case strings.IndexByte("([{<", c) >= 0:
			depth++
		case c == '>' && k > 0 && text[k-1] == '=':
		case strings.IndexByte(")]}>", c) >= 0:
			depth--
		case c == at && depth == 0:
			parts = append(parts, strings.TrimSpace(text[from:k]))
			from = k + 1
		}
	}
	return append(parts, strings.TrimSpace(text[from:]))
}
