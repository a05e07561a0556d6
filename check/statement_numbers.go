package check

import (
	"regexp"
	"strconv"
	"strings"
)

// numberKinds are numbers of things that have to stand in the source.
var numberKinds = []statementKind{
	{name: "number", anywhere: true, example: "30 seconds", judge: judgeNumber,
		form: regexp.MustCompile(`(?i)(?:^|[\s(])(\d[\d,]*(?:\.\d+)?|two|three|four|five|six|seven|eight|nine|ten|twelve)[\s-](milliseconds?|ms|seconds?|secs?|minutes?|mins?|hours?|days?|retries|attempts|bytes?|kb|mb|gb|kib|mib|characters?|chars|requests?|connections?|workers|threads)\b`)},
}

// unitFactors are by what a number with a unit may be multiplied where the source counts in another one.
var unitFactors = map[string][]float64{
	"ms": {1, 1e-3, 1e3, 1e6}, "second": {1, 1e3, 1e6, 1e9, 1. / 60}, "minute": {1, 60, 60e3, 60e9}, "hour": {1, 3600, 60, 3600e3},
	"day": {1, 24, 86400, 86400e3, 1440}, "byte": {1, 1. / 1024, 8, 1. / 1048576}, "kb": {1, 1024, 1000}, "mb": {1, 1024, 1 << 20, 1e6, 1e3}, "gb": {1, 1024, 1 << 30, 1e9, 1e3, 1 << 20},
}

// unitNames are the rows of unitFactors by how units are written.
var unitNames = map[string]string{"millisecond": "ms", "ms": "ms", "sec": "second", "min": "minute", "kib": "kb", "mib": "mb"}

var digits = regexp.MustCompile(`0[xX][0-9a-fA-F_]+|\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?`)

// openNumbers are words by which a number is an example, a proposal, or no exact one.
var openNumbers = regexp.MustCompile(`(?i)\b(?:example|e\.g|such as|suppose|imagine|say|default|like|hypothetical|about|approximately|roughly|around|could|might|may|would|should|consider|increase|recommend|typically|usually|instance|least|leap|per|first|last)\b|~`)

func judgeNumber(d *described, a assertion) (Verdict, string) {
	if d.scope.Reviews || openNumbers.MatchString(a.whole) {
		return undecided()
	}
	said, err := strconv.ParseFloat(strings.ReplaceAll(a.groups[1], ",", ""), 64)
	if err != nil {
		said = float64(numberOf(a.groups[1]))
	}
	if said <= 1 {
		return undecided()
	}
	unit := strings.ToLower(a.groups[2])
	if unit != "ms" {
		unit = strings.TrimSuffix(unit, "s")
	}
	if name := unitNames[unit]; name != "" {
		unit = name
	}
	factors := unitFactors[unit]
	if factors == nil {
		factors = []float64{1}
	}
	source := d.numbers()
	for _, f := range factors {
		for _, near := range []float64{said * f, said*f - 1, said*f + 1} {
			if source[near] {
				if near == said {
					return VerdictHolds, "the number stands in the source"
				}
				return undecided()
			}
		}
	}
	if computed.MatchString(d.file) {
		return undecided()
	}
	return VerdictUnsupported, "the source has no number " + a.groups[1]
}

// computed are expressions whose value does not stand in the source.
var computed = regexp.MustCompile(`<<|\*\*|\bpow\b|\bstruct\.|Sizeof|sizeof`)

// numbers are those that stand in the file, in digits or in words, and products of two of them in one expression.
func (d *described) numbers() map[float64]bool {
	if d.known != nil {
		return d.known
	}
	d.known = map[float64]bool{}
	add := func(text string) {
		text = strings.ReplaceAll(text, "_", "")
		if n, err := strconv.ParseInt(text, 0, 64); err == nil {
			d.known[float64(n)] = true
		} else if f, err := strconv.ParseFloat(text, 64); err == nil {
			d.known[f] = true
		}
	}
	for line := range strings.Lines(d.file + "\n" + d.scope.Facts) {
		found := digits.FindAllString(line, -1)
		product := 1.0
		for _, text := range found {
			add(text)
			if f, err := strconv.ParseFloat(strings.ReplaceAll(text, "_", ""), 64); err == nil && strings.Contains(line, "*") {
				product *= f
				d.known[product] = true
			}
		}
	}
	for n, w := range smallNumbers {
		if strings.Contains(d.said, w) {
			d.known[float64(n)] = true
		}
	}
	return d.known
}
