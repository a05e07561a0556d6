package check

import (
	"regexp"
	"strings"
)

const (
	callWord = `(?:calls?|calling|invokes?|invoking)`
	aCall    = `(?:` + callWord + `\s+)?(?:the\s+)?(\x00+)`
)

// orderKinds are what is said of the order of calls.
var orderKinds = []statementKind{
	{name: "order", marked: true, example: "first calls `a`, then `b`", judge: judgeOrder,
		form: regexp.MustCompile(`(?i)\b` + callWord + `\s+(?:the\s+)?(\x00+)[^.;\x00]{0,40}?(?:,?\s+(?:and\s+)?then|\s+before|,?\s+followed\s+by|,?\s+and\s+(?:afterwards|finally))\s+(?:it\s+)?` + aCall)},
	{name: "order", anywhere: true, marked: true, example: "after calling `a`, it calls `b`", judge: judgeOrder,
		form: regexp.MustCompile(`(?i)\bafter\s+` + callWord + `\s+(?:the\s+)?(\x00+)[^.;\x00]{0,40}?,\s+(?:it\s+)?` + callWord + `\s+(?:the\s+)?(\x00+)`)},
	{name: "order", marked: true, example: "calls `b` after `a`", judge: judgeOrderAfter,
		form: regexp.MustCompile(`(?i)\b` + callWord + `\s+(?:the\s+)?(\x00+)[^.;\x00]{0,40}?\s+after\s+(?:it\s+)?` + aCall)},
}

// callsOf returns where a name is called in code.
func callsOf(code, name string) [][]int {
	return regexp.MustCompile(`\b`+regexp.QuoteMeta(name)+`\s*(?:<[^<>()]*>)?\(`).FindAllStringIndex(code, -1)
}

// otherOrder is code that does not run in the order in which it stands.
var otherOrder = regexp.MustCompile(`\bdefer\b|\bfinally\b|\blambda\b|=>|\bfunc\s*\(|\bfunction\b|\bfor\b|\bwhile\b|\bloop\b|\bgoto\b|\byield\b|\bgo\s`)

// judgeOrder says that the first call stands before the second, which it does where every call of the one does. That of an
// argument comes before the call that it is for.
func judgeOrder(d *described, a assertion) (Verdict, string) {
	first, second := calleeOf(a.groups[1]), calleeOf(a.groups[2])
	code := d.body
	if first == second || !plainName.MatchString(first) || !plainName.MatchString(second) {
		return undecided()
	}
	one, two := callsOf(code, first), callsOf(code, second)
	if len(one) == 0 || len(two) == 0 {
		return undecided()
	}
	for _, at := range append(append([][]int{}, one...), two...) {
		inner := code[at[0]:min(closing(code, at[1]-1), len(code))]
		if len(callsOf(inner, first)) > 0 && len(callsOf(inner, second)) > 0 {
			return undecided()
		}
	}
	straight := !otherOrder.MatchString(code) && !nestedCode.MatchString(code) || outermost(code, one) && outermost(code, two)
	switch {
	case !straight:
	case one[0][0] < two[0][0] && one[len(one)-1][0] < two[len(two)-1][0]:
		return VerdictHolds, "the source says so"
	case two[len(two)-1][0] < one[0][0]:
		return VerdictContradicted, "it calls " + second + " before " + first
	}
	return undecided()
}

// outermost reports whether all calls stand in statements of their own at the first level of a body.
func outermost(code string, calls [][]int) bool {
	base := indentOf(strings.TrimLeft(code, "\n"))
	for _, at := range calls {
		start := strings.LastIndexByte(code[:at[0]], '\n') + 1
		line, _, _ := strings.Cut(code[start:], "\n")
		if indentOf(line) != base || otherOrder.MatchString(line) || nestedCode.MatchString(line) {
			return false
		}
	}
	return true
}

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }

// calleeOf is the plain name of what is called.
func calleeOf(code string) string {
	code = strings.TrimSpace(code)
	if k := strings.IndexByte(code, '('); k > 0 {
		code = code[:k]
	}
	return lastOf(code)
}

func judgeOrderAfter(d *described, a assertion) (Verdict, string) {
	a.groups[1], a.groups[2] = a.groups[2], a.groups[1]
	return judgeOrder(d, a)
}
