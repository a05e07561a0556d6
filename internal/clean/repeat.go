package clean

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/internal/words"
)

// How much has to be the same for something to be said again. What is shorter may well be right twice: "Returns nothing."
const (
	minSentence  = 4    // words of a sentence that stands twice in a section
	minElsewhere = 40   // words of a paragraph that stands in two sections, where it is not the page's first
	minAlike     = 12   // words of a paragraph that is nearly another one
	maxUnlike    = 0.15 // share of the words in which it may differ
	minSaid      = 10   // words of a sentence or an item that stands twice in a section, with code between
	minItem      = 3    // words of an item that follows the same item
	maxCompared  = 400  // paragraphs with which one is compared
)

// emptyWords change nothing in what a sentence says.
var emptyWords = words.Set(`a an the this that these it its also then again additionally furthermore moreover further simply just basically essentially
	here there overall finally so thus therefore hence well very
	function method code`)

// decidingWords turn what a sentence says into something else.
var decidingWords = words.Set(`not no never none nothing without neither nor only cannot true false before after first second third last next
	previous success failure start end min max minimum maximum read write reads writes open close opens closes input output left right
	if unless otherwise one two three four zero`)

// dropRepeats takes out what the answer has said already: sentences and paragraphs of the same words, items that repeat the
// one before, and what goes round in circles. The first of them stays; code is left alone.
func (c *cleaner) dropRepeats() error {
	if c.whole == "" {
		c.whole = c.text
	}
	err := c.edit(func(d *markdown.Doc) []markdown.Edit {
		r := &repetitions{d: d, said: map[string]bool{}, gone: map[int]bool{}}
		r.read()
		r.dropIntroductions()
		return r.edits
	})
	if err != nil {
		return err
	}
	return c.edit(cutCircles)
}

// shortestLoop is the length in bytes of the shortest text that goes round in circles.
const shortestLoop = 50

// cutCircles ends each paragraph, item and row where it begins to go round in circles.
func cutCircles(d *markdown.Doc) []markdown.Edit {
	var edits []markdown.Edit
	for _, n := range d.Nodes {
		if n.Kind != markdown.Paragraph && n.Kind != markdown.Cell || n.Inner.Len() < shortestLoop {
			continue
		}
		var g LoopGuard
		if g.Write(d.Text(n.Inner)+"\n") && g.Start() > 0 {
			kept := strings.TrimRight(d.Text(n.Inner)[:g.Start()], " \n")
			edits = append(edits, markdown.Edit{Range: markdown.Range{Start: n.Inner.Start + len(kept), End: n.Inner.End}})
		}
	}
	return edits
}

// repetitions looks for what was said before.
type repetitions struct {
	d     *markdown.Doc
	edits []markdown.Edit
	gone  map[int]bool // blocks at the top that go

	path   []string        // the headings above, the outermost first; their levels
	levels []int           // of the headings of path
	said   map[string]bool // what was said: sentences with their section, paragraphs without
	back   bool            // the section stood before
	parts  int             // of the section so far: a block of code begins one, in which the same may be said
	first  string          // the words of the page's first paragraph
	alike  [][]string      // the words of the paragraphs of this section
	last   string          // the words of the last sentence that was taken out
}

// read goes through the blocks at the top.
func (r *repetitions) read() {
	for _, i := range r.d.Children(0) {
		n := r.d.Nodes[i]
		switch n.Kind {
		case markdown.Heading:
			r.enter(n.Level, r.plain(i))
		case markdown.Paragraph:
			if r.isHeading(i) {
				r.enter(7, r.plain(i))
			} else {
				r.paragraph(i)
			}
		case markdown.List:
			if !r.whole(i) {
				r.list(i)
			}
		case markdown.CodeBlock:
			r.parts++
			r.alike = nil
		case markdown.Table, markdown.Quote:
			r.whole(i)
		}
	}
}

// enter begins a section. One that stood before goes on.
func (r *repetitions) enter(level int, heading string) {
	k := len(r.path)
	for k > 0 && r.levels[k-1] >= level {
		k--
	}
	r.path, r.levels = append(r.path[:k], heading), append(r.levels[:k], level)
	r.alike, r.parts = nil, 0
	section := r.here("section")
	r.back, r.said[section] = r.said[section], true
}

