package markdown

import (
	"strings"

	"github.com/codeworm/codeworm/internal/words"
)

// Forges and web sites act on some words of a text: they tell people that they were mentioned, name issues, make links of
// addresses and pictures of names between colons. No escape stops them all, since some look at the text that is shown. None looks
// into code.

// run is a piece of a line: text, or code.
type run struct {
	text string
	code bool
}

// acting are the words that somebody acts on. Before each stands what is no part of the word.
var acting = words.Forms{
	{`(?:^|[^\w+.-])((?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//[\pL\pN_-][^\s<>"` + "`" + `{}|\\^\[\]]*)`, "see https://example.org/a"},
	{`(?:^|[^\w])((?i:www\.)[\pL\pN_-][^\s<>"` + "`" + `{}|\\^\[\]]*)`, "www.example.org"},
	// goldmark takes all of these signs before an '@', with backticks among them, for a part of the address.
	{`(?:^|[^\w.!#$%&'*+/=?^}~-])((?i:(?:mailto|xmpp):)?[\w.!#$%&'*+/=?^}~-]+@[\w-]+\.[\w.-]+(?:/[\w.@-]+)?)`, "a.b@example.org"},
	{`(?:^|[^\w])(@\w(?:[\w./-]*\w)?)`, "@ada"},
	{`(?:^|[^\w&./-])([\w./-]*[#!][0-9]+\w*)`, "owner/repo#12"},
	{`(?:^|[^\w])(GH-[0-9]+)`, "GH-7"},
	{`(?:^|[^\w])([A-Z][A-Z0-9]+-[0-9]+)\b`, "PROJ-123"},
	{`(?:^|[^\w:])(:[a-z+-][a-z0-9_+-]*:)(?:[^:` + "`" + `]|$)`, ":smile:"},
}

var actingWord = acting.Anywhere()

// roles are marks of documentation that no web site makes a picture of.
var roles = words.Set(":attr: :class: :const: :data: :doc: :exc: :func: :meth: :mod: :obj: :param: :raises: :ref: :return: :returns: :rtype: :term: :type: :var:")

// references cuts a line of text where somebody would act on a word of it, and makes code of those words.
func references(s string) []run {
	var runs []run
	for s != "" {
		m := actingWord.FindStringSubmatchIndex(s)
		if m == nil {
			break
		}
		start, end := 0, 0
		for g := 2; g < len(m); g += 2 {
			if m[g] >= 0 {
				start, end = m[g], m[g+1]
			}
		}
		word := strings.TrimRight(s[start:end], ".,;!?'\")")
		end = start + len(word)
		key, _, _ := strings.Cut(word, "-")
		if word != "" && !words.IsStandard(key) && !roles[word] {
			runs = append(runs, run{text: s[:start]}, run{text: word, code: true})
		} else {
			end = max(end, start+1)
			runs = append(runs, run{text: s[:end]})
		}
		s = s[end:]
	}
	return append(runs, run{text: s})
}

// plain makes one line of text plain in Markdown, with code for the words that somebody acts on, and escapes the characters
// of also besides.
func plain(s, also string) string { return join(references(s), also) }

// join writes runs. Code that follows code becomes one with it: two spans side by side are none.
func join(runs []run, also string) string {
	var b strings.Builder
	for i := 0; i < len(runs); i++ {
		r := runs[i]
		for i+1 < len(runs) && (runs[i+1].code == r.code || runs[i+1].text == "") {
			i++
			r.text += runs[i].text
		}
		switch {
		case !r.code && strings.HasSuffix(r.text, "|") && i+1 < len(runs):
			// For goldmark a '|' before an address in code belongs to it, as a backtick does.
			b.WriteString(escape(r.text[:len(r.text)-1], also) + numbered('|'))
		case !r.code:
			b.WriteString(escape(r.text, also))
		case isRun(r.text):
			b.WriteString(join(references(r.text), also))
		case !strings.Contains(also, "|") || !strings.Contains(r.text, "|"):
			b.WriteString(Code(r.text))
		case strings.ContainsAny(r.text, "<{"): // readers differ in whether the cell ends in the code
			b.WriteString(join(references(r.text), also))
		default:
			b.WriteString(strings.ReplaceAll(Code(r.text), "|", `\|`))
		}
	}
	return b.String()
}
