package check

import (
	"regexp"
	"strings"

	"github.com/codeworm/codeworm/internal/words"
)

// parameterKinds are what is said of single parameters.
var parameterKinds = []statementKind{
	{name: "parameter names", marked: true, example: "takes `a` and `b`", judge: judgeParameterNames,
		form: regexp.MustCompile(`(?i)\b(?:takes|accepts|expects|receives)\s+(?:in\s+)?(?:(?:the|an?|exactly|only|one|two|three|four|five|a\s+single)\s+){0,2}(?:parameters?|arguments?)?(?:\s+named|\s+called)?\s*[:(,—–-]*\s*(\x00+)`)},
	{name: "parameter type", anywhere: true, marked: true, example: "title is a string", judge: judgeParameterType,
		form: regexp.MustCompile(`(?i)` + saidName + `(?:\s+(?:parameter|argument))?,?\s+(?:is|must\s+be|should\s+be)\s+an?\s+(?:optional\s+|required\s+)?(` + saidTypeWords + `)\b`)},
	{name: "parameter type", anywhere: true, marked: true, example: "title (string)", judge: judgeParameterType,
		form: regexp.MustCompile(`(?i)` + saidName + `\s*\(\s*(?:an?\s+)?(?:optional\s+)?(` + saidTypeWords + `)\s*[,)]`)},
	{name: "parameter type", anywhere: true, marked: true, example: "a string parameter `title`", judge: judgeTypeOfParameter,
		form: regexp.MustCompile(`(?i)\ban?\s+(?:optional\s+|single\s+)?(` + saidTypeWords + `)\s+(?:parameter|argument)?\s*(?:named\s+|called\s+)?\(?(\x00+)`)},
}

var inList = regexp.MustCompile(`^(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*,?\s+as well as\s+)(?:the\s+|an?\s+)?(\x00+)`)

// listed returns the names in code that follow one in a list.
func (a assertion) listed() []string {
	var found []string
	text, marked := a.after, a.marked
	for {
		at := inList.FindStringSubmatchIndex(marked)
		if at == nil {
			return found
		}
		found = append(found, text[at[2]:at[3]])
		text, marked = text[at[1]:], marked[at[1]:]
	}
}

// judgeParameterNames looks for the names in the head: one that stands nowhere in the definition is no parameter of it.
func judgeParameterNames(d *described, a assertion) (Verdict, string) {
	if len(d.symbol.Parameters) == 0 && !strings.Contains(d.symbol.Signature, "()") && !strings.Contains(d.symbol.Signature, "(self)") {
		return undecided()
	}
	verdict := VerdictHolds
	for _, name := range append([]string{a.groups[1]}, a.listed()...) {
		name = strings.TrimLeft(strings.TrimSpace(name), "*.")
		switch {
		case name == "it" || !plainName.MatchString(name):
			return undecided()
		case d.isParameter(name):
		case words.ContainsWord(d.text, name) || strings.Contains(a.marked, "\x00") || d.scope.Names.Has(name):
			verdict = VerdictUndecided
		default:
			return VerdictContradicted, "it has no parameter " + name
		}
	}
	if verdict == VerdictHolds {
		return verdict, "the source says so"
	}
	return verdict, ""
}

// isParameter reports whether the definition has a parameter of the name.
func (d *described) isParameter(name string) bool { _, ok := d.parameter(name); return ok }

// parameter returns the type of a parameter as it is written; "" when none is.
func (d *described) parameter(name string) (string, bool) {
	for _, p := range d.symbol.Parameters {
		if strings.TrimLeft(p.Name, "*.&$ ") == name {
			return p.Type, p.Name == name
		}
	}
	return "", false
}

func judgeTypeOfParameter(d *described, a assertion) (Verdict, string) {
	a.groups[1], a.groups[2] = a.groups[2], a.groups[1]
	a.after = ""
	return judgeParameterType(d, a)
}

func judgeParameterType(d *described, a assertion) (Verdict, string) {
	name := strings.TrimSpace(a.groups[1])
	written, ok := d.parameter(name)
	word := strings.ToLower(a.groups[2])
	inBrackets := strings.HasSuffix(a.groups[0], ")") || strings.HasSuffix(a.groups[0], ",")
	if !ok {
		return notAsserted()
	}
	if fixed[word] || !inBrackets && (!typeGoesOn.MatchString(a.after) || alternatives.MatchString(a.after)) {
		return undecided()
	}
	said := saidTypes[word]
	var r results
	if written != "" {
		r.add(typeKinds(written, d.family))
	} else {
		all, _ := d.parameters()
		value := all[name].value
		r.unknown = true
		if value != "" && !isNone(value) {
			r.kinds, _ = d.kindsOf(value, maskCode(value, d.family), maxDeep)
		}
	}
	switch {
	case r.has(said):
		return VerdictHolds, "the source says so"
	case r.unknown || len(r.kinds) == 0 || r.has(nearKinds[said]...) || r.has("object"):
		return undecided()
	}
	return VerdictContradicted, name + " is " + written
}