// here is a text with the section that it stands in.
func (r *repetitions) here(text string) string {
	return strings.Join(r.path, "\x00") + "\x01" + strconv.Itoa(r.parts) + "\x01" + text
}

// isHeading reports whether a paragraph is a heading in all but form: a label, or a name.
func (r *repetitions) isHeading(i int) bool {
	if _, alone := r.d.Label(i); alone {
		return true
	}
	n := r.d.Nodes[i]
	return i+1 <= n.Last && r.d.Nodes[i+1].Kind == markdown.CodeSpan && strings.Trim(r.d.Text(n.Inner)[r.d.Nodes[i+1].Range.Len():], ": ") == "" ||
		strings.HasSuffix(strings.TrimSpace(r.d.Text(n.Inner)), ":") && len(r.words(i)) < 8
}

// whole takes out a block at the top that says just what one in this section said.
func (r *repetitions) whole(i int) bool {
	text := normal(r.d.Text(r.d.Nodes[i].Range))
	key := r.here("block " + text)
	again := r.said[key] && (r.back || words.Count(text) >= minAlike)
	r.said[key] = true
	if again {
		r.drop(i)
	}
	return again
}

func (r *repetitions) drop(i int) {
	r.gone[i] = true
	r.edits = append(r.edits, r.d.Remove(i))
}

// paragraph takes out a paragraph that was said before, or the sentences of it that were.
func (r *repetitions) paragraph(i int) {
	said := r.words(i)
	text := strings.Join(said, " ")
	anywhere := "page " + text
	if r.first == "" {
		r.first = text
	} else if text == r.first && len(said) >= minAlike {
		r.drop(i)
		return
	}
	if len(said) >= minElsewhere && r.said[anywhere] || len(said) >= minAlike && r.isAlike(i, said) {
		r.last = text
		r.drop(i)
		return
	}
	r.said[anywhere] = true
	if len(said) >= minAlike {
		r.alike = append(r.alike, said)
	}
	sentences, plain := r.d.Sentences(i), r.d.Plain(i)
	last := strings.TrimSpace(r.d.Source[r.d.Nodes[i].Range.End:]) == ""
	var edits []markdown.Edit
	for k, s := range sentences {
		if r.again(plain, s, last && k == len(sentences)-1) {
			edits = append(edits, markdown.Edit{Range: s})
		}
	}
	if len(edits) == len(sentences) {
		r.drop(i)
		return
	}
	r.edits = append(r.edits, edits...)
}

// again reports whether a sentence was said before in its section. The last one of an answer may have been cut.
func (r *repetitions) again(p markdown.Plain, s markdown.Range, last bool) bool {
	text := strings.Join(meaning(p, p.Before(s.Start), p.Before(s.End)), " ")
	if last && len(text) > 8 && strings.HasPrefix(r.last, text) && !strings.ContainsAny(r.d.Source[s.End-1:s.End], ".!?") {
		return true
	}
	key := r.here(text)
	again := r.said[key] && (r.back || words.Count(text) >= minSentence) || r.saidAnywhere(text)
	r.said[key] = true
	if again {
		r.last = text
	}
	return again
}

// saidAnywhere reports whether a long sentence or item stood before in its section, whatever blocks stand between, and remembers it.
func (r *repetitions) saidAnywhere(text string) bool {
	if words.Count(text) < minSaid {
		return false
	}
	key := "section " + strings.Join(r.path, "\x00") + "\x01" + text
	again := r.said[key]
	r.said[key] = true
	return again
}

// isAlike reports whether a paragraph has the words of one before it in its section but for few.
func (r *repetitions) isAlike(i int, said []string) bool {
	if label, _ := r.d.Label(i); label != "" {
		return false // it is an entry of a list in all but form
	}
	for _, other := range r.alike[max(0, len(r.alike)-maxCompared):] {
		if nearly(said, other) {
			return true
		}
	}
	return false
}

// nearly reports whether two texts have the same words in the same order but for few, none of which decides.
func nearly(a, b []string) bool {
	limit := int(maxUnlike * float64(min(len(a), len(b))))
	if len(a)-len(b) > limit || len(b)-len(a) > limit || deciding(a) != deciding(b) {
		return false
	}
	return differ(a, b, limit) <= limit
}

