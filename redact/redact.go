// Package redact takes secrets out of texts by the rules of gitleaks
// (https://github.com/gitleaks/gitleaks), some 220 kinds of credentials, and by those that
// are built into codeworm. [New] makes the Redactor to put into codeworm.Config.
package redact

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/codeworm/codeworm"
)

// Redactor finds secrets by gitleaks' rules and by codeworm.DefaultRedactor. The kind of a
// redaction is the rule's id, such as "stripe-access-token", or one of the kinds that are built
// in, such as "password". Wherever a secret that a rule found stands in the text again, it is
// taken out too. Comments that tell gitleaks to look away ("gitleaks:allow") do not.
// It is safe for concurrent use.
type Redactor struct {
	detector *detector
	builtin  codeworm.ContextRedactor
}

var _ codeworm.ContextRedactor = (*Redactor)(nil)

// Option changes what New makes.
type Option func(*settings)

type settings struct {
	without []string
}

// Without leaves out rules of gitleaks, named by their ids. What is built into codeworm stays.
func Without(ids ...string) Option {
	return func(s *settings) { s.without = append(s.without, ids...) }
}

// New returns a Redactor. Compiling the rules takes some 30 ms and 26 MB of allocations, so a program makes
// one and shares it. The error names the rules of Without that do not exist.
func New(options ...Option) (*Redactor, error) {
	var s settings
	for _, o := range options {
		o(&s)
	}
	c, err := loadConfig(s.without)
	if err != nil {
		return nil, err
	}
	return &Redactor{detector: newDetector(c), builtin: codeworm.DefaultRedactor().(codeworm.ContextRedactor)}, nil
}

// largeText is the length in bytes from which the built-in rules go first. They are faster, and what they leave is less; in
// shorter texts gitleaks' rules name what they find.
const largeText = 32 << 10

// maxRounds is how often a text is looked at. One with secrets needs two or three; one that needs more is made to.
const maxRounds = 12

// Redact implements codeworm.Redactor. What replacing a secret lays bare is found by looking again.
func (r *Redactor) Redact(text string) string {
	redacted, _ := r.RedactContext(context.Background(), text)
	return redacted
}

// RedactContext implements codeworm.ContextRedactor: when ctx is done before, it returns "" and ctx's error.
func (r *Redactor) RedactContext(ctx context.Context, text string) (string, error) {
	if len(text) > largeText {
		var err error
		if text, err = r.builtin.RedactContext(ctx, text); err != nil {
			return "", err
		}
	}
	for range maxRounds {
		redacted, err := r.byRules(ctx, text)
		if err == nil {
			redacted, err = r.builtin.RedactContext(ctx, redacted)
		}
		if err != nil || redacted == text {
			return redacted, err
		}
		text = redacted
	}
	return text, nil
}

// byRules takes out what gitleaks' rules find, and what they find then.
func (r *Redactor) byRules(ctx context.Context, text string) (string, error) {
	for range maxRounds {
		found, err := r.findContext(ctx, text)
		if err != nil {
			return "", err
		}
		redacted := replace(text, found)
		if redacted == text {
			break
		}
		text = redacted
	}
	return text, nil
}

// secret is the place of one in a text, as byte offsets.
type secret struct {
	start, end int
	kind       string
}

const redactedOpen = "[redacted: "

// mark is what stands for a secret that was taken out.
var mark = regexp.MustCompile(`\[redacted: [a-z0-9-]+\]`)

// find returns the secrets in the text, in no order.
func (r *Redactor) find(text string) []secret {
	found, _ := r.findContext(context.Background(), text)
	return found
}

func (r *Redactor) findContext(ctx context.Context, text string) ([]secret, error) {
	kinds := map[string]string{} // by secret
	// Marks are made short, so that they do not push apart what a rule has to see together.
	findings, err := r.detector.find(ctx, mark.ReplaceAllLiteralString(text, "[]"))
	if err != nil {
		return nil, err
	}
	for _, f := range findings {
		s := unquote(f.secret)
		if k, ok := kinds[s]; s != "" && (!ok || k == genericRule || f.rule != genericRule && f.rule < k) {
			kinds[s] = f.rule
		}
	}
	if len(kinds) == 0 {
		return nil, nil
	}
	marks := mark.FindAllStringIndex(text, -1)
	return slices.DeleteFunc(places(text, kinds), func(s secret) bool {
		i, _ := slices.BinarySearchFunc(marks, s.start, func(m []int, start int) int { return cmp.Compare(m[1], start+1) })
		return i < len(marks) && marks[i][0] < s.end
	}), nil
}

// places returns where the secrets stand in the text, in one pass over it however many they are.
func places(text string, kinds map[string]string) []secret {
	least := len(text)
	for s := range kinds {
		least = min(least, len(s))
	}
	byPrefix := map[string][]string{}
	for s := range kinds {
		byPrefix[s[:least]] = append(byPrefix[s[:least]], s)
	}
	var found []secret
	for i := 0; i+least <= len(text); i++ {
		for _, s := range byPrefix[text[i:i+least]] {
			if strings.HasPrefix(text[i:], s) {
				found = append(found, secret{i, tokenEnd(text, i+len(s)), kinds[s]})
			}
		}
	}
	return found
}

func unquote(s string) string {
	if len(s) > 2 && strings.IndexByte("\"'`", s[0]) >= 0 && s[0] == s[len(s)-1] {
		return s[1 : len(s)-1]
	}
	return s
}

// tokenEnd is where the token ends that goes on at the offset: many patterns have
// a fixed length, and the rest of a longer token must not stay behind.
func tokenEnd(text string, end int) int {
	if !isTokenByte(text[end-1]) {
		return end
	}
	for end < len(text) && isTokenByte(text[end]) {
		end++
	}
	return end
}

func isTokenByte(c byte) bool {
	return c == '_' || c == '-' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// replace puts a mark in the place of each secret. Secrets that overlap become one,
// of the kind that begins first or is longest; the generic kind gives way to one that says more.
func replace(text string, found []secret) string {
	if len(found) == 0 {
		return text
	}
	slices.SortFunc(found, func(a, b secret) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end), cmp.Compare(a.kind, b.kind))
	})
	merged := found[:1]
	for _, s := range found[1:] {
		last := &merged[len(merged)-1]
		if s.start >= last.end {
			merged = append(merged, s)
			continue
		}
		last.end = max(last.end, s.end)
		if last.kind == genericRule {
			last.kind = s.kind
		}
	}
	var b strings.Builder
	at := 0
	for _, s := range merged {
		b.WriteString(text[at:s.start])
		b.WriteString(redactedOpen + s.kind + "]")
		b.WriteString(strings.Repeat("\n", strings.Count(text[s.start:s.end], "\n")))
		at = s.end
	}
	b.WriteString(text[at:])
	return b.String()
}
