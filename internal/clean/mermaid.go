package clean

import (
	"regexp"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/internal/words"
)

// showDiagrams quotes the labels of a flowchart that need it, and shows a block of Mermaid as text when it is still not
// certain that it can be drawn: a web site would show an error in its place. What a browser would obey (click, href,
// init) is never drawn.
func (c *cleaner) showDiagrams() error {
	return c.edit(func(d *markdown.Doc) []markdown.Edit {
		var edits []markdown.Edit
		for i, n := range d.Nodes {
			if n.Kind != markdown.CodeBlock || !n.Fenced || !strings.Contains(strings.ToLower(n.Info), "mermaid") {
				continue
			}
			if code, _ := d.Code(i); n.Info == "mermaid" && isMermaid(code) {
				continue
			} else if n.Info == "mermaid" && isMermaid(quoteLabels(code)) {
				edits = append(edits, markdown.Edit{Range: n.Inner, New: quoteLabels(d.Text(n.Inner))})
				continue
			}
			line := strings.TrimRight(d.Source[n.Range.Start:d.LineEnd(n.Range.Start)], "\n")
			label := len(line) - len(strings.TrimLeft(line, line[:1]))
			edits = append(edits, markdown.Edit{Range: markdown.Range{Start: n.Range.Start + label, End: n.Range.Start + len(line)}})
		}
		return edits
	})
}

// openLabel is a label of a flowchart's node or edge, with its brackets.
var openLabel = regexp.MustCompile(`(\w\[)([^\[\]\n]+)(\])|(\w\{)([^{}\n]+)(\})|([->]\|)([^|\n]+)(\|)`)

// quoteLabels puts quotes around the labels that cannot do without, and single ones into them.
func quoteLabels(code string) string {
	return openLabel.ReplaceAllStringFunc(code, func(label string) string {
		m := slices.DeleteFunc(openLabel.FindStringSubmatch(label)[1:], func(s string) bool { return s == "" })
		text := strings.TrimSpace(m[1])
		if plainLabel.MatchString(text) {
			return label
		}
		if strings.HasPrefix(text, `"`) && strings.HasSuffix(text, `"`) && len(text) > 1 {
			text = text[1 : len(text)-1]
		}
		return m[0] + `"` + strings.ReplaceAll(text, `"`, "'") + `"` + m[2]
	})
}

// plainLabel is a label that can be read as it is.
var plainLabel = regexp.MustCompile(`^` + inLabel + `$`)

// What labels and names consist of. A label in quotes may hold all that does not end it; one without may hold no sign that
// Mermaid gives a meaning.
const (
	quoted   = `"(?:[^"<>\x60#;]|<br ?/?>)+"`
	bare     = `(?:[^\[\](){}|"<>\x60;#%@]|<br ?/?>)+`
	inLabel  = `(?:` + quoted + `|` + bare + `)`
	name     = `[A-Za-z_][\w]*`
	nodeName = `[A-Za-z_][\w]*(?:[-.][\w]+)*`
)

// nodeShapes are the brackets around a label of a flowchart.
var nodeShapes = words.Forms{
	{`\[\[` + inLabel + `\]\]`, "[[settle]]"},
	{`\[\(` + inLabel + `\)\]`, "[(rows)]"},
	{`\(\[` + inLabel + `\]\)`, "([begin])"},
	{`\(\(\(` + inLabel + `\)\)\)`, "(((end)))"},
	{`\(\(` + inLabel + `\)\)`, "((end))"},
	{`\{\{` + inLabel + `\}\}`, "{{prepare}}"},
	{`\[/` + inLabel + `[/\\]\]`, "[/input/]"},
	{`\[\\` + inLabel + `[/\\]\]`, `[\output\]`},
	{`\[` + inLabel + `\]`, `["settle(account, fees)"]`},
	{`\(` + inLabel + `\)`, "(settle the account)"},
	{`\{` + inLabel + `\}`, "{empty?}"},
	{`>` + inLabel + `\]`, ">flag]"},
}

