package check

import (
	"regexp"
	"strings"
)

// notKinds are what is said not to be.
var notKinds = []statementKind{
	{name: "not", example: "never returns None", judge: judgeNeverNone, form: regexp.MustCompile(`(?i)^(?:never|does\s+not|doesn't)\s+returns?\s+(?:none|null|nil|undefined)\b`)},
	{name: "not", example: "does not return a list", judge: judgeNotType,
		form: regexp.MustCompile(`(?i)^(?:never|does\s+not|doesn't)\s+returns?\s+an?\s+(` + saidTypeWords + `)\b`)},
	{name: "not", marked: true, example: "does not call `close`", judge: judgeNotCalls, form: regexp.MustCompile(`(?i)^(?:never|does\s+not|doesn't)\s+(?:calls?|invokes?)\s+(\x00+)`)},
	{name: "not", example: "is not asynchronous", judge: judgeNotAsync, form: regexp.MustCompile(`(?i)^is\s+(?:not|never)\s+(?:an?\s+)?async(?:hronous)?\b`)},
	{name: "not", example: "is not recursive", judge: judgeNotRecursive, form: regexp.MustCompile(`(?i)^is\s+(?:not|never)\s+(?:an?\s+)?recursive\b|^(?:does\s+not|never)\s+calls?\s+itself\b`)},
	{name: "not", marked: true, example: "does not modify its arguments", judge: judgeNotModifies,
		form: regexp.MustCompile(`(?i)^(?:does\s+not|never|doesn't)\s+(?:modify|modifies|mutates?|changes?)\s+(?:its\s+|the\s+|any\s+)?(?:inputs?|arguments?|parameters?|(\x00+))(?:\s+\w+)?\s*(?:[.,]|$)`)},
	{name: "not", example: "does not require any parameters", judge: judgeNoParameters, form: regexp.MustCompile(`(?i)^(?:does\s+not|doesn't)\s+(?:require|need|expect)\s+any\s+(?:parameters|arguments)\b`)},
}

func judgeNeverNone(d *described, a assertion) (Verdict, string) {
	r := d.results()
	switch {
	case !inferred[d.family] || d.symbol.Async || d.symbol.Generator || conditional.MatchString(a.after):
		return undecided()
	case r.has("none") && !r.written, r.written && !r.unknown && r.nothing():
		return VerdictContradicted, "it can return nothing"
	case r.unknown || r.ends || r.has("none"):
		return undecided()
	}
	return VerdictHolds, "the source says so"
}

var conditional = regexp.MustCompile(`(?i)\b(?:if|when|unless|until|after|for)\b`)

func judgeNotType(d *described, a assertion) (Verdict, string) {
	r := d.results()
	said := saidTypes[strings.ToLower(a.groups[1])]
	switch {
	case !typeGoesOn.MatchString(a.after) || conditional.MatchString(a.after) || regexp.MustCompile(`(?i)\bof\b|\bbut\b|\bonly\b`).MatchString(a.after):
		return undecided()
	case r.has(said):
		return VerdictContradicted, "it can return a value of the kind"
	case r.unknown || r.has(nearKinds[said]...):
		return undecided()
	}
	return VerdictHolds, "the source says so"
}

func judgeNotCalls(d *described, a assertion) (Verdict, string) {
	name := lastOf(strings.TrimSuffix(strings.TrimSpace(a.groups[1]), "()"))
	if d.body == "" || name == "it" || !plainName.MatchString(name) || conditional.MatchString(a.after) || strings.Contains(a.after, "directly") {
		return undecided()
	}
	if len(callsOf(d.body, name)) > 0 {
		return VerdictContradicted, "it calls " + name
	}
	return VerdictHolds, "the source says so"
}

// mutating are methods that change what they are called on.
const mutating = `(?:append|extend|insert|remove|pop|clear|sort|reverse|update|add|discard|setdefault|push|splice|shift|unshift|fill)`

// judgeNotModifies looks for what changes a parameter: an assignment to a part of it, or one of its methods.
func judgeNotModifies(d *described, a assertion) (Verdict, string) {
	own, ok := d.ownBody()
	if !ok {
		return undecided()
	}
	for _, p := range d.symbol.Parameters {
		if p.Name == "self" || p.Name == "cls" || !plainName.MatchString(p.Name) || a.groups[1] != "" && a.groups[1] != p.Name {
			continue
		}
		name := regexp.QuoteMeta(p.Name)
		if regexp.MustCompile(`(?m)(?:^|[^\w.])` + name + `\s*(?:=[^=>]|,|:=)|\b(?:for|as)\s+` + name + `\b`).MatchString(own) {
			continue
		}
		if regexp.MustCompile(`(?m)(?:^|[^\w.])` + name + `(?:(?:\.\w+|\[[^\[\]\n]*\])+\s*[-+*/|&]?=[^=>]|\.` + mutating + `\()`).MatchString(own) {
			return VerdictContradicted, "it changes " + p.Name
		}
	}
	return undecided()
}

func judgeNotAsync(d *described, a assertion) (Verdict, string) {
	if !inferred[d.family] || conditional.MatchString(a.after) {
		return undecided()
	}
	if d.symbol.Async {
		return VerdictContradicted, "it is async"
	}
	if concurrent.MatchString(d.text) {
		return undecided()
	}
	return VerdictHolds, "the source says so"
}

func judgeNotRecursive(d *described, _ assertion) (Verdict, string) {
	if d.body == "" {
		return undecided()
	}
	if regexp.MustCompile(`(?:^|[^.\w])(?:self\.|this\.)?` + regexp.QuoteMeta(d.symbol.Name) + `\s*\(`).MatchString(d.body) {
		return VerdictContradicted, "it calls itself"
	}
	return undecided()
}
