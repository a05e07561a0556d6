package check

import (
	"regexp"
	"strings"

	"github.com/codeworm/codeworm/internal/words"
	"github.com/codeworm/codeworm/source"
)

// callerKinds are who is said to call the described definition.
var callerKinds = []statementKind{
	{name: "called by", marked: true, example: "is called by `run`", judge: judgeCalledBy,
		form: regexp.MustCompile(`(?i)^is\s+(?:also\s+|only\s+)?(?:called|invoked)\s+(?:by|from|in)\s+(?:the\s+)?(?:function\s+|method\s+)?(\x00+)`)},
}

// judgeCalledBy looks for the name in the definitions of the caller: where the repository has some, and none of them has
// it, it is not called by them.
func judgeCalledBy(d *described, a assertion) (Verdict, string) {
	related := relatedNames(d.scope)
	caller := calleeOf(a.groups[1])
	if related == nil || !plainName.MatchString(caller) || caller == "it" || d.symbol.Kind == source.KindConstructor || strings.HasPrefix(d.symbol.Name, "__") {
		return undecided()
	}
	seen := 0
	for _, found := range related.Definitions(caller) {
		text, ok := related.Text(found.Path)
		if !ok {
			return undecided()
		}
		lines := strings.SplitAfter(text, "\n")
		span := found.Symbol.Span
		if span.StartLine < 1 || span.EndLine > len(lines) {
			return undecided()
		}
		own := strings.Join(lines[span.StartLine-1:span.EndLine], "")
		if words.ContainsWord(own, d.symbol.Name) {
			return VerdictHolds, "the source says so"
		}
		if found.Symbol.Kind.IsType() && strings.Contains(own, "getattr") {
			return undecided()
		}
		seen++
	}
	if seen == 0 {
		return undecided()
	}
	return VerdictContradicted, caller + " does not call it"
}