// edgeForms are the arrows of a flowchart, with their texts.
var edgeForms = words.Forms{
	{`(?:<|[xo])?(?:--+|==+)(?:>|[xo]|-|=)?(?:\|` + inLabel + `\|)?`, "-->|yes|"},
	{`<?-\.+->?(?:\|` + inLabel + `\|)?`, "-.->"},
	{`-- +` + inLabel + ` +--[->xo]`, "-- yes -->"},
	{`== +` + inLabel + ` +==[=>]`, "== yes ==>"},
	{`-\. +` + inLabel + ` +\.->?`, "-. yes .->"},
	{`~~~`, "~~~"},
}

var (
	node      = nodeName + `(?:` + nodeShapes.Any() + `)?(?::::` + name + `)?`
	nodes     = node + `(?: *& *` + node + `)*`
	style     = `[\w#:,.% -]+`
	direction = `(?:TB|TD|BT|RL|LR)`
)

// diagram is a kind of diagram: its first line, the lines of its body, and those that open and end a block.
type diagram struct {
	header      string
	body        words.Forms
	open, close words.Forms
	inside      words.Forms // lines of a block that holds others than the body does
}

// diagrams are the kinds of diagrams that are drawn, each with the forms of its lines.
var diagrams = []diagram{
	{
		header: `(?:graph|flowchart)(?: +` + direction + `)?`,
		body: words.Forms{
			{nodes + `(?: *(?:` + edgeForms.Any() + `) *` + nodes + `)*`, `A[settle] -->|yes| B{"empty?"} & C --> D`},
			{`direction +` + direction, "direction LR"},
			{`(?:classDef|class|style) +[\w,]+ +` + style, "classDef red fill:#f00,stroke:#333"},
			{`linkStyle +[\d,]+ +` + style, "linkStyle 0 stroke:#f00"},
		},
		open:  words.Forms{{`subgraph +(?:` + nodeName + `(?: *\[` + inLabel + `\])?|` + quoted + `|[\w ]+)`, "subgraph one [The first]"}},
		close: words.Forms{{`end`, "end"}},
	},
	{
		header: `sequenceDiagram`,
		body: words.Forms{
			{`(?:create +)?(?:participant|actor) +` + nodeName + `(?: +as +` + bare + `)?`, "participant A as The caller"},
			{nodeName + ` *(?:<<)?--?(?:>>|>|x|\)) *[+-]? *` + nodeName + ` *: *[^;#<>%]+`, "A->>+B: settle(account)"},
			{`(?:activate|deactivate|destroy) +` + nodeName, "activate B"},
			{`[Nn]ote +(?:over|right of|left of) +` + nodeName + `(?: *, *` + nodeName + `)? *: *[^;#<>%]+`, "Note over A,B: both wait"},
			{`autonumber`, "autonumber"},
			{`(?:else|and|option)(?: +[^;#<>%]+)?`, "else no"},
		},
		open:  words.Forms{{`(?:loop|alt|opt|par|critical|break|rect)(?: +[^;#<>%]+)?`, "loop for each fee"}},
		close: words.Forms{{`end`, "end"}},
	},
	{
		header: `classDiagram`,
		body: words.Forms{
			{`class +` + name + `(?:~\w+~)?(?: *\{ *\})?`, "class Account"},
			{name + `(?: +"[^"<>]+")? +(?:<\|--|--\|>|\*--|--\*|o--|--o|-->|<--|--|\.\.>|<\.\.|\.\.\|>|<\|\.\.|\.\.)(?: +"[^"<>]+")? +` + name + `(?: *: *[^;#<>%{}]+)?`,
				`Account <|-- Savings : is`},
			{name + ` *: *[^;#<>%{}]+`, "Account : +settle(fees) int"},
			{`<<\w+>> +` + name, "<<interface>> Account"},
			{`direction +` + direction, "direction LR"},
			{`note +(?:for +` + name + ` +)?` + quoted, `note for Account "is closed once"`},
		},
		open:   words.Forms{{`class +` + name + `(?:~\w+~)? *\{`, "class Account {"}},
		inside: words.Forms{{`<<\w+>>`, "<<interface>>"}, {`[-+#~]?[\w~\[\]., *]+(?: *: *[\w~\[\]., *]+|\([^(){};#<>%"]*\)[$*]?(?: *:? *[\w~\[\]., *]+)?)?`, "+settle(fees) int"}},
		close:  words.Forms{{`\}`, "}"}},
	},
	{
		header: `stateDiagram(?:-v2)?`,
		body: words.Forms{
			{`(?:\[\*\]|` + name + `) *--> *(?:\[\*\]|` + name + `)(?: *: *[^;#<>%{}]+)?`, "[*] --> Open : settle"},
			{`state +"[^"<>]+" +as +` + name, `state "It is open" as Open`},
			{`state +` + name + `(?: +<<(?:choice|fork|join)>>)?`, "state done <<choice>>"},
			{name + `(?: *: *[^;#<>%{}]+)?`, "Open : it is open"},
			{`direction +` + direction, "direction LR"},
			{`note +(?:right|left) of +` + name + ` *: *[^;#<>%{}]+`, "note right of Open : it waits"},
			{`--`, "--"},
		},
		open:  words.Forms{{`state +` + name + ` *\{`, "state Open {"}},
		close: words.Forms{{`\}`, "}"}},
	},
	{
		header: `erDiagram`,
		body: words.Forms{
			{nodeName + ` +(?:\|o|\|\||\}o|\}\|)(?:--|\.\.)(?:o\||\|\||o\{|\|\{) +` + nodeName + ` *: *(?:"[^"<>]+"|` + nodeName + `)`, "ACCOUNT ||--o{ FEE : pays"},
			{nodeName, "ACCOUNT"},
		},
		open:   words.Forms{{nodeName + ` *\{`, "ACCOUNT {"}},
		inside: words.Forms{{name + ` +` + name + `(?: +(?:PK|FK|UK)(?: *, *(?:PK|FK|UK))*)?(?: +"[^"<>]+")?`, `int id PK "its number"`}},
		close:  words.Forms{{`\}`, "}"}},
	},
}

