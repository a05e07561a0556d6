package check

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/words"
)

// placeForms are how a sentence says that names stand in a file. The groups are the names and the file, or, where the
// form's name begins so, the file and the names.
var placeForms = words.Forms{
	{spanList + `,? (?:\w+ ){0,3}?(?:is |are )?(?:defined|declared|implemented|located|found|lives?|resides?|stands?|sits|kept|introduced)(?: \w+)? (?:in|at|inside|within|by)(?: the)?(?: file| module)? ` + span, "`a` is defined in `f.go`"},
	{spanList + `(?: ` + tiedKinds + `)? (?:in|from|of)(?: the)?(?: file| module)? ` + span, "`a` in `f.go`"},
	{spanList + ` \((?:in |at |see |defined in )?` + span + `\)`, "`a` (`f.go`)"},
	{spanList + `(?: — | - |: |, )(?:in )?` + span, "`a` - `f.go`"},
}

var holdingForms = words.Forms{
	{span + `(?: file| module)? (?:also )?(?:defines|declares|implements|contains|provides|holds|exports|introduces|exposes|has)(?: the| a| an)?(?: ` + tiedKinds + `s?| functions?| methods?| classes| types?| structs?| interfaces?)* ` + spanList, "`f.go` defines `a`"},
}

var (
	inPlace = placeForms.Each()
	holding = holdingForms.Each()
	// definedSaid tells that a name is said to be defined in a place, not only to be used there.
	definedSaid = regexp.MustCompile(`\b(defin\w+|declar\w+|implement\w*|introduc\w+)\b`)
)

// hanging tells that the names that follow belong to another one, which a place would be that of.
var hanging = regexp.MustCompile(`\b(?:of|for|to|by|from|with|on|over|than|like|as|implements?|extends?|inherits?|wraps?|embeds?|calls?|uses?|returns?|takes?)(?: (?:the|a|an|its|both|all))?(?: [a-z]+)? $`)

// relatePlaces checks that names stand in the files, and in the lines, that a sentence gives for them.
func (r *resolver) relatePlaces(s said, mentions []Mention) {
	if negated.MatchString(s.text) {
		return
	}
	for _, re := range inPlace {
		for _, at := range re.FindAllStringSubmatchIndex(s.text, -1) {
			if strings.HasPrefix(s.text[at[3]:], ",") && hanging.MatchString(s.text[:at[0]]) {
				continue // "`a` is a method of `B`, defined in `f.go`" places a
			}
			whole, list, place := s.text[at[0]:at[1]], s.text[at[2]:at[3]], s.text[at[4]:at[5]]
			r.relatePlace(s, mentions, list, spanNumber(place), definedSaid.MatchString(whole))
		}
	}
	for _, re := range holding {
		for _, m := range re.FindAllStringSubmatch(s.text, -1) {
			r.relatePlace(s, mentions, m[2], spanNumber(m[1]), definedSaid.MatchString(m[0]))
		}
	}
}

// relatePlace checks that listed names stand in one place: a file, or lines of one.
func (r *resolver) relatePlace(s said, mentions []Mention, list string, place int, defined bool) {
	file, first, last := s.spans[place].code, 0, 0
	if f := fileLine.FindStringSubmatch(file); f != nil {
		file = f[1]
		first, last = lineNumbers(f[2], f[3])
	}
	if !isPath(file) || path.Ext(file) == "" || !r.repoPath(file) {
		return
	}
	file = r.ownPath(file)
	for _, sign := range anySpan.FindAllStringSubmatch(list, -1) {
		k := spanNumber(sign[1])
		name := s.name(k)
		if name == "" || k == place || isPath(s.spans[k].code) && r.repoPath(s.spans[k].code) {
			continue
		}
		if first > 0 {
			r.relateLine(s, mentions, place, file, first, last, name)
			continue
		}
		r.relateFile(s, mentions, k, file, name, defined)
	}
}

// ownPath returns the path from the root for one that starts from the described file's folder.
func (r *resolver) ownPath(file string) string {
	if joined := path.Join(path.Dir(r.scope.Path), file); r.scope.Path != "" && !strings.HasPrefix(joined, "..") {
		if _, ok := r.related.Text(joined); ok {
			return joined
		}
	}
	return strings.TrimPrefix(file, "./")
}

// relateFile checks that a name is an identifier of a file, or defined in it. What the repository does not define, or what
// stands in the file as a text, may be there in another way.
func (r *resolver) relateFile(s said, mentions []Mention, k int, file, name string, defined bool) {
	places := r.placesOf(name)
	if len(places) == 0 || slices.ContainsFunc(places, func(p string) bool { return p == file || strings.HasSuffix(p, "/"+file) }) {
		return
	}
	if holds, known := r.related.Holds(file, name); !known || holds && !defined {
		return
	}
	text, ok := r.related.Text(file)
	if !ok || !defined && words.ContainsWord(text, name) || defined && r.declares(text, name) {
		return
	}
	s.contradictAt(mentions, k, name, "`%s` is not in `%s`%s", name, file, inPlaces(places))
}

// declares reports whether a line of a text may give the name something to mean: fields, variables, imports handed on.
func (r *resolver) declares(text, name string) bool {
	re, err := regexp.Compile(`(?m)(^|[\s({,;*&])` + regexp.QuoteMeta(name) + `\b(?:\s*[:=,]|\s+[\w*\[({&])|\b(?:import|export|use|from|include)\b.*\b` + regexp.QuoteMeta(name) + `\b`)
	return err != nil || re.MatchString(text)
}

// inPlaces says where a name is, as a clause after a semicolon.
func inPlaces(places []string) string {
	if len(places) > 3 {
		return ""
	}
	return "; it is in `" + strings.Join(places, "`, `") + "`"
}

// relateLine checks that a name stands in lines of a file, or that a definition of it begins there.
func (r *resolver) relateLine(s said, mentions []Mention, place int, file string, first, last int, name string) {
	text := r.scope.Source
	if file != r.scope.Path || text == "" {
		var ok bool
		if text, ok = r.related.Text(file); !ok {
			return
		}
	}
	lines := strings.Split(text, "\n")
	if first < 1 || last > len(lines) || last-first >= maxTiedLines || !words.ContainsWord(text, name) {
		return
	}
	if slices.ContainsFunc(lines[first-1:last], func(line string) bool { return words.ContainsWord(line, name) }) {
		return
	}
	for _, d := range r.related.Definitions(name) {
		// The definition begins with decorators, or is named there in whole: any of its lines shows it.
		if span := d.Symbol.Span; (d.Path == file || strings.HasSuffix(d.Path, "/"+file)) && span.StartLine <= first && last <= max(d.Symbol.NameSpan.StartLine, span.StartLine) {
			return
		}
	}
	s.contradictAt(mentions, place, "", "`%s` is not there", name)
}
