package check

import (
	"regexp"
	"slices"
	"strings"
)

// returnKinds are what is said of results.
var returnKinds = []statementKind{
	{name: "returns", example: "returns nothing", judge: judgeReturnsNothing,
		form: regexp.MustCompile(`(?i)\breturns\s+(?:nothing|no\s+value|void)\b|^does\s+not\s+return\s+(?:any\s+value|anything|a\s+value|any\s+values)\b`)},
	{name: "returns", example: "returns a boolean", judge: judgeReturnsType,
		form: regexp.MustCompile(`(?i)(?:\breturns|^return)\s+(?:an?\s+)?(?:new\s+|single\s+)?(boolean|bool|string|str|integer|int|float|list|dictionary|dict|tuple|true|false|none|nil|null)\b`)},
	{name: "returns", example: "returns two values", judge: judgeReturnsSeveral,
		form: regexp.MustCompile(`(?i)\breturns\s+(two|three|four|five|\d)\s+(?:values|results)\b`)},
	{name: "returns", example: "returns an error", judge: judgeReturnsError, form: regexp.MustCompile(`(?i)\breturns\s+(?:an|any)\s+error\b`)},
}

// resultTypes are types as languages write them, by what texts call their values.
var resultTypes = map[string]string{
	"bool": "bool", "boolean": "bool", "Boolean": "bool", "Bool": "bool",
	"string": "string", "str": "string", "String": "string", "&str": "string", "&'static str": "string",
	"int": "int", "int8": "int", "int16": "int", "int32": "int", "int64": "int", "uint": "int", "uint8": "int", "uint16": "int", "uint32": "int",
	"uint64": "int", "uintptr": "int", "byte": "int", "rune": "int", "i32": "int", "i64": "int", "u32": "int", "u64": "int", "usize": "int", "isize": "int",
	"u8": "int", "u16": "int", "long": "int", "short": "int", "Integer": "int", "Long": "int", "Int": "int", "number": "number",
	"float": "float", "float32": "float", "float64": "float", "f32": "float", "f64": "float", "double": "float", "Double": "float", "Float": "float",
	"list": "list", "List": "list", "dict": "dict", "Dict": "dict", "tuple": "tuple", "Tuple": "tuple", "set": "set", "Set": "set",
	"bytes": "bytes", "None": "none", "null": "none", "undefined": "none", "void": "none", "()": "none", "Unit": "none", "error": "error", "Void": "none",
}

// saidTypes are words for a value in a text, by what they mean.
var saidTypes = map[string]string{
	"boolean": "bool", "bool": "bool", "true": "bool", "false": "bool", "string": "string", "str": "string", "integer": "int", "int": "int", "float": "float",
	"list": "list", "dictionary": "dict", "dict": "dict", "tuple": "tuple", "none": "none", "nil": "none", "null": "none",
}

// resultKinds are what the results of the definition are; unknown tells that there may be others.
func (d *described) resultKinds() (kinds []string, unknown bool) {
	if len(d.symbol.Results) == 0 {
		return d.returnedKinds()
	}
	for _, written := range d.symbol.Results {
		if d.family == "go" {
			if fields := strings.Fields(written); len(fields) == 2 {
				written = fields[1]
			}
		}
		for _, one := range strings.Split(strings.Trim(written, " ()\"'"), "|") {
			one = strings.TrimSpace(one)
			base, _, generic := strings.Cut(one, "[")
			if generic && base == "" && d.family == "go" {
				kinds = append(kinds, "slice")
				continue
			}
			kind := resultTypes[strings.TrimSpace(base)]
			if kind == "" {
				unknown = true
				continue
			}
			kinds = append(kinds, kind)
		}
	}
	return kinds, unknown
}

var (
	returned   = regexp.MustCompile(`(?m)^([ \t]*)return\b[ \t]*(.*)$`)
	nestedCode = regexp.MustCompile(`(?m)^\s+(?:async\s+)?(?:def|class|function)\s|\blambda\b|=>|\bfunction\s*\(|\byield\b`)
	noReturn   = regexp.MustCompile(`NotImplemented|\bpass\b|\.\.\.|\babstract`)
	truth      = regexp.MustCompile(`^(?:True|False|true|false)\s*;?$`)
	literal    = regexp.MustCompile(`^-?\d+\s*;?$`)
	quotedText = regexp.MustCompile(`^[fbr]?("[^"]*"|'[^']*')\s*;?$`)
)

