package check

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/codeworm/codeworm/internal/words"
)

// codeMention is a name in quoted code that does not exist.
type codeMention struct {
	absence
	text       string
	start, end int // its bytes in the code
}

// checkCode returns the names in quoted code that do not exist. The resolver is one of the code's own language. Lines
// that the source has are passed over. Names that the code itself declares exist, as do, in suggestions, those that
// are not nearly one of the repository's, and what is imported there.
func checkCode(r *resolver, code string, suggestion bool) []codeMention {
	masked := maskCode(code, r.name)
	declared := declaredIn(masked, r.name)
	var missing []codeMention
	start := 0
	for line := range strings.Lines(masked) {
		original := strings.TrimSpace(code[start : start+len(line)])
		var found []codeMention
		switch {
		case original == "", r.sourceLine(original):
		case importing.MatchString(line):
			found = checkImport(r, line, suggestion)
		default:
			found = checkCodeLine(r, line, declared, suggestion)
			if r.strict(suggestion) {
				found = append(found, inventedDefinition(r, line)...)
			}
		}
		for _, m := range found {
			m.start, m.end = start+m.start, start+m.end
			missing = append(missing, m)
		}
		start += len(line)
	}
	missing = append(missing, r.missingKeys(code, keys, suggestion)...)
	if r.strict(suggestion) {
		comments := missingIn(r, commentsOf(code, r.name), suggestion)
		missing = append(missing, only(comments, func(m codeMention) bool { return declared[m.name] == "" })...)
	}
	return missing
}

// defined is the name that a line of code defines a function or a type by.
var defined = regexp.MustCompile(`^\s*(?:(?:export|default|public|private|protected|static|async|abstract|final|pub)\s+)*(?:def|func|fn|function|class|struct|trait|interface)\s+(?:\([^()]*\)\s*)?(` + id + `)`)

// inventedDefinition is the name of a function or a type that a line defines and nothing in the repository does: quoted code is the
// source's, or an example that uses it, and no code that could be there.
func inventedDefinition(r *resolver, line string) []codeMention {
	at := defined.FindStringSubmatchIndex(line)
	if at == nil {
		return nil
	}
	name := line[at[2]:at[3]]
	if r.ours(name) != OriginNone || r.language.Keyword(name) || name == "main" {
		return nil
	}
	return []codeMention{{text: name, start: at[2], end: at[3], absence: absence{name: name, reason: "nothing in the source defines it", sure: true}}}
}

// alias is a new name for what is imported.
var alias = regexp.MustCompile(`\bas\s+(\w+)`)

// checkImport returns the names in a line of imports that neither the repository, nor the source's imports, nor the
// standard library has. Suggestions may import what they like.
func checkImport(r *resolver, line string, suggestion bool) []codeMention {
	if !r.strict(suggestion) {
		return nil
	}
	line = alias.ReplaceAllStringFunc(line, func(s string) string { return strings.Repeat(" ", len(s)) })
	var missing []codeMention
	var module string
	for _, at := range chainToken.FindAllStringIndex(line, -1) {
		parts := chainParts(line[at[0]:at[1]])
		if len(parts) == 0 {
			continue
		}
		whole := strings.Join(parts, ".")
		switch {
		case r.language.Keyword(whole), r.language.Module(whole), r.modulePath(strings.Join(parts, "/")), r.importsFrom(whole):
			if !r.language.Keyword(whole) {
				module = whole
			}
			continue
		}
		for _, name := range parts {
			if exists, _ := r.language.Member(module, name); name == "" || exists || r.importable(name) {
				continue
			}
			missing = append(missing, codeMention{absence{name: name, reason: fmt.Sprintf("%q is nothing that the source imports or the repository has", name)}, line[at[0]:at[1]], at[0], at[1]})
			break
		}
		module = whole
	}
	return missing
}

// importable reports whether a name can stand in a line of imports.
func (r *resolver) importable(name string) bool {
	return r.known(name) || r.modulePath(name)
}

// importsFrom reports whether the source has an import of the path.
func (r *resolver) importsFrom(p string) bool {
	for i := range r.scope.Imports {
		if r.scope.Imports[i].Path == p {
			return true
		}
	}
	return false
}

// checkCodeLine returns the names in one line of code that do not exist, by their bytes in the line.
func checkCodeLine(r *resolver, line string, declared map[string]MentionOrigin, suggestion bool) []codeMention {
	var missing []codeMention
	for _, at := range chainToken.FindAllStringIndex(line, -1) {
		found := chains(line[at[0]:min(at[1]+1, len(line))])
		if len(found) == 0 {
			continue
		}
		if a := r.resolveCode(found[0], declared, suggestion); a != nil {
			text := strings.TrimLeft(line[at[0]:at[1]], ")]?.:")
			missing = append(missing, codeMention{*a, text, at[0], at[1]})
		}
	}
	return missing
}

