package check

import (
	"regexp"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/internal/words"
	"github.com/codeworm/codeworm/source"
)

// said is one sentence of the text: its words, with each code span as a mark, and the spans.
type said struct {
	text  string // a code span is spanMark and its number from 0, as a sign
	spans []saidSpan
}

// saidSpan is a code span in a sentence.
type saidSpan struct {
	mention int    // its index among the mentions, or -1
	code    string // what is in it
}

// spanMark stands before the number of a code span.
const spanMark = "\x01"

// maxSpans is how many code spans a sentence may have: more are a list.
const maxSpans = 60

// span matches one code span in the text of a sentence; its group is the number.
const span = spanMark + `(.)`

// relate looks at how the sentences of the text put names together, and makes findings of what they put wrong.
func (x *extractor) relate() {
	r := x.resolver
	if r.related == nil {
		return
	}
	byStart := map[int]int{}
	for i := range x.mentions {
		byStart[x.mentions[i].Start] = i
	}
	for i := range x.doc.Nodes {
		n := &x.doc.Nodes[i]
		if !n.Kind.HoldsText() || n.Kind == markdown.Heading || x.suggests[i] {
			continue
		}
		spans := x.spansIn(i)
		if len(spans) == 0 {
			continue
		}
		for _, sentence := range x.doc.Sentences(i) {
			s := x.sentence(sentence, spans, byStart)
			if len(s.spans) > 0 {
				r.relateSentence(s, x.mentions, x.doc.Nodes[n.Parent].Kind == markdown.Item)
			}
		}
	}
}

// spansIn returns the nodes of the code spans in a node.
func (x *extractor) spansIn(i int) []int {
	var spans []int
	for j := i + 1; j <= x.doc.Nodes[i].Last; j++ {
		if x.doc.Nodes[j].Kind.IsBlock() {
			break
		}
		if x.doc.Nodes[j].Kind == markdown.CodeSpan {
			spans = append(spans, j)
		}
	}
	return spans
}

// sentence returns a sentence with marks for its code spans.
func (x *extractor) sentence(at markdown.Range, spans []int, byStart map[int]int) said {
	var s said
	var b strings.Builder
	from := at.Start
	for _, j := range spans {
		n := &x.doc.Nodes[j]
		if n.Range.Start < from || n.Range.End > at.End || len(s.spans) >= maxSpans {
			continue
		}
		b.WriteString(x.doc.Source[from:n.Range.Start])
		code, _ := x.doc.Code(j)
		mention, ok := byStart[n.Range.Start]
		if !ok {
			mention = -1
		}
		b.WriteString(spanMark + string(rune(0x100+len(s.spans))))
		s.spans = append(s.spans, saidSpan{mention, strings.Join(strings.Fields(code), " ")})
		from = n.Range.End
	}
	b.WriteString(x.doc.Source[from:at.End])
	s.text = emphasis.Replace(strings.Join(strings.Fields(b.String()), " "))
	return s
}

// emphasis takes the marks of emphasis out of a sentence.
var emphasis = strings.NewReplacer("**", "", "__", "", "*", "")

// number returns the number of the code span for the sign after its mark.
func spanNumber(sign string) int { return int([]rune(sign)[0]) - 0x100 }

// relateSentence checks what a sentence says of names.
func (r *resolver) relateSentence(s said, mentions []Mention, item bool) {
	r.relateParameters(s, mentions)
	r.relatePlaces(s, mentions)
	r.relateMethods(s, mentions, item)
}

// name returns the name that a code span is: the last one of a chain, up to what is called; "" when it is none.
func (s said) name(k int) string {
	code := s.spans[k].code
	if !identifier.MatchString(code) && !dotted.MatchString(code) && !call.MatchString(code) {
		return ""
	}
	found := chains(code)
	if len(found) == 0 {
		return ""
	}
	return found[0].parts[len(found[0].parts)-1]
}

// contradictAt makes a finding of a code span that is none yet.
func (s said) contradictAt(mentions []Mention, k int, name, format string, args ...any) {
	if i := s.spans[k].mention; i >= 0 && mentions[i].Origin.exists() {
		mentions[i].contradict(name, format, args...)
	}
}

// negated tells of sentences that say what is not so.
var negated = regexp.MustCompile(`(?i)\b(not|no|never|without|neither|nor|instead of|rather than|unlike|than)\b|n't\b`)

