package check

import (
	"regexp"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/words"
)

// returnKinds are what is said of results.
var returnKinds = []statementKind{
	{name: "returns", example: "returns nothing", judge: judgeReturnsNothing,
		form: regexp.MustCompile(`(?i)\breturns\s+(?:nothing|no\s+value|void)\b|^does\s+not\s+return\s+(?:any\s+value|anything|a\s+value|any\s+values)\b`)},
	{name: "returns", example: "returns a boolean", judge: judgeReturnsType,
		form: regexp.MustCompile(`(?i)(?:\breturns|^return)\s+(?:an?\s+)?(?:new\s+|single\s+|empty\s+)?(` + saidTypeWords + `)\b`)},
	{name: "returns", example: "returns two values", judge: judgeReturnsSeveral,
		form: regexp.MustCompile(`(?i)\breturns\s+(two|three|four|five|\d)\s+(?:values|results)\b`)},
	{name: "returns", example: "returns an error", judge: judgeReturnsError, form: regexp.MustCompile(`(?i)\breturns\s+(?:an|any)\s+error\b`)},
}

// results are what the definition gives back: by its head, or where the language lets it leave that out, by its returns.
func (d *described) results() results {
	if d.given == nil {
		d.given = &results{}
		switch s := d.symbol; {
		case len(s.Results) > 0:
			d.given.written = true
			for _, written := range s.Results {
				d.given.add(typeKinds(written, d.family))
			}
		case d.family == "go":
			d.given.unknown, d.given.ends = strings.Contains(s.Signature, ") ("), true
		default:
			*d.given = d.inferResults()
		}
	}
	return *d.given
}

// nothing reports whether a definition certainly gives nothing back.
func (r results) nothing() bool {
	return !r.unknown && !slices.ContainsFunc(r.kinds, func(k string) bool { return k != "none" && k != "promise" && k != "coroutine" })
}

func judgeReturnsNothing(d *described, a assertion) (Verdict, string) {
	r := d.results()
	switch {
	case strings.HasPrefix(strings.TrimSpace(a.after), "if") || r.has("none") && !r.nothing() || d.family == "python" && d.symbol.Generator:
		return undecided()
	case r.nothing() && (r.written || r.ends || r.has("none")):
		return VerdictHolds, "the source says so"
	case r.unknown && (d.family != "go" || len(d.symbol.Results) == 0) || r.nothing():
		return undecided()
	}
	return VerdictContradicted, "it returns a value"
}

// typeGoesOn is what may follow the word for a type; after others it is a part of a longer name, as in "string builder".
var typeGoesOn = regexp.MustCompile(`(?i)^(?:$|[.,]|\s+(?:values?|objects?|of|indicating|containing|representing|with|based|on|for|describing|in|by|that|which|whether|if|from|mapping|suitable|when|unless|until|after)\b)`)

// fixed are words for values, which nothing makes parts of longer names.
var fixed = words.Set("true false none nil null undefined")

// severalGoOn follows the first of several values.
var severalGoOn = regexp.MustCompile(`^\s*(?:,|and)\s*(?:(?:true|false|nil|none|an?|the|err|io\.\w+)\b|[-\d"'\[])`)

func judgeReturnsType(d *described, a assertion) (Verdict, string) {
	word := strings.ToLower(a.groups[1])
	said := saidTypes[word]
	if !fixed[word] && (!typeGoesOn.MatchString(a.after) || alternatives.MatchString(a.after)) || fixed[word] && severalGoOn.MatchString(a.after) {
		return undecided()
	}
	r := d.results()
	switch {
	case r.has(said) && (r.written || said != "none" || d.family != "go"), said == "none" && r.has("error", "slice", "bytes", "function", "dict"):
		return VerdictHolds, "the source says so"
	case r.unknown || r.has(nearKinds[said]...) || said == "none" && d.family != "go":
		return undecided()
	case d.symbol.Async && r.nothing():
		return undecided()
	case len(r.kinds) == 0 && !r.written:
		return VerdictContradicted, "it returns nothing"
	case r.written:
		return VerdictContradicted, "it returns " + strings.Join(d.symbol.Results, ", ")
	}
	return VerdictContradicted, "it returns " + strings.Join(slices.Sorted(slices.Values(r.kinds)), ", ")
}

var alternatives = regexp.MustCompile(`(?i)\bor\b|\botherwise\b|\belse\b`)

func judgeReturnsSeveral(d *described, a assertion) (Verdict, string) {
	if d.family != "go" {
		return undecided()
	}
	n := len(d.symbol.Results)
	return holdsIf(n == numberOf(a.groups[1]), "it has "+count(n, "result"))
}

// errorGoesOn is what may follow "an error"; after others it is a part of a longer name, as in "error string".
var errorGoesOn = regexp.MustCompile(`(?i)^(?:$|[.,]|\s+(?:if|when|on|otherwise|that|for|indicating)\b)`)

func judgeReturnsError(d *described, a assertion) (Verdict, string) {
	if d.family != "go" || !errorGoesOn.MatchString(a.after) {
		return undecided()
	}
	r := d.results()
	switch {
	case r.has("error"):
		return VerdictHolds, "the source says so"
	case r.unknown || r.has("slice", "bytes", "function", "dict"):
		return undecided()
	}
	return VerdictContradicted, "no result of it is an error"
}
