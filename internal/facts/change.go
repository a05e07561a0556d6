package facts

import (
	"regexp"
	"slices"
	"strings"
)

// change is what a diff in git's unified format says about itself.
type change struct {
	Added, Removed int
	Hunks          int
	Files          []string // new paths, in the diff's order
	Places         []string // what git names as the context of hunks, each once
	Cut            bool     // a part of the diff is left out, so the numbers are lower bounds
}

var hunkHead = regexp.MustCompile(`^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@ ?(.*)$`)

// Change summarizes the diff.
func (v *factsView) Change() change {
	c := change{Cut: v.Diff.Elided > 0}
	inHunk := false
	for _, line := range v.Diff.Lines {
		text := line.Text
		switch {
		case strings.HasPrefix(text, "diff --git "):
			inHunk = false
		case !inHunk && strings.HasPrefix(text, "+++ b/"):
			c.Files = append(c.Files, strings.TrimPrefix(text, "+++ b/"))
		case hunkHead.MatchString(text):
			inHunk = true
			c.Hunks++
			if place := strings.TrimSpace(hunkHead.FindStringSubmatch(text)[1]); place != "" && !slices.Contains(c.Places, place) {
				c.Places = append(c.Places, place)
			}
		case inHunk && strings.HasPrefix(text, "+"):
			c.Added++
		case inHunk && strings.HasPrefix(text, "-"):
			c.Removed++
		}
	}
	return c
}

// Sentence says how much changed: "adds three lines and removes one, in two places";
// "" when there is no diff.
func (c change) Sentence() string {
	var parts []string
	if c.Added > 0 {
		parts = append(parts, "adds "+count(c.Added, "line", "lines"))
	}
	if c.Removed > 0 {
		parts = append(parts, "removes "+count(c.Removed, "line", "lines"))
	}
	if len(parts) == 0 {
		return ""
	}
	sentence := list(parts)
	if c.Hunks > 1 {
		sentence += ", in " + count(c.Hunks, "place", "places")
	}
	if c.Cut {
		sentence += ", as far as it is shown here"
	}
	return sentence
}
