package check

import (
	"regexp"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/words"
)

// statementKind is one kind of things that sentences assert.
type statementKind struct {
	name string
	form *regexp.Regexp
	// example is a predicate that asserts something of the kind.
	example string
	// anywhere says that the sentence need not be about what the text describes.
	anywhere bool
	// types says that it is asserted of types; otherwise, of what is called. Of both, with anywhere.
	types bool
	// marked says that the form is read where code is zero bytes, with what it captured as it stands.
	marked bool
	judge  func(d *described, a assertion) (Verdict, string)
}

// assertion is a place in a sentence that has the form of a kind.
type assertion struct {
	groups []string // what the form captured, the whole first
	after  string   // the rest of the sentence
	marked string   // the same with zero bytes for code
	whole  string   // all of it
	code   bool     // the last group stands in code
}

// statementKinds are tried on every sentence; it may assert several things.
var statementKinds = slices.Concat(shapeKinds, parameterKinds, defaultKinds, returnKinds, raiseKinds, numberKinds, constantKinds, countKinds, literalKinds,
	orderKinds, callerKinds, typeKindRows, notKinds, claimKinds, actionKinds, deedKinds)

// hedges are words before an assertion with which syntax alone does not decide it: negations, conditions,
// possibilities, and clauses that are about something else.
var hedges = regexp.MustCompile(`(?i)\b(?:not|never|no|without|cannot|if|when|unless|until|once|may|might|could|would|should|can|must|usually|typically|normally|generally|often|sometimes|likely|possibly|probably|potentially|optionally|either|for example|e\.g\.|for instance|such as|like|that|which|who|where|whose|whether|than|instead|rather|unlike|similar|depending|depends|assum\w*|suggest\w*|except|only|will|otherwise|else|callers?|users?|equivalent|calling|called|passing|passed)\b|n't\b|\x{2019}t\b|[;"(]`)

// ownClause is a clause before an assertion that has its negation for itself.
var ownClause = regexp.MustCompile(`(?i)^\s*(?:(?:does\s+not|doesn't)\s+(?:take|accept|have|require|expect|need)|(?:takes|has|accepts|requires|expects|receives)\s+no)\s+[\w\s\x00]*?\band\s*$`)

// judge returns the statements of a sentence, and whether the sentence is about what the text describes. Topic says that
// the one before it in its paragraph was.
func (d *described) judge(s sentence, topic bool) ([]Statement, bool) {
	var found []Statement
	if change, ok := d.changeStatement(s); ok {
		found = append(found, change)
	}
	found = append(found, d.conceptStatements(s)...)
	if d.symbol == nil {
		return found, false
	}
	predicate, about := d.predicate(s, topic)
	for i := range statementKinds {
		k := &statementKinds[i]
		from := predicate
		switch {
		case k.anywhere:
			from = 0
		case !about || k.types != d.symbol.Kind.IsType():
			continue
		}
		if k.anywhere && k.marked && s.lead != nil {
			if statement, ok := d.judgeKind(k, *s.lead, 0); ok {
				found = append(found, statement)
				continue
			}
		}
		if statement, ok := d.judgeKind(k, s, from); ok {
			found = append(found, statement)
		}
	}
	return found, about
}

// judgeKind judges what a sentence asserts of one kind from an offset on.
func (d *described) judgeKind(k *statementKind, s sentence, from int) (Statement, bool) {
	text := s.text[from:]
	in := text
	if k.marked {
		in = s.prose[from:]
	}
	at := k.form.FindStringSubmatchIndex(in)
	if at == nil {
		return Statement{}, false
	}
	made := Statement{Kind: k.name, class: ClassStatement, Verdict: VerdictUndecided}
	if hedges.MatchString(ownClause.ReplaceAllString(s.prose[from:from+at[0]], "")) {
		return made, true
	}
	a := assertion{after: text[at[1]:], marked: s.prose[from+at[1]:], whole: s.text}
	for g := 0; g < len(at); g += 2 {
		group := ""
		if at[g] >= 0 {
			group = text[at[g]:at[g+1]]
			a.code = at[g] < at[g+1] && s.prose[from+at[g]] == 0
		}
		a.groups = append(a.groups, group)
	}
	made.Verdict, made.Reason = k.judge(d, a)
	return made, made.Verdict != ""
}