// returnedKinds reads the kinds from the return statements, where the language lets a definition leave its type out.
func (d *described) returnedKinds() (kinds []string, unknown bool) {
	if d.family == "go" {
		return []string{"none"}, len(d.symbol.Results) > 0 || strings.Contains(d.symbol.Signature, ") (")
	}
	if d.family != "python" || nestedCode.MatchString(d.body) || noReturn.MatchString(d.text) || d.symbol.Abstract || d.symbol.Generator || d.symbol.BodySpan.StartLine == 0 {
		return nil, true
	}
	kinds = append(kinds, "none")
	for _, m := range returned.FindAllStringSubmatch(d.text, -1) {
		switch value := strings.TrimSpace(m[2]); {
		case value == "", value == "None":
		case truth.MatchString(value):
			kinds = append(kinds, "bool")
		case literal.MatchString(value):
			kinds = append(kinds, "int")
		case quotedText.MatchString(value):
			kinds = append(kinds, "string")
		default:
			unknown = true
		}
	}
	return kinds, unknown
}

func judgeReturnsNothing(d *described, a assertion) (Verdict, string) {
	kinds, unknown := d.resultKinds()
	for _, kind := range kinds {
		if kind != "none" {
			return VerdictContradicted, "it returns a value"
		}
	}
	switch {
	case unknown && d.family == "go" && len(d.symbol.Results) > 0:
		return VerdictContradicted, "it returns a value"
	case unknown || len(kinds) == 0 || strings.HasPrefix(strings.TrimSpace(a.after), "if"):
		return undecided()
	}
	return VerdictHolds, "the source says so"
}

// typeGoesOn is what may follow the word for a type; after others it is a part of a longer name, as in "string builder".
var typeGoesOn = regexp.MustCompile(`(?i)^(?:$|[.,]|\s+(?:value|of|indicating|containing|representing|with|based|on|for|describing|in|by)\b)`)

func judgeReturnsType(d *described, a assertion) (Verdict, string) {
	said := saidTypes[strings.ToLower(a.groups[1])]
	word := strings.ToLower(a.groups[1])
	value := said == "none" || word == "true" || word == "false"
	if !typeGoesOn.MatchString(a.after) && !value || alternatives.MatchString(a.after) && !value {
		return undecided()
	}
	kinds, unknown := d.resultKinds()
	if slices.Contains(kinds, said) && (len(d.symbol.Results) > 0 || len(kinds) > 1) {
		return VerdictHolds, "the source says so"
	}
	number := said == "int" || said == "float"
	if unknown || number && (slices.Contains(kinds, "number") || slices.Contains(kinds, "int") || slices.Contains(kinds, "float")) {
		return undecided()
	}
	if said == "none" && (d.family != "go" || slices.Contains(kinds, "error") || slices.Contains(kinds, "slice")) || said == "list" && slices.Contains(kinds, "slice") {
		return undecided()
	}
	if d.symbol.Async || len(kinds) == 0 {
		return undecided()
	}
	if len(d.symbol.Results) == 0 && len(kinds) == 1 {
		return VerdictContradicted, "it returns nothing"
	}
	return VerdictContradicted, "it returns " + strings.Join(append(slices.Clone(d.symbol.Results), kindsSeen(d, kinds)...), ", ")
}

var alternatives = regexp.MustCompile(`(?i)\bor\b|\botherwise\b|\belse\b`)

// kindsSeen are the kinds of values that are returned, where no type is written.
func kindsSeen(d *described, kinds []string) []string {
	if len(d.symbol.Results) > 0 {
		return nil
	}
	return slices.Compact(slices.Sorted(slices.Values(kinds)))
}

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
	kinds, unknown := d.resultKinds()
	if slices.Contains(kinds, "error") {
		return VerdictHolds, "the source says so"
	}
	if unknown || slices.Contains(kinds, "slice") {
		return undecided()
	}
	return VerdictContradicted, "no result of it is an error"
}
