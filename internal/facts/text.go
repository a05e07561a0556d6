package facts

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/codeworm/codeworm/internal/markdown"
)

// Doc comments in a page: their first sentence alone, or all of them as a quotation.

// maxQuoted is the longest doc comment, in lines, that is quoted whole.
const maxQuoted = 60

// maxQuotedText is how much of a doc comment, in bytes, is quoted at most, however long its lines are.
const maxQuotedText = 8 << 10

// maxSentence is the longest first sentence, in characters, that still says
// in short what a thing is.
const maxSentence = 200

// firstSentence is the first sentence of a doc comment as running text that
// ends in a full stop; "" when it has none, or one that is markup or too long.
func firstSentence(doc string) string {
	paragraph := markdown.FirstSentence(doc)
	if paragraph == "" {
		return ""
	}
	first, _ := utf8.DecodeRuneInString(paragraph)
	if !unicode.IsLetter(first) && !unicode.IsDigit(first) && first != '`' && first != '_' || utf8.RuneCountInString(paragraph) > maxSentence {
		return ""
	}
	if !strings.ContainsAny(paragraph[len(paragraph)-1:], ".!?") {
		paragraph = strings.TrimRight(paragraph, ":;, ") + "."
	}
	return markdown.Prose(paragraph)
}

// Lines of a doc comment that are items of a list or tags.
var (
	bullet = regexp.MustCompile(`^\s*(?:[-*+•]|\d+[.)])\s+`)
	tag    = regexp.MustCompile("^\\s*(?:@\\w+|:\\w+[^:`]*:(?:[^\\w`]|$))") // but not ":class:`Context`"
)

// quoteRest is quoteDoc, or "" when the first sentence says all there is.
func quoteRest(doc string) string {
	if strings.TrimRight(markdown.Prose(doc), ".") == strings.TrimRight(firstSentence(doc), ".") {
		return ""
	}
	return quoteDoc(doc)
}

// quoteDoc is a doc comment as a quotation: paragraphs as running text, lists
// as lists, and what depends on its layout as it was written, in blocks between the parts of the quotation: not every reader
// knows a block of code in one. What is longer than maxQuoted lines ends at a paragraph and says so.
func quoteDoc(doc string) string {
	var blocks, out, layout []string
	quote := func() {
		if out != nil {
			for i, line := range out[1:] { // the first is empty
				out[i+1] = strings.TrimRight("> "+line, " ")
			}
			blocks, out = append(blocks, strings.Join(out[1:], "\n")), nil
		}
	}
	flush := func() {
		if layout != nil {
			quote()
			blocks, layout = append(blocks, strings.TrimSuffix(markdown.Fenced("text", strings.Join(outdented(layout), "\n")), "\n")), nil
		}
	}
	quoted, total := 0, strings.Count(strings.TrimSpace(doc), "\n")+1
	if len(doc) > maxQuotedText {
		doc = strings.ToValidUTF8(doc[:maxQuotedText], "") + "…"
	}
	for _, paragraph := range paragraphs(doc) {
		if quoted > 0 && quoted+len(paragraph) > maxQuoted {
			flush()
			out = append(out, "", fmt.Sprintf("(The comment goes on for %s; the source holds them all.)", count(total-quoted, "more line", "more lines")))
			break
		}
		quoted += len(paragraph) + 1
		if hasLayout(paragraph) {
			if layout != nil {
				layout = append(layout, "")
			}
			layout = append(layout, paragraph...)
			continue
		}
		flush()
		out = append(append(out, ""), quoteParagraph(paragraph)...)
	}
	flush()
	quote()
	return strings.Join(blocks, "\n\n")
}

// paragraphs splits at blank lines; every paragraph has at least one line.
func paragraphs(doc string) [][]string {
	var all [][]string
	var current []string
	for line := range strings.SplitSeq(strings.ReplaceAll(doc, "\r\n", "\n"), "\n") {
		if strings.TrimSpace(line) != "" {
			current = append(current, strings.TrimRight(line, " \t"))
			continue
		}
		if current != nil {
			all = append(all, current)
		}
		current = nil
	}
	if current != nil {
		all = append(all, current)
	}
	return all
}

