package main

import (
	"fmt"
	"strings"

	"github.com/codeworm/codeworm"
)

// waits are the reasons for which targets are not due, in words for one and for many.
var waits = []struct {
	why       codeworm.Wait
	one, many string
}{
	{codeworm.WaitChange, "has its page", "have their pages"},
	{codeworm.WaitModel, "waits for a model", "wait for a model"},
	{codeworm.WaitRetry, "failed and rests before it is tried again", "failed and rest before they are tried again"},
	{codeworm.WaitBlocked, "has a page that somebody is editing", "have pages that somebody is editing"},
}

// waiting says why the targets that are not due are not; "" when all are.
func (p *parts) waiting(plan *codeworm.Plan) string {
	var reasons []string
	for _, w := range waits {
		switch n := plan.Waiting[w.why]; n {
		case 0:
			continue
		case 1:
			reasons = append(reasons, "1 "+w.one)
		default:
			reasons = append(reasons, fmt.Sprintf("%d %s", n, w.many))
		}
		if w.why == codeworm.WaitModel && p.writes != nil {
			reasons[len(reasons)-1] += fmt.Sprintf(" (without one only %s can be written)", list(p.writes))
		}
	}
	return strings.Join(reasons, ", ")
}

// nothing says why no page was made.
func (p *parts) nothing(plan *codeworm.Plan) string {
	skipped := 0
	if plan != nil {
		for _, files := range plan.Skipped {
			skipped += len(files)
		}
	}
	switch {
	case plan == nil:
		return "Nothing is due."
	case plan.Files == 0 && skipped > 0:
		return fmt.Sprintf("There is nothing to write about: no file is read, %s left out; `%s plan --skipped` lists them and says why.",
			isAre(skipped, "file"), p.program)
	case plan.Files == 0:
		return "There is nothing to write about: no file of a known language is there."
	case plan.Targets == 0:
		return fmt.Sprintf("There is nothing to write about: nothing in the %s read is a target for %s; types and selection in the configuration choose what gets a page.",
			plural(plan.Files, "file"), list(p.types))
	case len(plan.Due) > 0:
		return fmt.Sprintf("Nothing was done: %s due, and being written by another run.", isAre(len(plan.Due), "target"))
	case plan.Waiting[codeworm.WaitChange] == plan.Targets:
		return "Nothing is due: every target has its page."
	}
	return fmt.Sprintf("Nothing is due: of %s %s.", plural(plan.Targets, "target"), p.waiting(plan))
}

func list[T ~string](names []T) string {
	text := ""
	for i, name := range names {
		switch {
		case i == 0:
		case i == len(names)-1:
			text += " and "
		default:
			text += ", "
		}
		text += string(name)
	}
	return text
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func isAre(n int, what string) string {
	if n == 1 {
		return "1 " + what + " is"
	}
	return plural(n, what) + " are"
}
