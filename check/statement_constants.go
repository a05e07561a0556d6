package check

import (
	"regexp"
	"strings"
)

// constantKinds are the values of the constants that a file defines.
var constantKinds = []statementKind{
	{name: "constant", anywhere: true, marked: true, example: "`MaxWait` is 30", judge: judgeConstant,
		form: regexp.MustCompile(`(?i)(\x00+)\s+(?:constant\s+)?(?:is\s+(?:set\s+to\s+|equal\s+to\s+)?|equals\s+|has\s+the\s+value\s+|\((?:=\s*)?)` + saidValue)},
}

// judgeConstant compares a value with the only one that the file gives to a name.
func judgeConstant(d *described, a assertion) (Verdict, string) {
	name, said := lastOf(strings.TrimSpace(a.groups[1])), strings.TrimRight(a.groups[2], ",.")
	if !plainName.MatchString(name) || d.isParameter(name) || d.scope.Reviews {
		return notAsserted()
	}
	assigned := regexp.MustCompile(`(?:^|[^\w.])` + regexp.QuoteMeta(name) + `\b[^=\n(){}]{0,40}?(?::=|=)([^=>\n][^\n]*)`)
	masked := maskCode(d.file, d.family)
	found := assigned.FindAllStringSubmatchIndex(masked, -1)
	if len(found) == 0 {
		return notAsserted()
	}
	if len(found) > 1 || conditional.MatchString(a.after) || alternatives.MatchString(a.after) || openNumbers.MatchString(a.whole) {
		return undecided()
	}
	line, _, _ := strings.Cut(d.file[found[0][2]:], "\n")
	value, _ := trimBoth(line, maskCode(line, d.family), d.family)
	value = strings.TrimRight(value, "; ,")
	first, _, computed := strings.Cut(value, " ")
	switch {
	case sameValue(value, said) || computed && sameValue(first, said) && strings.Contains(value, "time."):
		return VerdictHolds, "the source says so"
	case !literalValue.MatchString(value) || !literalValue.MatchString(said) || isNone(value) || standsIn(d.text, said):
		return undecided()
	case strings.TrimSpace(a.after) != "" && !regexp.MustCompile(`^\s*[.,;)]`).MatchString(a.after):
		return undecided() // it may be in another unit
	}
	return VerdictContradicted, name + " is " + value
}
