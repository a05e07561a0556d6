package markdown

import (
	"cmp"
	"slices"
	"strings"
)

// Edit replaces a range of the source.
type Edit struct {
	Range
	New string
}

// Apply makes the edits. An edit that overlaps an earlier, or a longer one that
// starts with it, is left out: what is taken away needs no other change.
func Apply(source string, edits []Edit) string {
	if len(edits) == 0 {
		return source
	}
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b Edit) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End))
	})
	var b strings.Builder
	at := 0
	for i, e := range edits {
		if e.Start < at || i > 0 && e.Range == edits[i-1].Range {
			continue
		}
		b.WriteString(source[at:e.Start])
		b.WriteString(e.New)
		at = e.End
	}
	b.WriteString(source[at:])
	return b.String()
}

// Remove takes a block out with its lines. Where the block stands behind the
// marker of an item or a quote, only the block's own text goes.
func (d *Doc) Remove(i int) Edit {
	r := d.Nodes[i].Range
	start, end := d.LineStart(r.Start), r.End
	if strings.Trim(d.Source[start:r.Start], " \t>") == "" {
		r.Start = start
		if end > start {
			end = d.LineEnd(end - 1)
		}
		r.End = max(end, r.End)
	}
	return Edit{Range: r}
}

// Tidy gives a text its final white space: no blanks at line ends outside of code, no
// more than one empty line in a row outside of code, one line end at the end.
func Tidy(source string) (string, error) {
	d, err := Parse(source)
	if err != nil {
		return "", err
	}
	code := make([]bool, len(d.lines)+1) // by line: its line end belongs to code
	for _, n := range d.Nodes {
		if n.Kind != CodeBlock {
			continue
		}
		first, _ := d.Position(n.Range.Start)
		last, _ := d.Position(max(n.Range.End-1, n.Range.Start))
		for l := first; l <= last; l++ {
			code[l] = true
		}
	}
	var b strings.Builder
	empty := true
	for i, start := range d.lines {
		line := d.Source[start:d.LineEnd(start)]
		line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
		if !code[i+1] {
			trimmed := strings.TrimRight(line, " \t")
			if strings.HasSuffix(line, "  ") && trimmed != "" && i+1 < len(d.lines) && strings.TrimSpace(d.Source[d.lines[i+1]:d.LineEnd(d.lines[i+1])]) != "" {
				trimmed += "  " // a hard line break
			}
			line = trimmed
			if line == "" && empty {
				continue
			}
		}
		empty = line == "" && !code[i+1]
		b.WriteString(line)
		b.WriteByte('\n')
	}
	return strings.TrimRight(b.String(), " \n") + "\n", nil
}
