package check

import (
	"regexp"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/source"
)

const countWord = `(no|a\s+single|exactly\s+one|one|two|three|four|five|six|seven|eight|nine|ten|\d+)`

// countKinds are numbers of the parts of a definition.
var countKinds = []statementKind{
	{name: "loops", example: "has two nested loops", judge: judgeLoops,
		form: regexp.MustCompile(`(?i)\b(?:has|contains|uses|includes|runs|consists\s+of)\s+` + countWord + `\s+(nested\s+)?(?:for\s+|while\s+)?loops?\b`)},
	{name: "branches", example: "has three if statements", judge: judgeBranches,
		form: regexp.MustCompile(`(?i)\b(?:has|contains|uses|includes|consists\s+of)\s+` + countWord + `\s+(if[-\s]statements?|conditional\s+(?:statements?|branches|branch)|branches|branch|return\s+statements?|try\s+blocks?)`)},
	{name: "methods", types: true, example: "has three methods", judge: judgeMethods,
		form: regexp.MustCompile(`(?i)\b(?:has|defines|provides|declares|contains|consists\s+of|exposes)\s+` + countWord + `\s+(public\s+|private\s+|abstract\s+|static\s+)?methods?\b`)},
	{name: "fields", types: true, example: "has three fields", judge: judgeFields,
		form: regexp.MustCompile(`(?i)\b(?:has|defines|declares|contains|holds)\s+` + countWord + `\s+(?:fields?|members|values|constants|variants|entries|attributes|properties)\b`)},
}

// loopForms are what makes code run again, by family; the group is what certainly is a statement of its own.
var loopForms = map[string]*regexp.Regexp{
	"python":     regexp.MustCompile(`(?m)^[ \t]*(?:async[ \t]+)?(?:for|while)\b`),
	"javascript": regexp.MustCompile(`\b(?:for|while)\s*(?:await\s*)?\(`),
	"go":         regexp.MustCompile(`(?m)^[ \t]*(?:\w+:[ \t]*)?for\b`),
}

// otherLoops are what texts may call a loop as well.
var otherLoops = regexp.MustCompile(`\bfor\b|\bwhile\b|\.(?:forEach|map|filter|reduce|some|every|find|flatMap)\(|\bgoto\b|\b(?:map|filter)\(`)

func judgeLoops(d *described, a assertion) (Verdict, string) {
	form := loopForms[d.family]
	said := countOf(a.groups[1])
	if form == nil || d.body == "" || d.symbol.Abstract || said < 0 || andMore.MatchString(a.after) {
		return undecided()
	}
	n, most := len(form.FindAllString(d.body, -1)), len(otherLoops.FindAllString(d.body, -1))
	do := strings.Contains(d.body, "do {")
	nested := a.groups[2] != ""
	switch {
	case said > max(n, most):
		return VerdictContradicted, "it has " + count(n, "loop")
	case n != most || do || nested && said < 2:
		return undecided()
	case nested:
		if d.symbol.Metrics.Nesting > 0 && d.symbol.Metrics.Nesting < said {
			return VerdictContradicted, "its loops stand side by side"
		}
		return undecided()
	}
	return holdsIf(n == said, "it has "+count(n, "loop"))
}

// countOf reads a number of things in words or digits; -1 when it is none.
func countOf(text string) int {
	text = strings.ToLower(strings.Join(strings.Fields(text), " "))
	switch text {
	case "no":
		return 0
	case "exactly one":
		return 1
	}
	return numberOf(text)
}

// branchForms are what texts count, by the word for it and the family; "*" for any family.
var branchForms = map[string]*regexp.Regexp{
	"if": regexp.MustCompile(`\b(?:if|elif)\b`), "branch": regexp.MustCompile(`\b(?:if|elif|else|case|default|switch|match|select|except|catch|when|unless)\b|\?|&&|\|\||\band\b|\bor\b`),
	"conditional": regexp.MustCompile(`\b(?:if|elif|else|case|switch|match|select)\b|\?`), "return": regexp.MustCompile(`\breturn\b`), "try": regexp.MustCompile(`\btry\b`),
}

func judgeBranches(d *described, a assertion) (Verdict, string) {
	said := countOf(a.groups[1])
	what := strings.Fields(strings.ReplaceAll(strings.ToLower(a.groups[2]), "-", " "))[0]
	if what == "branches" {
		what = "branch"
	}
	if said < 0 || d.body == "" || d.symbol.Abstract || loopForms[d.family] == nil || andMore.MatchString(a.after) {
		return undecided()
	}
	n := len(branchForms[what].FindAllString(d.body, -1))
	switch {
	case said > n && (what != "branch" || said > n+1):
		return VerdictContradicted, "the source has fewer"
	case what == "return" || what == "try":
		return holdsIf(said == n, "the source has "+count(n, what))
	case said == n && what == "if":
		return VerdictHolds, "the source says so"
	case said == 0 && n > 0 && what != "branch":
		return VerdictContradicted, "the source has some"
	}
	return undecided()
}

