package check

import (
	"regexp"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/internal/words"
)

// Trusted reports whether what a generated text says can be believed where nothing decides it: not where a quarter or more of what was
// decided, of its names and statements, is wrong.
func (r Report) Trusted() bool {
	right := r.CountVerdicts()[VerdictHolds]
	for _, m := range r.Mentions {
		if m.Origin.ours() {
			right++
		}
	}
	wrong := len(r.Findings)
	return wrong < fewFindings || wrong*3 < right
}

// fewFindings is how many mistakes say something of their writer.
const fewFindings = 3

// Substance says how much of a generated text is about what it describes.
type Substance struct {
	Words     int // of running text
	Code      int // words of quoted code
	Sentences int
	Grounded  int // sentences with a statement that holds, an identifier of the source, or a telling word of its vocabulary
	Names     int // how often it names an identifier of what it describes, its own name aside
	Holds     int // statements that hold
}

// Enough reports whether a text may be worth more than the facts alone: it is not all code, something in it holds, or it names an
// identifier of what it describes at least once in a hundred words, and at least a quarter of its sentences are about the source.
func (s Substance) Enough() bool {
	return s.Words >= leastProse && s.Code <= mostCode*s.Words && (s.Holds > 0 || s.Names*100 >= s.Words) && s.Grounded*4 >= s.Sentences
}

const (
	leastProse = 10 // words of running text of a page
	mostCode   = 4  // words of quoted code for each of running text
)

// Substance measures the text of the report.
func (r Report) Substance(body string) Substance {
	doc, err := markdown.Parse(body)
	if err != nil {
		return Substance{}
	}
	var s Substance
	d := newDescribed(r.scope)
	var grounds []markdown.Range
	for _, m := range r.Mentions {
		if m.Origin.ours() {
			if m.Class != ClassPath && m.Class != ClassLine && d.has(m) {
				s.Names++
			}
			grounds = append(grounds, markdown.Range{Start: m.Start, End: m.End})
		}
	}
	for _, made := range r.Statements {
		if made.Verdict == VerdictHolds && made.class == ClassStatement {
			s.Holds++
			grounds = append(grounds, markdown.Range{Start: made.Start, End: made.End})
		}
	}
	telling := tellingWords(d.evidence(true))
	for i := range doc.Nodes {
		if n := &doc.Nodes[i]; n.Kind == markdown.CodeBlock {
			s.Code += words.Count(doc.Text(n.Inner))
		}
		if n := &doc.Nodes[i]; n.Kind != markdown.Paragraph && n.Kind != markdown.Cell {
			continue
		}
		for _, at := range doc.Sentences(i) {
			s.Sentences++
			s.Words += words.Count(doc.Text(at))
			if slices.ContainsFunc(grounds, at.Overlaps) || sharesAny(telling, doc.Text(at)) {
				s.Grounded++
			}
		}
	}
	return s
}

// has reports whether one of a mention's names stands in the described definition, and is not its own; without a definition, any does.
func (d *described) has(m Mention) bool {
	if d.symbol == nil {
		return !d.names[m.Text]
	}
	return slices.ContainsFunc(m.parts, func(p part) bool {
		return !d.names[p.name] && p.name != d.symbol.Parent && words.ContainsWord(d.text, p.name)
	})
}

// A word is compared by its first letters, so that "archiving" is found in "archived".
const (
	stemLetters = 5
	leastWord   = 4 // letters of a word that tells anything
)

var letterRuns = regexp.MustCompile(`[A-Z]?[a-z]+|[A-Z]+`)

// tellingWords are the stems of the words in a source, those of its identifiers one by one, but for what stands in any source.
func tellingWords(text string) map[string]bool {
	telling := map[string]bool{}
	for _, w := range letterRuns.FindAllString(text, -1) {
		if s := stem(w); s != "" {
			telling[s] = true
		}
	}
	return telling
}

func stem(word string) string {
	word = strings.ToLower(word)
	if len(word) < leastWord || tellsNothing[word] {
		return ""
	}
	return word[:min(len(word), stemLetters)]
}

// tellsNothing are words of any program, and of any text about one.
var tellsNothing = words.Set(`
	function functions method methods class classes module modules code file files line lines name names type types value values
	return returns returned self this that with from into when then else while true false none null nil string strings list lists
	dict object objects data error errors exception exceptions import public private static void const func struct interface
	argument arguments parameter parameters args kwargs input output result results default call calls called using used uses
	test tests item items index count time print first last next have does which where their there they them these those
	other more most some such each every only also like will would should could must may can been being were what your
	python javascript typescript golang rust java program software system application user users developer developers example`)

// sharesAny reports whether a text has one of the telling words.
func sharesAny(telling map[string]bool, text string) bool {
	return slices.ContainsFunc(letterRuns.FindAllString(text, -1), func(w string) bool { return telling[stem(w)] })
}
