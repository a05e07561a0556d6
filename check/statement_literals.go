package check

import (
	"regexp"
	"strings"

	"github.com/codeworm/codeworm/internal/words"
)

// quotedSaid is a text in quotes; in code, it is zero bytes.
const quotedSaid = `(\x00+|"[^"]+"|“[^”]+”)`

// literalKinds are texts that are said to stand in the source.
var literalKinds = []statementKind{
	{name: "literal", anywhere: true, marked: true, example: `the message "no title"`, judge: judgeLiteral,
		form: regexp.MustCompile(`(?i)\b(?:message|string|text|prefix|suffix|key|header|label)\s+` + quotedSaid)},
	{name: "literal", marked: true, example: `logs "no title"`, judge: judgeLiteral,
		form: regexp.MustCompile(`(?i)\b(?:logs|prints|displays|outputs|writes|shows)\s+(?:the\s+(?:message|text|string|line)\s+)?` + quotedSaid)},
	{name: "literal", marked: true, example: "returns 42", judge: judgeReturnsLiteral,
		form: regexp.MustCompile(`(?i)\breturns?\s+(?:the\s+(?:value|number|string)\s+)?(\x00+|-?\d+(?:\.\d+)?|"[^"]*")`)},
}

// spokenWord is a word of a literal that says something.
var spokenWord = regexp.MustCompile(`[A-Za-z]{4,}`)

// judgeLiteral looks for the text in the file. It is unsupported when a word of it stands nowhere in the repository.
func judgeLiteral(d *described, a assertion) (Verdict, string) {
	said := strings.TrimSpace(a.groups[1])
	text := strings.Trim(said, "\"'`“”")
	if text == said && !strings.Contains(text, " ") || d.scope.Reviews || len(text) < 2 || openNumbers.MatchString(a.whole) {
		return undecided() // it is a name, or no text of the source
	}
	if strings.Contains(d.file, text) {
		return VerdictHolds, "it stands in the source"
	}
	known := strings.ToLower(d.scope.Source + "\n" + d.scope.Facts)
	if strings.ContainsAny(text, "{}%<>…") || strings.Contains(text, "...") || strings.Contains(known, strings.ToLower(text)) {
		return undecided()
	}
	for _, word := range spokenWord.FindAllString(text, -1) {
		if !strings.Contains(known, strings.ToLower(word)) && !d.scope.Names.Has(word) {
			return VerdictUnsupported, "the source does not say " + word
		}
	}
	return undecided()
}

// judgeReturnsLiteral looks for a value that is said to be returned.
func judgeReturnsLiteral(d *described, a assertion) (Verdict, string) {
	said := strings.Trim(strings.TrimSpace(a.groups[1]), ".,")
	unit := strings.TrimSpace(a.after)
	if !literalValue.MatchString(said) || isNone(said) || unit != "" && !regexp.MustCompile(`^(?:[.,;]|if\b|when\b|on\b|for\b|otherwise\b|to\s+indicate|as\b|in\b|and\b|or\b)`).MatchString(unit) || d.body == "" {
		return undecided()
	}
	raw, own := d.rawBody(), d.body
	found := returnStatement.FindAllStringIndex(own, -1)
	open := len(found) == 0 || d.symbol.Abstract || d.symbol.Generator || nestedCode.MatchString(own)
	for _, at := range found {
		expr, masked := expressionAt(raw, own, at[1])
		if regexp.MustCompile(`(?i)(?:^|[^\w.])` + regexp.QuoteMeta(said) + `(?:$|[^\w.])`).MatchString(strings.ReplaceAll(expr, "'", `"`)) {
			return VerdictHolds, "the source says so"
		}
		expr, _ = trimBoth(expr, masked, d.family)
		open = open || !literalValue.MatchString(expr)
	}
	if open || words.ContainsWord(raw, said) {
		return undecided()
	}
	return VerdictContradicted, "it does not return " + said
}