// judgeMethods counts the methods that the page's symbols and the lines of the type have.
func judgeMethods(d *described, a assertion) (Verdict, string) {
	said := countOf(a.groups[1])
	kind := strings.ToLower(strings.TrimSpace(a.groups[2]))
	if said < 0 || andMore.MatchString(a.after) || d.symbol.Recovered || d.family != "python" && d.family != "javascript" && d.family != "go" {
		return undecided()
	}
	least, most := 0, 0
	for i := range d.scope.Symbols[1:] {
		s := &d.scope.Symbols[1+i]
		if s.Parent != d.symbol.QualifiedName() {
			continue
		}
		open := s.Visibility == source.VisibilityPublic
		special := strings.HasPrefix(s.Name, "__") || s.Kind == source.KindConstructor || s.Kind == source.KindProperty || len(s.Decorators) > 0
		if kind == "public" && !open || kind == "private" && open || kind == "abstract" && !s.Abstract || kind == "static" && !s.Static {
			if kind == "abstract" || kind == "static" || special {
				most++
			}
			continue
		}
		most++
		if open && !special {
			least++
		}
	}
	// More are in sight than the symbols of the page when they are those of a type and no more.
	if most == 0 && len(d.scope.Symbols) == 1 {
		return undecided()
	}
	switch {
	case said == most || said == least:
		return VerdictHolds, "the source says so"
	case said > most && d.bases() == "" && d.family != "go", said < least && kind == "":
		return VerdictContradicted, "it has " + count(most, "method")
	}
	return undecided()
}

// bases is what the head of a type names after its own name: the types that it has members of.
func (d *described) bases() string {
	_, rest, _ := strings.Cut(d.symbol.Signature, d.symbol.Name)
	return strings.Trim(strings.NewReplacer("()", "", "(object)", "").Replace(rest), " :{")
}

// fieldLines are the lines of a type that make a field, by family; they are read at the first level of its body.
var fieldLines = map[string]*regexp.Regexp{
	"python":     regexp.MustCompile(`^\w+\s*(?::[^=]+)?(?:=|$)|^\w+\s*:\s*\S`),
	"go":         regexp.MustCompile(`^[A-Za-z_]\w*(?:\s*,\s*\w+)*\s+\S|^\*?[\w.]+$`),
	"javascript": regexp.MustCompile(`^(?:(?:public|private|protected|readonly|static)\s+)*[\w$#]+[?!]?\s*(?:[:=,;]|$)`),
}

// judgeFields counts the fields of a struct, an interface, an enum or a data class, as its lines are written.
func judgeFields(d *described, a assertion) (Verdict, string) {
	form := fieldLines[d.family]
	said := countOf(a.groups[1])
	if form == nil || said < 0 || d.body == "" || andMore.MatchString(a.after) {
		return undecided()
	}
	n, first, plain := 0, -1, true
	for line := range strings.Lines(d.body) {
		trimmed := strings.TrimSpace(line)
		indent := len(line) - len(strings.TrimLeft(line, " \t"))
		if trimmed == "" || strings.Trim(trimmed, "})];,") == "" {
			continue
		}
		if first < 0 {
			first = indent
		}
		switch {
		case indent != first:
			plain = plain && d.family == "python" && !strings.Contains(trimmed, "self.")
		case form.MatchString(trimmed):
			n += 1 + strings.Count(beforeType(trimmed, d.family), ",")
		default:
			plain = false
		}
	}
	enum := d.symbol.Kind == source.KindEnum || strings.Contains(d.bases(), "Enum")
	if d.family == "javascript" && enum {
		inner := strings.Trim(strings.TrimSpace(d.body), "{};")
		n = len(slices.DeleteFunc(splitTop(inner, ','), func(one string) bool { return one == "" }))
	}
	switch {
	case n > 0 && n == said:
		return VerdictHolds, "the source says so"
	case !plain || n == 0 || d.bases() != "" && d.family != "go" && !enum:
		return undecided()
	}
	return VerdictContradicted, "it has " + count(n, "field")
}

// beforeType is the part of a field's line that names it.
func beforeType(line, family string) string {
	if family != "go" {
		return ""
	}
	return fieldNames.FindString(line)
}

var fieldNames = regexp.MustCompile(`^\w+(?:\s*,\s*\w+)*`)
