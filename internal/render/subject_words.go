package render

import (
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/words"
)

// leads are what a summary says before it comes to the point; "@" stands for the target's name. The
// first that fits counts, so that a longer one stands before its own beginning.
var leads = slices.Concat(
	[]string{
		"the latest change of @", "the last change of @", "the latest change to @", "the last change to @", "the latest changes of @",
		"this change", "the latest change", "the last change",
	},
	forEachKind("the * @"), // "The method run waits"
	forEachKind("the @ *"), // "The run method waits"
	forEachKind("this *"),  // "This method waits"
	[]string{"this code", "the @", "@"},
)

// forEachKind puts what summaries call a target in the place of "*".
func forEachKind(lead string) []string {
	var list []string
	for _, kind := range []string{"function", "method", "class", "type", "struct", "interface", "module", "package", "file"} {
		list = append(list, strings.Replace(lead, "*", kind, 1))
	}
	return list
}

// clauseWords begin a part without which a sentence is still whole: "Runs the daemon | until it is stopped".
var clauseWords = words.Set(`
	that which who whose where when while
	and or but so because since although until unless if
	after before whether then using`)

// placeWords begin such a part most of the time: "Draws everything | from the oldest entry", but not "Waits for | a signal".
var placeWords = words.Set(`
	for with by from to in on at of into over under between through during without within as per via`)

// looseWords want a word after them, so that no subject can end with them.
var looseWords = words.Set(`
	a an the its their his her this these those each every any all some no not
	is are was were be been has have had can may must will would
	related essential responsible used based designed associated such due able intended including required needed defined called`)

// openWords begin sentences that take some words more than others to say anything: the number of those words.
var openWords = map[string]int{"the": 2, "this": 2, "in": 4, "for": 4, "by": 4, "when": 4}
