package check

import (
	"regexp"
	"strings"

	"github.com/codeworm/codeworm/internal/words"
)

// diagramForms are what Mermaid, Graphviz and PlantUML begin with.
var diagramForms = words.Forms{
	{`(graph|flowchart)(-\w+)?([ \t]+(TB|TD|BT|RL|LR))?[ \t]*;?[ \t]*$`, "graph TD"},
	{`(sequence|class|state|er|requirement)Diagram(-v2)?\b`, "sequenceDiagram"},
	{`(gantt|pie|journey|mindmap|timeline|gitGraph|quadrantChart|kanban)\b`, "gantt"},
	{`C4\w+\b`, "C4Context"},
	{`(sankey|xychart|block|packet|architecture)(-beta)?[ \t]*$`, "sankey-beta"},
	{`%%`, "%%{init: {}}%%"},
	{`(strict[ \t]+)?(di)?graph\b.*\{`, "digraph calls {"},
	{`@startuml`, "@startuml"},
}

// diagramWordForms are the words with which a line of a diagram can begin that are no names.
var diagramWordForms = words.Forms{
	{`(sequence|class|state|er|requirement)Diagram(-v2)?`, "stateDiagram-v2"},
	{`gitGraph|quadrantChart|C4\w+`, "C4Context"},
	{`classDef[ \t]+\S+.*|linkStyle.*|style[ \t].*`, "classDef wide fill:#fff"},
	{`dateFormat.*|axisFormat.*|autonumber|accTitle|accDescr`, "dateFormat YYYY"},
	{`@(start|end)uml`, "@enduml"},
}

var (
	diagramStart = diagramForms.Compile(`(?m)\A(?:\s*---\n(?s:.*?)\n---)?\s*(?:`, `)`)
	diagramWord  = diagramWordForms.Compile(`(?m)^[ \t]*(?:`, `)`)
	diagramEdge  = regexp.MustCompile(`--|==>|-\.->|->>|<\|`)
	// diagramID: an identifier with a label in brackets or after "as".
	diagramID = regexp.MustCompile(`(` + id + `)[ \t]*(?:[\[({>]+|as[ \t]+)["/\\]?([^\])}"\n]+)`)
	// diagramBlock begins or ends what spans lines.
	diagramBlock = regexp.MustCompile(`^\s*(?:subgraph|end|loop|alt|else|opt|par|and|rect|critical|break|box|state|namespace|class|note|section|title|direction)\b|[{}]\s*$`)
)

// isDiagram reports whether a block draws something by its text.
func isDiagram(b *block) bool { return diagramStart.MatchString(b.code) }

// missingInDiagram returns the names that do not exist among the identifiers and labels of a diagram. An identifier that
// only spells the words of its own label is none.
func missingInDiagram(b *block) []codeMention {
	text := blank(b.code, diagramWord)
	text = strings.ReplaceAll(text, `\n`, "  ")
	own := map[string]bool{}
	for _, m := range diagramID.FindAllStringSubmatch(text, -1) {
		if strings.Contains(strings.TrimSpace(m[2]), " ") && spells(m[1], m[2]) {
			own[m[1]] = true
		}
	}
	var missing []codeMention
	for _, m := range missingIn(b.own, text, b.suggestion) {
		if !own[m.name] {
			missing = append(missing, m)
		}
	}
	return missing
}

var hump = regexp.MustCompile(`[A-Z]?[a-z]+|[A-Z]+|\d+`)

// spells reports whether a label has the words that an identifier is made of.
func spells(name, label string) bool {
	label = strings.ToLower(label)
	for _, w := range hump.FindAllString(name, -1) {
		if !words.ContainsWord(label, strings.ToLower(w)) {
			return false
		}
	}
	return true
}

// blank puts blanks in the place of what an expression matches.
func blank(text string, re *regexp.Regexp) string {
	return re.ReplaceAllStringFunc(text, func(s string) string {
		return strings.Map(func(c rune) rune {
			if c == '\n' {
				return c
			}
			return ' '
		}, strings.Repeat(" ", len(s)-strings.Count(s, "\n"))) + strings.Repeat("\n", strings.Count(s, "\n"))
	})
}
