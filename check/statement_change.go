package check

import (
	"regexp"
	"strings"

	"github.com/codeworm/codeworm/internal/words"
)

// changeStatement is the claim of a sentence that code was changed, if it makes one. It holds where the comments of
// the source use the same words.
func (d *described) changeStatement(s sentence) (Statement, bool) {
	if d.scope.TellsChanges {
		return Statement{}, false
	}
	claim := words.ChangeClaim(s.prose)
	if claim == "" {
		return Statement{}, false
	}
	found := Statement{Kind: "change", class: ClassChange, Verdict: VerdictUnsupported,
		Reason: "it says that code was changed, and the source does not show that"}
	if d.says(claim) {
		found.Verdict, found.Reason = VerdictHolds, "a comment of the source says so"
	}
	return found, true
}

// tellsChange are the words of a claim that a comment has to use, too.
var tellsChange = regexp.MustCompile(`now\s+\w+|no\s+longer|previously|used\s+to|recently|deprecated|new(er)?\s+\w+|(previous|old|prior|earlier)\s+\w+|(version|release|commit|change|update|patch)\b|\w+(ed|ten)$`)

// says reports whether the comments of the source use the telling words of a claim.
func (d *described) says(claim string) bool {
	telling := tellsChange.FindString(strings.ToLower(claim))
	if telling == "" {
		return false
	}
	return words.ContainsWord(strings.Join(strings.Fields(d.said), " "), strings.Join(strings.Fields(telling), " "))
}