// isItem reports whether a line begins an item of a list, or is a tag.
func isItem(line string) bool { return bullet.MatchString(line) || tag.MatchString(line) }

func isIndented(line string) bool { return line[0] == ' ' || line[0] == '\t' }

// hasLayout reports whether a paragraph would lose its meaning as running text:
// lines are indented and do not go on with an item of a list, or it is code.
func hasLayout(lines []string) bool {
	inList := false
	for _, line := range lines {
		switch {
		case isItem(line):
			inList = true
		case inList != isIndented(line), strings.HasPrefix(line, ">>>"), strings.HasPrefix(line, "```"):
			return true
		}
	}
	return false
}

// heading is a heading of its own in a doc comment, as Go and Markdown write it.
var heading = regexp.MustCompile(`^#{1,4} (\S.*)$`)

// quoteParagraph is a paragraph without layout: a heading, running text, a list, or a list
// after a line that introduces it.
func quoteParagraph(lines []string) []string {
	if title := heading.FindStringSubmatch(lines[0]); title != nil && len(lines) == 1 {
		return []string{strings.TrimRight(markdown.Prose(title[1]), ":") + ":"}
	}
	var text, items []string
	for _, line := range lines {
		switch {
		case isItem(line):
			items = append(items, "- "+markdown.Prose(bullet.ReplaceAllString(line, "")))
		case items != nil:
			items[len(items)-1] += " " + markdown.Prose(line)
		default:
			text = append(text, line)
		}
	}
	if text == nil {
		return items
	}
	out := []string{markdown.Prose(strings.Join(text, " "))}
	if items != nil {
		out = append(append(out, ""), items...)
	}
	return out
}

// outdented are the lines without the white space that all of them begin with.
func outdented(lines []string) []string {
	common := lines[0][:len(lines[0])-len(strings.TrimLeft(lines[0], " \t"))]
	for _, line := range lines {
		for line != "" && !strings.HasPrefix(line, common) {
			common = common[:len(common)-1]
		}
	}
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = strings.TrimPrefix(line, common)
	}
	return out
}

var numbers = [...]string{
	"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
}

// maxSignatureWidth is the longest signature, in bytes, that stands on one line.
const maxSignatureWidth = 100

// brokenSignature puts each parameter of a long signature on a line of its own.
func brokenSignature(signature string) string {
	open := strings.IndexByte(signature, '(')
	if len(signature) <= maxSignatureWidth || open < 0 {
		return signature
	}
	var b strings.Builder
	b.WriteString(signature[:open+1] + "\n    ")
	depth, quote := 1, byte(0)
	for i := open + 1; i < len(signature); i++ {
		switch c := signature[i]; {
		case quote != 0:
			if c == quote && signature[i-1] != '\\' {
				quote = 0
			}
		case c == '"' || c == '\'' && strings.IndexByte(signature[i+1:], '\'') >= 0 || c == '`':
			quote = c
		case strings.IndexByte("([{", c) >= 0:
			depth++
		case strings.IndexByte(")]}", c) >= 0:
			if depth--; depth == 0 {
				return b.String() + "\n" + signature[i:]
			}
		case c == ',' && depth == 1:
			b.WriteString(",\n   ")
			continue
		}
		b.WriteByte(signature[i])
	}
	return signature // the parentheses do not match
}

// capital begins a sentence with words of this package.
func capital(words string) string {
	if words == "" {
		return ""
	}
	return strings.ToUpper(words[:1]) + words[1:]
}

// number is a small number as a word and a large one in digits.
func number(n int) string {
	if 0 <= n && n < len(numbers) {
		return numbers[n]
	}
	return fmt.Sprint(n)
}

// count is a number of things: "one line", "13 lines".
func count(n int, one, many string) string {
	if n == 1 {
		return number(n) + " " + one
	}
	return number(n) + " " + many
}

// list joins parts as a sentence does: "a, b and c".
func list(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}