// deciding returns the words of a text that decide what it says.
func deciding(text []string) string {
	var found []string
	for _, w := range text {
		if decidingWords[w] || strings.HasSuffix(w, "n't") || w[0] >= '0' && w[0] <= '9' {
			found = append(found, w)
		}
	}
	return strings.Join(found, " ")
}

// differ counts the words that have to be changed, added or taken out to make one text of the other, or gives limit+1.
func differ(a, b []string, limit int) int {
	row, next := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, w := range a {
		for j := range next {
			next[j] = limit + 1
		}
		from, to := max(0, i+1-limit), min(len(b), i+1+limit)
		if from == 0 {
			next[0], from = i+1, 1
		}
		least := next[0]
		for j := from; j <= to; j++ {
			cost := 1
			if w == b[j-1] {
				cost = 0
			}
			next[j] = min(row[j-1]+cost, row[j]+1, next[j-1]+1)
			least = min(least, next[j])
		}
		if least > limit {
			return limit + 1
		}
		row, next = next, row
	}
	return row[len(b)]
}

// list takes out the items of a list that say what the one before says, and those that stand in it many times.
func (r *repetitions) list(i int) {
	items := r.d.Children(i)
	texts := make([]string, len(items))
	count := map[string]int{}
	for k, item := range items {
		texts[k] = normal(itemMark(r.d.Text(r.d.Nodes[item].Range)))
		count[texts[k]]++
	}
	seen := map[string]bool{}
	for k, item := range items {
		text := texts[k]
		n := words.Count(text)
		if r.saidAnywhere(text) {
			r.edits = append(r.edits, markdown.Edit{Range: r.lines(item)})
			continue
		}
		follows := k > 0 && texts[k-1] == text && (n >= minItem || n > 0 && count[text] > 4)
		if follows || seen[text] && count[text] > 2 && n >= minSentence {
			r.edits = append(r.edits, markdown.Edit{Range: r.lines(item)})
			continue
		}
		seen[text] = true
		for _, child := range r.d.Children(item) {
			if r.d.Nodes[child].Kind == markdown.List {
				r.list(child)
			}
		}
	}
}

// lines covers an item with its mark and its line end.
func (r *repetitions) lines(item int) markdown.Range {
	n := r.d.Nodes[item].Range
	return markdown.Range{Start: r.d.LineStart(n.Start), End: r.d.LineEnd(max(n.End-1, n.Start))}
}

// dropIntroductions takes out the headings and labels all of whose blocks went.
func (r *repetitions) dropIntroductions() {
	blocks := r.d.Children(0)
	for k, i := range slices.Backward(blocks) {
		level := 7
		switch n := r.d.Nodes[i]; {
		case n.Kind == markdown.Heading:
			level = n.Level
		case n.Kind != markdown.Paragraph || !r.isHeading(i):
			continue
		}
		held := 0
		for _, j := range blocks[k+1:] {
			if n := r.d.Nodes[j]; n.Kind == markdown.Heading && n.Level <= level || level == 7 && n.Kind == markdown.Paragraph && r.isHeading(j) {
				break
			}
			held++
			if !r.gone[j] {
				held = -1
				break
			}
		}
		if held > 0 {
			r.drop(i)
		}
	}
}

func (r *repetitions) plain(i int) string { return strings.Join(r.words(i), " ") }

// words are those of a paragraph that mean something.
func (r *repetitions) words(i int) []string {
	p := r.d.Plain(i)
	return meaning(p, 0, len(p.Text))
}

// meaning returns the words of a part of a text but for those that say nothing, in small letters where they are no code.
func meaning(p markdown.Plain, start, end int) []string {
	text := []byte(p.Text[start:end])
	for i := range text {
		if !p.Code[start+i] && 'A' <= text[i] && text[i] <= 'Z' {
			text[i] += 'a' - 'A'
		}
	}
	return slices.DeleteFunc(strings.Fields(normal(string(text))), func(w string) bool { return emptyWords[w] })
}

// normal returns a text's words without the marks around them.
func normal(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("*`.,;:!?\"|", r) }), " ")
}

// itemMark takes off the mark or number of an item.
func itemMark(text string) string {
	return strings.TrimLeft(text, " \t-*+.)0123456789")
}