// spanList matches code spans that are listed: a, b and c.
const spanList = `(` + spanMark + `.(?:(?:, (?:and |or )?| and | or | & )` + spanMark + `.)*)`

// parameterForms are how a sentence says that a function has parameters; the group holds their names.
var parameterForms = words.Forms{
	{spanList + ` (?:and \w+ )?(?:parameters?|arguments?|params?|args?)\b`, "the `a` parameter"},
	{`\b(?i:parameters?|arguments?|params?|args?):? (?:named |called |are |is )?` + spanList, "parameter `a`"},
	{`\b(?:parameters?|arguments?):? (?:such as|like|including) ` + spanList, "parameters such as `a`"},
	{`\b(?:takes|accepts|expects) (?:in )?(?:(?:two|three|four|a|an|the|optional|required|only|one|parameters?|arguments?|single|both) )*` + spanList + `(?: (?:as|for|of type|to|with|which|that|and [a-z]|\()|[,.]|$)`, "takes `a` and `b`"},
}

var (
	parameterSaid = parameterForms.Each()
	anySpan       = regexp.MustCompile(span)
	// otherFunction tells that a sentence may speak of the parameters of something else.
	otherFunction = regexp.MustCompile(`(?i)\b(type|generic|template|command[- ]line|query|url|path|environment|cli|configuration|passe[sd]|passing|pass|called with|calls?|calling|invok\w+|hyper|constructor|keyword)\b`)
)

// relateParameters checks that the parameters said to be a function's are some of it: of the function that the sentence
// names, or that the text describes.
func (r *resolver) relateParameters(s said, mentions []Mention) {
	if otherFunction.MatchString(s.text) || negated.MatchString(s.text) {
		return
	}
	claimed := map[int]bool{}
	for _, re := range parameterSaid {
		for _, m := range re.FindAllStringSubmatch(s.text, -1) {
			for _, sign := range anySpan.FindAllStringSubmatch(m[1], -1) {
				claimed[spanNumber(sign[1])] = true
			}
		}
	}
	if len(claimed) == 0 {
		return
	}
	functions, label := r.functionsOf(s, claimed)
	if len(functions) == 0 {
		return
	}
	for k := range s.spans {
		name := strings.TrimLeft(s.spans[k].code, "*&$@")
		if !claimed[k] || !plainName.MatchString(name) || r.language.Keyword(name) || r.language.Builtin(name) {
			continue
		}
		if !slices.ContainsFunc(functions, func(f *source.Symbol) bool { return mayTake(f, name) }) {
			s.contradictAt(mentions, k, name, "`%s` has no parameter `%s`", label, name)
		}
	}
}

// plainName is a name without anything else.
var plainName = regexp.MustCompile(`^` + id + `$`)

// functionsOf returns the functions whose parameters a sentence tells: the one it names besides the parameters, or the
// one that is described. Several that it names leave open which is meant.
func (r *resolver) functionsOf(s said, claimed map[int]bool) (functions []*source.Symbol, label string) {
	for k := range s.spans {
		if claimed[k] {
			continue
		}
		name := s.name(k)
		if name == "" {
			continue
		}
		var found []*source.Symbol
		for _, d := range r.related.Definitions(name) {
			if !d.Symbol.Kind.IsFunction() {
				return nil, "" // a type may stand for its constructor
			}
			found = append(found, d.Symbol)
		}
		if len(found) == 0 {
			continue
		}
		if functions != nil && label != name {
			return nil, ""
		}
		functions, label = found, name
	}
	if subject := r.subject(); functions == nil && subject != nil && subject.Kind.IsFunction() {
		return []*source.Symbol{subject}, subject.QualifiedName()
	}
	return functions, label
}

// mayTake reports whether a function has the parameter, or has some whose names are not written out. Its signature may
// name what the parameters hold: fields of a pattern, types, receivers.
func mayTake(f *source.Symbol, name string) bool {
	if words.ContainsWord(f.Signature, name) {
		return true
	}
	for _, p := range f.Parameters {
		n := strings.TrimLeft(p.Name, "*&$.")
		if n == name || n == "" || strings.ContainsAny(p.Name, "{[*") || strings.HasPrefix(p.Name, "...") || strings.HasPrefix(p.Type, "...") {
			return true
		}
	}
	return len(f.Parameters) == 0 && !strings.Contains(f.Signature, "()")
}
