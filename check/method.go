package check

import (
	"regexp"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/words"
	"github.com/codeworm/codeworm/source"
)

// ownMethodForms are how a sentence says that something has methods; the group holds them. They are of what the text
// describes when the sentence names no other type.
var ownMethodForms = words.Forms{
	{`\b[Mm]ethods?:? (?:named |called |such as |like |including |are |is )?` + spanList, "the method `a`"},
	{spanList + ` (?:\w+ )?methods?\b`, "the `a` method"},
	{`\b[Ii]ts (?:\w+ )?` + spanList, "its `a`"},
	{`\b(?:has|defines|provides|exposes|offers|implements|declares|includes|contains)(?: an?| the| its)?(?: \w+)?(?: methods?)? ` + spanList, "provides `a`"},
	{spanList + ` (?:is|are) (?:an? |the )?(?:\w+ )?(?:methods?|members?|part) of\b`, "`a` is a method of"},
	{`\b(?:class|struct|type|interface)'s ` + spanList, "the class's `a`"},
}

var (
	ownMethods = ownMethodForms.Each()
	// listedMethod is an item that is about one method: "`flush()`: writes what is left".
	listedMethod = regexp.MustCompile(`^` + span + `(?:\s*[:(–—-]|$)`)
	// inbound tells that a sentence speaks of what is elsewhere: who uses the type, and what others do.
	inbound = regexp.MustCompile(`(?i)\b((called|used|invoked|created|tested|constructed|instantiated|returned|wrapped|made|run|driven|consumed|handled) (by|in|from)|callers?|tests?|other (class|type)\w*|elsewhere|unlike|similar to|like the|overrides?|overridden|delegat\w+|forward\w*|sub-?class\w*)\b`)
)

// relateMethods checks, on a page about a type, that the methods said to be its own are some: not those of another type.
func (r *resolver) relateMethods(s said, mentions []Mention, item bool) {
	subject := r.subject()
	if subject == nil || !subject.Kind.IsType() || inbound.MatchString(s.text) || negated.MatchString(s.text) {
		return
	}
	said, listed := map[int]bool{}, -1
	for _, re := range ownMethods {
		for _, m := range re.FindAllStringSubmatch(s.text, -1) {
			for _, sign := range anySpan.FindAllStringSubmatch(m[1], -1) {
				said[spanNumber(sign[1])] = true
			}
		}
	}
	if m := listedMethod.FindStringSubmatch(s.text); m != nil && item && call.MatchString(s.spans[0].code) && !said[0] {
		listed = 0
		said[listed] = true
	}
	for k := range s.spans {
		if said[k] {
			r.relateMethod(s, mentions, k, subject, k == listed)
		}
	}
}

// relateMethod checks that one name is a member of the described type. It is a finding when it certainly is none, other
// types have it by definition, and the sentence names none of them. What is only listed may be a function as well.
func (r *resolver) relateMethod(s said, mentions []Mention, k int, subject *source.Symbol, listed bool) {
	code := strings.TrimSuffix(s.spans[k].code, "()")
	if i := strings.IndexByte(code, '('); i > 0 {
		code = code[:i]
	}
	if !plainName.MatchString(code) || r.inSubject(subject, code) {
		return
	}
	owners := r.owners(code)
	if len(owners) == 0 || listed && r.freely(code) {
		return
	}
	if has, sure := r.related.Member(r.scope.Path, subject.QualifiedName(), code); has || !sure {
		return
	}
	for j := range s.spans {
		if name := s.name(j); j != k && name != "" && (slices.ContainsFunc(owners, func(o string) bool { return lastOf(o) == name }) || r.isType(name) && name != subject.Name) {
			return
		}
	}
	for _, o := range owners {
		if words.ContainsWord(s.text, lastOf(o)) {
			return
		}
	}
	s.contradictAt(mentions, k, code, "`%s` has no member `%s`%s", subject.QualifiedName(), code, r.belongs(code))
}

// freely reports whether something that is no member is defined by the name.
func (r *resolver) freely(name string) bool {
	return slices.ContainsFunc(r.related.Definitions(name), func(d source.Definition) bool { return !isMemberKind(d.Symbol.Kind) })
}

// inSubject reports whether the name stands in the lines of the described type: it may be called there.
func (r *resolver) inSubject(subject *source.Symbol, name string) bool {
	for i := range r.scope.Symbols {
		sp := r.scope.Symbols[i].Span
		if sp.StartLine < 1 || sp.EndLine > len(r.lines) {
			continue
		}
		for _, line := range r.lines[sp.StartLine-1 : sp.EndLine] {
			if words.ContainsWord(line, name) {
				return true
			}
		}
	}
	return len(r.lines) < subject.Span.EndLine && r.words[name]
}

// lastOf returns the last component of a qualified name.
func lastOf(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }
