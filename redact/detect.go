package redact

import (
	"context"
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/zricethezav/gitleaks/v8/config"
	"github.com/zricethezav/gitleaks/v8/regexp"

	builtin "github.com/codeworm/codeworm/internal/redact"
)

// detector tries gitleaks' rules only around their keywords. Gitleaks' own detector tries each rule on the whole of a text
// that holds one of its keywords, and searches every line with a finding again: of a long line, or of a text with many
// keywords, the time grows with the square of the length.
type detector struct {
	rules  []rule
	global []*config.Allowlist
	// keywords are by their first two bytes; each has at least two.
	keywords map[[2]byte][]keyword
}

// rule is one of gitleaks'.
type rule struct {
	id      string
	pattern *regexp.Regexp
	group   int
	entropy float64
	allow   []*config.Allowlist
	// assigned says that the pattern wants a name, a sign and a value.
	assigned bool
	reach    int // how many bytes a match can have before and behind a keyword
}

type keyword struct {
	text string // in lower case
	rule int
}

// maxReach is the reach of patterns without a bound.
const maxReach = 1000

func newDetector(c config.Config) *detector {
	d := &detector{global: c.Allowlists, keywords: map[[2]byte][]keyword{}}
	ids := make([]string, 0, len(c.Rules))
	for id := range c.Rules {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		r := c.Rules[id]
		for _, k := range r.Keywords {
			k = strings.ToLower(k)
			first := [2]byte{k[0], k[1]}
			d.keywords[first] = append(d.keywords[first], keyword{k, len(d.rules)})
		}
		d.rules = append(d.rules, rule{id: id, pattern: r.Regex, group: r.SecretGroup, entropy: r.Entropy, allow: r.Allowlists,
			assigned: strings.Contains(r.Regex.String(), assignedPart), reach: reach(r.Regex.String())})
	}
	return d
}

// assignedPart is in the patterns of all rules that want a name with a keyword, a sign and a value.
const assignedPart = `(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>`

// assignedAfter reports whether a sign and a value may follow a keyword that ends at the offset, as assignedPart goes on.
func assignedAfter(text string, i int) bool {
	for end := min(len(text), i+24); i < end && strings.IndexByte("=>:|?,", text[i]) < 0; i++ {
		if c := text[i]; !isTokenByte(c) && strings.IndexByte(" \t.\r\n'\"", c) < 0 {
			return false
		}
	}
	if i >= len(text) || strings.IndexByte("=>:|?,", text[i]) < 0 {
		return false
	}
	for end := min(len(text), i+9); i < end && strings.IndexByte("=>:|?,`'\" \t\r\n", text[i]) >= 0; i++ {
		continue
	}
	n := 0
	for i+n < len(text) && n < minAssigned && (isTokenByte(text[i+n]) || strings.IndexByte(".=+/~:@%", text[i+n]) >= 0) {
		n++
	}
	return n == minAssigned
}

// minAssigned is how long the values of such patterns are at least, in bytes.
const minAssigned = 8

// reach returns the length of the longest text that a pattern matches, in bytes, at most maxReach.
func reach(pattern string) int {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return maxReach
	}
	return longest(re)
}

func longest(re *syntax.Regexp) int {
	n := 0
	switch re.Op {
	case syntax.OpLiteral:
		n = len(string(re.Rune))
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		n = 1 // secrets are ASCII; what is around them may be cut
	case syntax.OpStar, syntax.OpPlus:
		n = maxReach
	case syntax.OpRepeat:
		if n = maxReach; re.Max >= 0 {
			n = re.Max * longest(re.Sub[0])
		}
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			n = max(n, longest(sub))
		}
	default:
		for _, sub := range re.Sub {
			n += longest(sub)
		}
	}
	return min(n, maxReach)
}

// finding is a secret that a rule found.
type finding struct {
	secret string
	rule   string
}

// find returns what the rules find, or ctx's error.
func (d *detector) find(ctx context.Context, text string) ([]finding, error) {
	lower := builtin.ASCIILower(text)
	regions := make([]region, len(d.rules))
	s := search{detector: d, known: map[finding]bool{}, budget: workPerByte*len(text) + leastWork}
	var found []finding
	for i := 0; i+1 < len(lower); i++ {
		if i&0xffff == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for _, k := range d.keywords[[2]byte{lower[i], lower[i+1]}] {
			if !strings.HasPrefix(lower[i:], k.text) {
				continue
			}
			r, at := &d.rules[k.rule], &regions[k.rule]
			if r.assigned && !assignedAfter(text, i+len(k.text)) {
				continue
			}
			from, to := max(0, i-r.reach), min(len(text), i+len(k.text)+r.reach)
			if at.end > 0 && from <= at.end && to-at.start <= pieceSize {
				at.end = to
				continue
			}
			if at.end > 0 {
				found = s.try(r, text, *at, found)
			}
			*at = region{from, to}
		}
	}
	for i := range regions {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if regions[i].end > 0 {
			found = s.try(&d.rules[i], text, regions[i], found)
		}
	}
	return found, nil
}

// region is a part of a text, as byte offsets.
type region struct{ start, end int }

// search is what one search remembers.
type search struct {
	*detector
	known map[finding]bool // what was found, and whether a list spares it
	asked int
	// budget is how many bytes the patterns may still be tried on.
	budget int
}

// Ordinary source has the patterns tried on some two bytes for each of its own. A text that is made of keywords would have them tried
// on a hundred.
const (
	workPerByte = 2
	leastWork   = 512 << 10
)

// opaqueRule is the kind of what is taken out because the patterns were tried on enough.
const opaqueRule = "unsearched"

// minOpaque is how long a token has to be to be taken out unsearched, in bytes.
const minOpaque = 16

// opaque adds the tokens in a part of a text that look random.
func opaque(part string, found []finding) []finding {
	for i := 0; i < len(part); i++ {
		j := i
		digit, letter := false, false
		for j < len(part) && (isTokenByte(part[j]) || part[j] == '+' || part[j] == '/') {
			c := part[j]
			digit = digit || '0' <= c && c <= '9'
			letter = letter || c >= 'A' && c != '_'
			j++
		}
		if j-i >= minOpaque && digit && letter && builtin.Entropy(part[i:j]) > 3 {
			found = append(found, finding{part[i:j], opaqueRule})
		}
		i = max(i, j)
	}
	return found
}

// maxSpared is how many findings gitleaks' lists are asked about: they take a tenth of a millisecond each. What is found
// beyond that is taken for a secret.
const maxSpared = 2000

// try adds what a rule finds in a part of the text.
func (d *search) try(r *rule, text string, at region, found []finding) []finding {
	// The beginning of a line, or of a token, is one in the part too.
	if i := strings.LastIndexByte(text[max(0, at.start-pieceOverlap/8):at.start], '\n'); i >= 0 {
		at.start = max(0, at.start-pieceOverlap/8) + i + 1
	} else {
		for n := 0; at.start > 0 && n < pieceOverlap/8 && isTokenByte(text[at.start-1]); n++ {
			at.start--
		}
	}
	for n := 0; at.end < len(text) && n < pieceOverlap/8 && isTokenByte(text[at.end]); n++ {
		at.end++
	}
	part := text[at.start:at.end]
	if d.budget -= len(part); d.budget < 0 {
		return opaque(part, found)
	}
	for _, m := range r.pattern.FindAllStringIndex(part, -1) {
		match := strings.Trim(part[m[0]:m[1]], "\n")
		secret := r.secret(match)
		if r.entropy != 0 && builtin.Entropy(secret) <= r.entropy {
			continue
		}
		f := finding{secret, r.id}
		spared, ok := d.known[f]
		if !ok || spared { // the text around it may be another
			line := lineAround(text, at.start+m[0], at.start+m[1])
			d.asked++
			spared = d.asked < maxSpared && (allowed(d.global, secret, match, line) || allowed(r.allow, secret, match, line))
			d.known[f] = spared
			if !spared {
				found = append(found, f)
			}
		}
	}
	return found
}

// secret returns the part of a match that is the secret: the group that the rule names, or the first that is not empty.
func (r *rule) secret(match string) string {
	groups := r.pattern.FindStringSubmatch(match)
	if len(groups) < 2 {
		return match
	}
	if r.group > 0 && r.group < len(groups) {
		return groups[r.group]
	}
	for _, g := range groups[1:] {
		if g != "" {
			return g
		}
	}
	return match
}

// lineAround returns the lines that a match stands in, cut a good way from it.
func lineAround(text string, start, end int) string {
	from, to := max(0, start-pieceOverlap/8), min(len(text), end+pieceOverlap/8)
	if i := strings.LastIndexByte(text[from:start], '\n'); i >= 0 {
		from += i + 1
	}
	if i := strings.IndexByte(text[end:to], '\n'); i >= 0 {
		to = end + i
	}
	return text[from:to]
}

// allowed reports whether a list of gitleaks' spares a finding.
func allowed(lists []*config.Allowlist, secret, match, line string) bool {
	for _, a := range lists {
		target := secret
		switch a.RegexTarget {
		case "match":
			target = match
		case "line":
			target = line
		}
		byPattern := a.RegexAllowed(target)
		byWord, _ := a.ContainsStopWord(secret)
		if a.MatchCondition != config.AllowlistMatchAnd {
			if byPattern || byWord {
				return true
			}
			continue
		}
		// Texts have neither commits nor paths: a list that asks for one of them too spares nothing.
		if len(a.Commits) == 0 && len(a.Paths) == 0 && (len(a.Regexes) == 0 || byPattern) && (len(a.StopWords) == 0 || byWord) {
			return true
		}
	}
	return false
}