// subjectNouns are what texts call a definition that is called, and a type.
const (
	functionNouns = `(?:function|method|constructor|coroutine|procedure|routine|generator|helper)`
	typeNouns     = `(?:class|struct|type|interface|enum|trait|dataclass|record)`
)

var (
	functionSubject = regexp.MustCompile(`(?i)^(?:(?:the|this)\s+(?:it\s+)?` + functionNouns + `(?:\s+it)?|it(?:\s+` + functionNouns + `)?|the\s+it)\s+`)
	typeSubject     = regexp.MustCompile(`(?i)^(?:(?:the|this)\s+(?:it\s+)?` + typeNouns + `(?:\s+it)?|it(?:\s+` + typeNouns + `)?|the\s+it)\s+`)
	// bareVerb begins a sentence that leaves its subject out.
	bareVerb = regexp.MustCompile(`^(?:Returns?|Raises?|Throws?|Panics|Takes|Accepts|Yields?|Logs?|Writes?|Sends?|Retries|Caches|Encrypts?|Validates?|Calls|First calls|Sorts?|Parses?|Opens?|Closes?|Reads?|Filters?|Copies|Copy|Encodes?|Decodes?|Splits?|Joins?|Rounds?|Awaits|Prints?|Never returns|Does not)\s`)
	// ownLabel is a label under which a text still speaks of what it describes.
	ownLabel = regexp.MustCompile(`(?i)^[\W_]*(?:it|purpose|summary|overview|description|behaviou?r|returns?(?: value)?|return value|parameters?|raises|exceptions?|error handling|notes?|usage|what it does|function|method|class)[\W_]*$`)
)

// predicate returns where the predicate of a sentence about the described definition begins, and whether the sentence is
// about it. A pronoun is, where the sentence before was.
func (d *described) predicate(s sentence, topic bool) (int, bool) {
	if s.label != "" && !ownLabel.MatchString(s.label) {
		return 0, false
	}
	text := strings.ToLower(s.text)
	subject := functionSubject
	if d.symbol.Kind.IsType() {
		subject = typeSubject
	}
	lead := len(s.text) - len(strings.TrimLeft(s.text, " *_"))
	if at := subject.FindStringIndex(text[lead:]); at != nil {
		pronoun := strings.HasPrefix(strings.ToLower(s.shown[lead:]), "it ") && !d.names[s.shown[lead:lead+2]]
		return lead + at[1], !pronoun || topic
	}
	for name := range d.names {
		if rest, ok := strings.CutPrefix(s.text[lead:], name); ok && rest != "" && !words.IsWordByte(rest[0]) && rest[0] != '.' {
			return lead + len(name), true
		}
	}
	return lead, !d.symbol.Kind.IsType() && bareVerb.MatchString(s.text[lead:])
}

// holdsIf is a verdict that the source decides: what does not hold is contradicted, for the reason.
func holdsIf(ok bool, reason string) (Verdict, string) {
	if ok {
		return VerdictHolds, "the source says so"
	}
	return VerdictContradicted, reason
}

func undecided() (Verdict, string) { return VerdictUndecided, "" }

// notAsserted is the verdict on what only looks like a statement of the kind.
func notAsserted() (Verdict, string) { return "", "" }

// calls reports whether the definition's body calls anything, so that more can happen in it than it shows.
func (d *described) calls() bool { return calling.MatchString(d.body) }

var calling = regexp.MustCompile(`[\p{L}\p{N}_\])>!?]\s*\(|\bawait\b|\bwith\b`)