// resolveCode resolves a name in quoted code; words that do not look like names of a program are taken to be text.
func (r *resolver) resolveCode(ch chain, declared map[string]MentionOrigin, suggestion bool) *absence {
	head := ch.parts[0]
	origin, own := declared[head]
	if own {
		if len(ch.parts) == 1 {
			return nil
		}
		if origin == OriginImport && !r.ours(head).exists() && suggestion {
			return nil
		}
		ch = chain{append([]string{""}, ch.parts[1:]...), ch.call}
	}
	if len(ch.parts) == 1 && !ch.call && !r.compound(head, suggestion) {
		return nil
	}
	for _, name := range ch.parts[1:] {
		if _, own := declared[name]; own {
			return nil
		}
	}
	_, a := r.resolve(ch, suggestion)
	if a == nil || suggestion && r.slip(a.name) == "" {
		return nil
	}
	return a
}

// declarationForms are how a line begins that gives names.
var declarationForms = words.Forms{
	{`(` + modifierForms.Any() + `)*(` + declaringWords + `)\b`, "export async function"},
}

// modifierForms are what may stand before the word that declares.
var modifierForms = words.Forms{
	{`export |default `, "export "},
	{`pub(\(\w+\))? `, "pub(crate) "},
	{`public |private |protected `, "private "},
	{`static |async |abstract |final |override |unsafe |inline `, "async "},
}

const declaringWords = `def|func|fn|function|lambda|class|interface|type|struct|enum|trait|impl|import|from|use|` +
	`const|let|var|val|for|package|namespace|module|with|except|catch`

// bindingForms are what gives names in the middle of a line; the names are the form's group.
var bindingForms = words.Forms{
	{`(?:\bas|\bfor|\bcatch|\bexcept \w+ as|\blambda|\blet|\bvar|\bconst|\bmut)\s+[({]?\s*([\w$]+(?:\s*,\s*[\w$]+)*)`, "for key, value"},
	{`([\w$]+)\??\s*:[ \t]*[^:=\s]`, "key: v"},
	{`\(?([\w$,\s{}]*)\)?\s*=>`, "({a, b}) =>"},
}

// keyBinding is the row of keys in bindingForms.
const keyBinding = 1

var (
	declaring  = declarationForms.Compile(`^\s*(`, `)`)
	importing  = regexp.MustCompile(`^\s*(import|from|use|#include|require)\b`)
	assignment = regexp.MustCompile(`^\s*(?:(?:const|let|var|val|mut|auto|final)\s+)*([\w$,\s{}\[\]().*]+?)\s*(?::[^=]*)?(?::=|[-+*/|&]?=[^=])`)
	bindings   = bindingForms.Each()
)

var (
	// declaredName is what the words that declare stand right before, in Go behind a receiver.
	declaredName = regexp.MustCompile(`\b(?:def|func|fn|function|class|interface|type|struct|enum|trait|package|namespace|module|const|let|var|val)\s*\*?(?:\([^()]*\)\s*)?\s(` + id + `)`)
	// typeLine is a line that declares a type, which has no parameters.
	typeLine = regexp.MustCompile(`^\s*(` + modifierForms.Any() + `)*(class|interface|type|struct|enum|trait|impl)\b`)
	// annotation is the type of a parameter behind a colon.
	annotation = regexp.MustCompile(`:[^:=,()]+`)
	// usedAfter is where a declaration goes on with what it uses.
	usedAfter = regexp.MustCompile(`\b(?:in|of|range|extends|implements|with|except)\b|=|->`)
)

// declaredBy returns the names that a line gives which begins with a word that declares: what stands right after that,
// and parameters; not what is called, the types, nor what a loop goes over.
func declaredBy(line string) []string {
	var names []string
	for _, m := range declaredName.FindAllStringSubmatch(line, -1) {
		names = append(names, m[1])
	}
	if typeLine.MatchString(line) {
		return names
	}
	left := line
	if at := usedAfter.FindStringIndex(line); at != nil {
		left = line[:at[0]]
	}
	for _, ch := range chains(annotation.ReplaceAllString(left, " ")) {
		if name := ch.parts[0]; len(ch.parts) == 1 && !ch.call && !upperCamel.MatchString(name) {
			names = append(names, name)
		}
	}
	return names
}

// fieldOfLiteral is how a key of an object is set in place: that names what the object has.
var fieldOfLiteral = regexp.MustCompile(`\{\s*([\w$]+)\s*:[^:=]`)

// declaredIn returns the names that code gives itself: definitions, variables, parameters, keys, imports. In Go, a key
// is one that a type has.
func declaredIn(code, language string) map[string]MentionOrigin {
	names := map[string]MentionOrigin{}
	add := func(text string, o MentionOrigin) {
		words.EachWord(text, func(w string) { names[w] = o })
	}
	for line := range strings.Lines(code) {
		switch {
		case importing.MatchString(line):
			add(line, OriginImport)
		case declaring.MatchString(line):
			for _, name := range declaredBy(line) {
				names[name] = OriginPage
			}
		}
		if m := assignment.FindStringSubmatch(line); m != nil && !strings.ContainsAny(m[1], ".(") {
			add(m[1], OriginPage)
		}
		if !strings.Contains(line, "=>") && !declaring.MatchString(line) {
			line = fieldOfLiteral.ReplaceAllString(line, "{ ")
		}
		for i, re := range bindings {
			if language == "go" && i == keyBinding {
				continue
			}
			for _, m := range re.FindAllStringSubmatch(line, -1) {
				add(m[1], OriginPage)
			}
		}
	}
	return names
}