// reader reads the lines of a kind of diagram.
type reader struct {
	header, body, open, close, inside *regexp.Regexp
}

var readers = compileDiagrams()

func compileDiagrams() []reader {
	whole := func(f words.Forms) *regexp.Regexp {
		if len(f) == 0 {
			return nil
		}
		return f.Compile(`^(?:`, `);?$`)
	}
	made := make([]reader, len(diagrams))
	for i, d := range diagrams {
		made[i] = reader{regexp.MustCompile(`^(?:` + d.header + `);?$`), whole(d.body), whole(d.open), whole(d.close), whole(d.inside)}
	}
	return made
}

// reservedNames end a flowchart's statement, or begin what is no node, where a node is named so.
var reservedNames = regexp.MustCompile(`(?:^|[>|\-=&] *)(?:end|graph|subgraph|click|href|call|default)\b`)

// isMermaid reports whether a text is a diagram that is certain to be drawn.
func isMermaid(code string) bool {
	var lines []string
	for line := range strings.Lines(code) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "%%") && !strings.ContainsAny(line, "{}") {
			continue
		}
		lines = append(lines, line)
	}
	if len(lines) < 2 {
		return false
	}
	i := slices.IndexFunc(readers, func(r reader) bool { return r.header.MatchString(lines[0]) })
	return i >= 0 && readers[i].reads(lines[1:], i == 0)
}

// reads reports whether the lines are those of a diagram of the kind, with each block ended.
func (r reader) reads(lines []string, flowchart bool) bool {
	depth := 0
	for _, line := range lines {
		switch {
		case depth > 0 && r.close.MatchString(line):
			depth--
		case r.inside != nil && depth > 0:
			if !r.inside.MatchString(line) {
				return false
			}
		case r.open.MatchString(line):
			depth++
		case flowchart && reservedNames.MatchString(line), !r.body.MatchString(line):
			return false
		}
	}
	return depth == 0
}
