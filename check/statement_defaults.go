package check

import (
	"regexp"
	"strconv"
	"strings"
)

// saidValue is a value in running text; in code, it is zero bytes.
const saidValue = `(\x00+|"[^"]*"|'[^']*'|-?\d[\d_,]*(?:\.\d+)?|true|false|none|null|undefined)`

// saidName is a name in running text, which has to be one of a parameter.
const saidName = `(\x00+|\b[A-Za-z_]\w*)`

// defaultKinds are what is said of values that a caller may leave out.
var defaultKinds = []statementKind{
	{name: "default", anywhere: true, marked: true, example: "timeout defaults to 30", judge: judgeDefault,
		form: regexp.MustCompile(`(?i)` + saidName + `(?:\s+(?:parameter|argument))?,?\s+(?:which\s+|that\s+|is\s+optional\s+and\s+|\(?optional\)?,?\s+)?defaults?(?:ing)?\s+to\s+` + saidValue)},
	{name: "default", anywhere: true, marked: true, example: "limit (default: 3)", judge: judgeDefault,
		form: regexp.MustCompile(`(?i)` + saidName + `\s*\((?:[^()]{0,40}[\s,])?default(?:s|\s+value)?(?:\s+to|\s+is)?\s*[:=]?\s*` + saidValue)},
	{name: "default", anywhere: true, marked: true, example: "default value of limit is 3", judge: judgeDefault,
		form: regexp.MustCompile(`(?i)\bdefault(?:\s+value)?\s+(?:of|for)\s+(?:the\s+)?(?:parameter\s+|argument\s+)?` + saidName + `\s+(?:parameter\s+|argument\s+)?is\s+` + saidValue)},
	{name: "optional", anywhere: true, marked: true, example: "an optional `limit`", judge: judgeOptional,
		form: regexp.MustCompile(`(?i)\b(optional|required|mandatory)\s+(?:parameters?\s+|arguments?\s+|string\s+|integer\s+|boolean\s+)?(\x00+)`)},
	{name: "optional", anywhere: true, marked: true, example: "`limit` is optional", judge: judgeOptionalAfter,
		form: regexp.MustCompile(`(?i)` + saidName + `\s+(?:parameter\s+|argument\s+)?is\s+(?:an?\s+)?(optional|required|mandatory)\b`)},
	{name: "optional", anywhere: true, marked: true, example: "`limit` (optional)", judge: judgeOptionalAfter,
		form: regexp.MustCompile(`(?i)(\x00+)\s+\((?:[a-z]+,\s*)?(optional|required|mandatory)\b`)},
}

// defaulting are the families in which a head gives defaults, and a parameter without one has to be given.
var defaulting = map[string]bool{"python": true, "javascript": true}

// parameter is one parameter as the head of a definition writes it.
type parameter struct {
	name, value string // the default; "" for none
	may         bool   // be left out for another reason: "x?: number", "*args"
}

// parameters returns the parameters by the head; false when it cannot be read.
func (d *described) parameters() (map[string]parameter, bool) {
	if !defaulting[d.family] || !d.symbol.Kind.IsFunction() {
		return nil, false
	}
	head := d.symbol.Signature
	open := strings.Index(head, d.symbol.Name)
	if open < 0 {
		return nil, false
	}
	open += len(d.symbol.Name)
	k := strings.IndexByte(head[open:], '(')
	if k < 0 {
		return nil, false
	}
	list := head[open+k:]
	masked := maskCode(list, d.family)
	end := closing(masked, 0)
	if end == len(masked) {
		return nil, false
	}
	found := map[string]parameter{}
	for _, one := range splitTop(list[1:end], ',') {
		addParameter(found, one)
	}
	return found, true
}

// addParameter adds a parameter, or those that take an object apart.
func addParameter(found map[string]parameter, written string) {
	at := equalsSign.FindStringIndex(written)
	p := parameter{name: written}
	if at != nil {
		p.name, p.value = written[:at[0]+1], strings.TrimSpace(written[at[1]-1:])
	}
	p.name = strings.TrimSpace(p.name)
	if strings.HasPrefix(p.name, "{") {
		end := closing(p.name, 0)
		for _, one := range splitTop(strings.Trim(p.name[:min(end, len(p.name))], "{} "), ',') {
			addParameter(found, one)
			if last, ok := found[parameterName(one)]; ok {
				last.may = true
				found[last.name] = last
			}
		}
		return
	}
	name := parameterName(p.name)
	p.may = strings.HasPrefix(p.name, "*") || strings.HasPrefix(p.name, "...") || strings.HasPrefix(strings.TrimPrefix(p.name, name), "?") ||
		strings.Contains(p.name, "Optional[") || strings.Contains(p.name, "None") || strings.Contains(p.name, "undefined") || strings.Contains(p.name, "null")
	p.name = name
	found[name] = p
}

var (
	equalsSign  = regexp.MustCompile(`[^=<>!]=[^=>]`)
	leadingName = regexp.MustCompile(`[A-Za-z_$][\w$]*`)
	modifiers   = regexp.MustCompile(`^(?:(?:public|private|protected|readonly|override)\s+)+`)
)

