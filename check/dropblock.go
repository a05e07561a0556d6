package check

import (
	"regexp"
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
)

// dropFromBlock takes the line with a finding out of a code block whose lines stand for themselves; of any other kind, the
// block.
func (d *dropper) dropFromBlock(i int, at markdown.Range) {
	code, _ := d.doc.Code(i)
	if n := &d.doc.Nodes[i]; !n.Fenced || !n.Closed || !d.kindOf(i, code).lines {
		d.remove(i)
		return
	}
	d.cutOut(i, markdown.Range{Start: d.doc.LineStart(at.Start), End: d.doc.LineEnd(at.Start)})
}

func (d *dropper) kindOf(i int, code string) blockKind {
	b := &block{code: code, family: labelFamily(d.doc.Nodes[i].Info)}
	b.labelled = b.family != "" && !uncheckedCode[b.family]
	return kindOf(b)
}

// blockLine is a line of a code block while some of them go.
type blockLine struct {
	text string
	at   markdown.Range // in the source
	gone bool
}

// settleBlock takes out of a code block what depends on the lines that go, or all of it when the rest makes no sense.
func (d *dropper) settleBlock(i int) {
	code, offsets := d.doc.Code(i)
	var lines []blockLine
	start := 0
	for text := range strings.Lines(code) {
		at := markdown.Range{Start: d.doc.LineStart(offsets[start]), End: d.doc.LineEnd(offsets[start])}
		line := blockLine{strings.TrimRight(text, "\r\n"), at, false}
		for _, r := range d.cut[i] {
			line.gone = line.gone || r.Overlaps(at)
		}
		lines = append(lines, line)
		start += len(text)
	}
	stays := settleShell
	switch d.kindOf(i, code).name {
	case "diagram":
		stays = settleDiagram
	case "file tree":
		stays = settleTree
	}
	if !stays(lines) {
		d.gone[i] = true
		return
	}
	d.cut[i] = nil
	for _, line := range lines {
		if line.gone {
			d.cut[i] = append(d.cut[i], line.at)
		}
	}
}

// settleDiagram takes the lines out that show an identifier whose label is gone, and reports whether what is left is a
// diagram: none when its first line or one that opens or ends a part goes.
func settleDiagram(lines []blockLine) bool {
	for changed := true; changed; {
		changed = false
		lost := map[string]bool{}
		for _, stays := range []bool{false, true} {
			for _, l := range lines {
				for _, m := range diagramID.FindAllStringSubmatch(l.text, -1) {
					if l.gone != stays {
						lost[m[1]] = l.gone
					}
				}
			}
		}
		for k := range lines {
			if !lines[k].gone && mentionsAny(lines[k].text, lost) {
				lines[k].gone, changed = true, true
			}
		}
	}
	left, first := 0, true
	for _, l := range lines {
		if strings.TrimSpace(l.text) == "" {
			continue
		}
		if l.gone && (first || diagramBlock.MatchString(l.text)) {
			return false
		}
		if !l.gone && !first && !diagramBlock.MatchString(l.text) && (diagramEdge.MatchString(l.text) || strings.Contains(l.text, ":")) {
			left++
		}
		first = false
	}
	return left > 0
}

var anyID = regexp.MustCompile(id)

func mentionsAny(text string, names map[string]bool) bool {
	for _, w := range anyID.FindAllString(text, -1) {
		if names[w] {
			return true
		}
	}
	return false
}

// settleTree takes out what lies in a folder that goes, and reports whether anything but the root is left.
func settleTree(lines []blockLine) bool {
	left, depth := 0, -1
	for k := range lines {
		inner := strings.IndexFunc(lines[k].text, func(c rune) bool { return !strings.ContainsRune(" │├└─|`+-\t", c) })
		switch {
		case inner < 0:
			continue
		case depth >= 0 && inner > depth:
			lines[k].gone = true
		case lines[k].gone:
			depth = inner
		default:
			depth = -1
		}
		if !lines[k].gone && k > 0 {
			left++
		}
	}
	return left > 0 && !lines[0].gone
}

// settleShell takes the comments out that lead to a command that goes, and reports whether any command is left.
// A command of several lines breaks.
func settleShell(lines []blockLine) bool {
	left := 0
	for k := len(lines) - 1; k >= 0; k-- {
		text := strings.TrimSpace(lines[k].text)
		next := k+1 < len(lines) && lines[k+1].gone
		switch {
		case strings.HasSuffix(text, `\`) && (lines[k].gone || next):
			return false
		case strings.HasPrefix(text, "#"):
			lines[k].gone = lines[k].gone || next
		case text != "" && !lines[k].gone:
			left++
		}
	}
	return left > 0
}
