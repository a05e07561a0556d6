package check

import (
	"path"
	"regexp"
	"strings"

	"github.com/codeworm/codeworm/internal/words"
)

// objects mean the object, or the type, to which the described function belongs.
var objects = words.Set("self this cls Self")

// receiverType returns the type of the repository that a name at the beginning of a chain is, or is a value of; "" when
// that cannot be told.
func (r *resolver) receiverType(head string) string {
	if r.related == nil {
		return ""
	}
	if objects[head] {
		return r.subjectType()
	}
	if s := r.subject(); s != nil && s.Kind.IsFunction() {
		for _, p := range s.Parameters {
			if strings.TrimLeft(p.Name, "*&$.") == head {
				return r.declaredType(p.Type)
			}
		}
		if rest, ok := strings.CutPrefix(s.Signature, "func ("+head+" "); ok && r.name == "go" {
			declared, _, _ := strings.Cut(rest, ")")
			return r.declaredType(declared)
		}
	}
	if r.isType(head) && r.imports[head] == "" || r.isType(head) && r.isOurs(r.imports[head]) {
		return head
	}
	return r.constructed(head)
}

// wholeType is a type without parameters of its own, perhaps a pointer or a reference.
var wholeType = regexp.MustCompile(`^(?:[*&]|mut |const |final )*(?:[\w]+(?:\.|::))*(\w+)(?:\[\w+\]|<\w+>)?[?*&]*$`)

// declaredType returns the repository's type that a declaration names, or "".
func (r *resolver) declaredType(declared string) string {
	m := wholeType.FindStringSubmatch(strings.Trim(strings.TrimSpace(declared), `"'`))
	if m == nil || len(m[1]) == 1 || !r.isType(m[1]) {
		return ""
	}
	return m[1]
}

// constructed returns the type of which every assignment to the variable in the described lines makes a value.
func (r *resolver) constructed(variable string) string {
	if !r.words[variable] || len(r.lines) == 0 {
		return ""
	}
	assigned, err := regexp.Compile(`(?:^|[^\w.])` + regexp.QuoteMeta(variable) + `\s*(?::=|=[^=]|:\s*\w|,|\bin\b)\s*(.*)`)
	if err != nil {
		return ""
	}
	typ := ""
	for _, line := range r.lines {
		m := assigned.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		at := construction.FindStringSubmatch(strings.TrimRight(m[1], "; "))
		if at == nil || typ != "" && typ != at[1] || !r.isType(at[1]) {
			return ""
		}
		typ = at[1]
	}
	return typ
}

// construction is an expression that makes a value of a type.
var construction = regexp.MustCompile(`^&?(?:new )?(?:\w+\.)?([A-Z]\w*)(?:\(.*\)|\{.*\}|\{)$`)

// ownModule returns the file or folder of the repository that the first parts of a chain name, and how many parts that
// are; "" when it is none for certain.
func (r *resolver) ownModule(parts []string) (place string, taken int) {
	if r.related == nil || r.scope.Path == "" {
		return "", 0
	}
	head := parts[0]
	if from := r.imports[head]; from != "" {
		if r.isOurs(from) && len(parts) > 1 {
			return r.placeOfImport(from), 1
		}
		return "", 0
	}
	if r.words[head] || len(r.related.Definitions(head)) > 0 || r.language.Module(head) {
		return "", 0
	}
	for n := len(parts) - 1; n > 0; n-- {
		if p := r.placeOf(strings.Join(parts[:n], "/")); p != "" {
			return p, n
		}
	}
	return "", 0
}

// placeOf returns the file or folder of a path without extension, or "".
func (r *resolver) placeOf(p string) string {
	ext := path.Ext(r.scope.Path)
	for _, file := range []string{p + ext, p + "/__init__" + ext, p + "/index" + ext} {
		if r.scope.Names.Path(file) {
			return file
		}
	}
	if _, known := r.related.Holds(p, ""); known && r.scope.Names.Path(p) {
		return p
	}
	return ""
}

// placeOfImport returns the file or folder that an import of the described file means.
func (r *resolver) placeOfImport(from string) string {
	if strings.HasPrefix(from, "./") || strings.HasPrefix(from, "../") {
		return r.placeOf(path.Join(path.Dir(r.scope.Path), strings.TrimSuffix(from, path.Ext(from))))
	}
	p := strings.NewReplacer("::", "/", "\\", "/").Replace(from)
	if !strings.Contains(p, "/") {
		p = strings.ReplaceAll(p, ".", "/")
	}
	for rest := strings.Trim(p, "/"); ; {
		if place := r.placeOf(rest); place != "" {
			return place
		}
		_, next, more := strings.Cut(rest, "/")
		if !more || next == "" || !strings.Contains(next, "/") && r.name != "go" {
			return ""
		}
		rest = next
	}
}

// handsOn tells of a text that it brings in names of other files under their own.
var handsOn = regexp.MustCompile(`import \*|export \*|export \{|__getattr__|pub use|globals\(\)`)

// lacks reports whether a module of the repository certainly has no such name.
func (r *resolver) lacks(place, name string) bool {
	holds, known := r.related.Holds(place, name)
	below := strings.TrimSuffix(place, path.Ext(place))
	if base := path.Base(below); base == "__init__" || base == "index" {
		below = path.Dir(place)
	}
	if holds || !known || r.placeOf(path.Join(below, name)) != "" {
		return false
	}
	if path.Ext(place) == "" {
		return r.name == "go"
	}
	text, ok := r.related.Text(place)
	return ok && !handsOn.MatchString(text)
}