func parameterName(written string) string {
	return leadingName.FindString(modifiers.ReplaceAllString(written, ""))
}

// literalValue are values that stand for themselves.
var literalValue = regexp.MustCompile(`^(?:-?\d[\d_]*(?:\.\d+)?|0[xX][\da-fA-F]+|[fbru]?"[^"]*"|[fbru]?'[^']*'|True|False|None|true|false|null|undefined|\[\]|\{\}|\(\))$`)

// sameValue reports whether a value is what a text says it is.
func sameValue(written, said string) bool {
	written, said = strings.TrimSpace(written), strings.TrimSpace(said)
	bare := func(v string) string { return strings.Trim(strings.TrimLeft(v, "bru"), `"'`+"`") }
	if written == said || strings.EqualFold(written, said) || (strings.ContainsAny(written, `"'`) && bare(written) == strings.Trim(said, `"'`)) {
		return true
	}
	a, err1 := strconv.ParseFloat(strings.NewReplacer("_", "", ",", "").Replace(written), 64)
	b, err2 := strconv.ParseFloat(strings.NewReplacer("_", "", ",", "").Replace(said), 64)
	none := map[string]bool{"none": true, "null": true, "undefined": true}
	return err1 == nil && err2 == nil && a == b || none[strings.ToLower(written)] && none[strings.ToLower(said)]
}

// standsIn reports whether a value stands in a text as a whole.
func standsIn(text, value string) bool {
	value = strings.Trim(value, `"'`)
	if value == "" {
		return true
	}
	return regexp.MustCompile(`(?i)(?:^|[^\w.])` + regexp.QuoteMeta(value) + `(?:$|[^\w])`).MatchString(text)
}

func judgeDefault(d *described, a assertion) (Verdict, string) {
	all, ok := d.parameters()
	p, has := all[a.groups[1]]
	said := strings.TrimRight(a.groups[2], ",.")
	if !d.isParameter(a.groups[1]) && !has {
		return notAsserted()
	}
	if !ok || !has || said == "" || openNumbers.MatchString(strings.ReplaceAll(strings.ToLower(a.whole), "default", "")) {
		return undecided()
	}
	goesOn := a.after != "" && regexp.MustCompile(`^\s*(?:[*+/(\[]|\.\w|[a-z]+ of|or\b|if\b|when\b|for\b|in\b|on\b)`).MatchString(a.after)
	switch {
	case p.value != "" && sameValue(p.value, said):
		return VerdictHolds, "the source says so"
	case goesOn || standsIn(d.rawBody(), said) || !literalValue.MatchString(said) && !strings.EqualFold(said, "none"):
		return undecided()
	case p.value == "" && p.may, p.value != "" && (!literalValue.MatchString(p.value) || isNone(p.value)):
		return undecided()
	case p.value == "":
		return VerdictContradicted, p.name + " has no default"
	}
	return VerdictContradicted, p.name + " defaults to " + p.value
}

func isNone(value string) bool { return value == "None" || value == "null" || value == "undefined" }

// optional judges whether a caller may leave a parameter out.
func (d *described) optional(name, said, after string) (Verdict, string) {
	all, ok := d.parameters()
	p, has := all[strings.TrimSpace(name)]
	if !has && !d.isParameter(strings.TrimSpace(name)) {
		return notAsserted()
	}
	if !ok || !has || strings.HasPrefix(after, " if") || strings.HasPrefix(after, " when") || strings.HasPrefix(after, " for") {
		return undecided()
	}
	may := p.value != "" || p.may
	if strings.EqualFold(said, "optional") {
		if !may && mayMiss(d.body, p.name) {
			return undecided()
		}
		return holdsIf(may, p.name+" has to be given")
	}
	if p.value == "" && !p.may {
		return VerdictHolds, "the source says so"
	}
	if !may || isNone(p.value) || p.may || !literalValue.MatchString(p.value) {
		return undecided()
	}
	return VerdictContradicted, p.name + " defaults to " + p.value
}

// mayMiss reports whether a body asks whether a parameter was given.
func mayMiss(body, name string) bool {
	return regexp.MustCompile(`\b` + regexp.QuoteMeta(name) + `\s+is\s+(?:not\s+)?None|!\s*` + regexp.QuoteMeta(name) + `\b|\bif\s*\(?\s*(?:not\s+)?` + regexp.QuoteMeta(name) + `\b|\b` +
		regexp.QuoteMeta(name) + `\s*(?:\?|\|\||&&|or\b|and\b|[!=]==?\s*(?:null|undefined))`).MatchString(body)
}

func judgeOptional(d *described, a assertion) (Verdict, string) {
	return d.optional(a.groups[2], a.groups[1], a.after)
}

func judgeOptionalAfter(d *described, a assertion) (Verdict, string) {
	return d.optional(a.groups[1], a.groups[2], a.after)
}
