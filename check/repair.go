package check

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/codeworm/codeworm/internal/chatmark"
	"github.com/codeworm/codeworm/internal/markdown"
)

// Fault is a piece of a text that findings are in, and that its writer can mend by itself: a sentence, a heading, or a cell
// of a table.
type Fault struct {
	Text     string // as it stands there, on one line
	Findings []Finding

	at   markdown.Range
	cell bool // of a table
}

// maxFaults is how many pieces a writer is asked to mend: with more it is no good text.
const maxFaults = 12

// Faults returns the pieces of a text that hold the findings of its report, in their order, at most 12. Findings in code
// are left out: a writer that quotes code wrongly has nothing to quote.
func Faults(body string, r Report) []Fault {
	doc, err := markdown.Parse(body)
	if err != nil {
		return nil
	}
	d := newDropper(doc)
	var faults []Fault
	for _, f := range r.Findings {
		at := markdown.Range{Start: f.Start, End: f.End}
		i := d.holder(at)
		if i < 0 || !doc.Nodes[i].Kind.HoldsText() {
			continue
		}
		piece := d.piece(i, at)
		k := slices.IndexFunc(faults, func(other Fault) bool { return other.at.Overlaps(piece) })
		if k < 0 {
			k = len(faults)
			faults = append(faults, Fault{Text: strings.Join(strings.Fields(doc.Text(piece)), " "), at: piece, cell: doc.Nodes[i].Kind == markdown.Cell})
		}
		faults[k].Findings = append(faults[k].Findings, f)
	}
	slices.SortFunc(faults, func(a, b Fault) int { return a.at.Start - b.at.Start })
	return faults[:min(len(faults), maxFaults)]
}

// piece returns the sentence of a node with text that holds the range, without a label before it; of a heading or a cell all of
// its text.
func (d *dropper) piece(i int, at markdown.Range) markdown.Range {
	n := &d.doc.Nodes[i]
	whole := n.Inner
	if n.Kind == markdown.Paragraph {
		for _, s := range d.doc.Sentences(i) {
			if s.Overlaps(at) {
				whole = s
				break
			}
		}
		if label := d.labelEnd(i); label > whole.Start && label < whole.End && at.Start >= label {
			whole.Start = label
		}
	}
	whole.End = whole.Start + len(strings.TrimRight(d.doc.Text(whole), " \t\r\n"))
	return whole
}

// RepairRequest asks the model that wrote a text to write the pieces with faults again, by their numbers, and no more of the text. They stand
// in a fence, since the model may repeat in them what the source told it to. [Repair] reads the answer.
func RepairRequest(faults []Fault) string {
	var b strings.Builder
	for k, f := range faults {
		fmt.Fprintf(&b, "%d. %s\n", k+1, f.Text)
		said := map[string]bool{}
		for _, finding := range f.Findings {
			why := finding.String()
			if finding.Class == ClassStatement || finding.Class == ClassChange {
				why = finding.Reason // the text is the piece
			}
			if !said[why] {
				said[why] = true
				b.WriteString("   - " + why + "\n")
			}
		}
	}
	parts := chatmark.Break(markdown.AllVisible(b.String()))
	fence := markdown.FenceFor(4, parts)
	return "These parts of your text are wrong:\n" + fence + "\n" + parts + fence + "\n" +
		"Write each of them again, on a line of its own that begins with its number and a full stop, with what the source and the facts say only. " +
		"Where nothing true is left to say, write the number and \"-\". Write nothing else."
}

// mended is a line of the answer to a RepairRequest.
var mended = regexp.MustCompile(`^\s*(?:[*_]{2})?(\d{1,2})[.):](?:[*_]{2})?\s+(\S.*?)\s*$`)

// maxGrowth bounds how much longer than the piece a mended one may be, in bytes: the answer to a RepairRequest
// is no place for another text.
const maxGrowth = 200

// Repair puts what a model answered to the RepairRequest of the faults in their place, and returns the text, and how many
// pieces were mended. A piece stays as it is where the answer leaves it out, or has something wrong in it, too. The report is that of the
// text.
func Repair(body string, r Report, faults []Fault, answer string) (string, int) {
	edits := map[int]string{} // by fault
	for line := range strings.Lines(answer) {
		m := mended.FindStringSubmatch(strings.TrimRight(line, "\r\n"))
		if m == nil {
			continue
		}
		k, err := strconv.Atoi(m[1])
		if k--; err != nil || k < 0 || k >= len(faults) || edits[k] != "" {
			continue
		}
		if text := m[2]; faults[k].takes(text) {
			edits[k] = text
		}
	}
	for len(edits) > 0 {
		text, places := splice(body, faults, edits)
		found := Markdown(text, r.scope).Findings
		wrong := slices.DeleteFunc(places, func(p mendedPlace) bool { return !p.holdsAny(found) })
		if len(wrong) == 0 {
			return text, len(edits)
		}
		for _, p := range wrong {
			delete(edits, p.fault)
		}
	}
	return body, 0
}

// takes reports whether a text may stand in the piece's place.
func (f Fault) takes(text string) bool {
	return text != f.Text && len(text) <= len(f.Text)+maxGrowth && strings.ContainsAny(text, letters) && !(f.cell && strings.Contains(text, "|"))
}

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

// mendedPlace is where a mended piece stands in the new text.
type mendedPlace struct {
	fault int
	at    markdown.Range
}

func (p mendedPlace) holdsAny(findings []Finding) bool {
	return slices.ContainsFunc(findings, func(f Finding) bool { return p.at.Overlaps(markdown.Range{Start: f.Start, End: f.End}) })
}

// splice puts the new texts of faults into a text, and says where they stand in it.
func splice(body string, faults []Fault, edits map[int]string) (string, []mendedPlace) {
	var b strings.Builder
	var places []mendedPlace
	at := 0
	for k, f := range faults {
		text, ok := edits[k]
		if !ok {
			continue
		}
		b.WriteString(body[at:f.at.Start])
		start := b.Len()
		b.WriteString(text)
		places = append(places, mendedPlace{k, markdown.Range{Start: start, End: b.Len()}})
		at = f.at.End
	}
	b.WriteString(body[at:])
	return b.String(), places
}
