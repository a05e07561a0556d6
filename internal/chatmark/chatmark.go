package chatmark

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/codeworm/codeworm/internal/words"
)

// Mark is where a mark stands in a text, in bytes.
type Mark struct {
	Start, End int
	// Cut is where a backslash breaks it up; backslashes that stand there already belong to it.
	Cut int
}

// Find returns the marks of a text in their order. They may overlap.
func Find(text string) []Mark {
	var found []Mark
	for i := range len(text) {
		switch text[i] {
		case '<', '[', ']', '>', ':', opening[0]:
			if m, ok := markAt(text, i); ok {
				found = append(found, m)
			}
		}
	}
	return found
}

// Break puts a backslash into each mark of a text: "<\|im_end|>". No server takes what is left for a control token.
func Break(text string) string { return BreakIf(text, func(Mark) bool { return true }) }

// BreakIf breaks up those marks that it is asked to.
func BreakIf(text string, asked func(Mark) bool) string {
	marks := slices.DeleteFunc(Find(text), func(m Mark) bool { return !asked(m) })
	return edit(text, marks, func(b *strings.Builder, m Mark) int {
		b.WriteByte('\\')
		return m.Cut
	})
}

// Restore takes out the backslashes that Break put in.
func Restore(text string) string {
	return edit(text, Find(text), func(_ *strings.Builder, m Mark) int {
		if text[m.Cut] == '\\' {
			return m.Cut + 1
		}
		return m.Cut
	})
}

// edit copies a text. At the cut of each mark do writes what is new, and returns where the text goes on.
func edit(text string, marks []Mark, do func(b *strings.Builder, m Mark) int) string {
	if len(marks) == 0 {
		return text
	}
	slices.SortFunc(marks, func(a, b Mark) int { return a.Cut - b.Cut })
	var b strings.Builder
	b.Grow(len(text) + len(marks))
	at := 0
	for i, m := range marks {
		if i > 0 && marks[i-1].Cut == m.Cut {
			continue
		}
		b.WriteString(text[at:m.Cut])
		at = do(&b, m)
	}
	b.WriteString(text[at:])
	return b.String()
}

// opening begins the marks of Kimi's thoughts.
const opening = "◁"

// longest is the length of the longest mark in bytes, without backslashes. It makes the search linear.
const longest = 96

// markAt returns the mark that begins at i, or the plain one that ends there.
func markAt(text string, i int) (Mark, bool) {
	if text[i] == ':' {
		return plainAt(text, i)
	}
	_, size := utf8.DecodeRuneInString(text[i:])
	cut := i + size
	rest := strings.TrimLeft(text[cut:], `\`)
	skipped := len(text) - cut - len(rest)
	length := endOf(text[i:cut], rest[:min(len(rest), longest)])
	if length < 0 {
		return Mark{}, false
	}
	return Mark{Start: i, Cut: cut, End: cut + skipped + length}, true
}

// endOf returns how much of what follows the first character of a mark belongs to it, or -1.
func endOf(first, rest string) int {
	for _, odd := range oddMarks[first] {
		if strings.HasPrefix(rest, odd) {
			return len(odd)
		}
	}
	form := forms[first]
	if form.all == nil {
		return -1
	}
	end := strings.IndexAny(rest, form.stops)
	if end < 0 || !strings.HasPrefix(rest[end:], form.close) {
		if first != "<" && first != ">" {
			return -1
		}
	} else if end += len(form.close); known[first+rest[:end]] || form.all.MatchString(first+rest[:end]) {
		return end
	}
	if doubled := doubledForms.FindString(first + rest); doubled != "" {
		return len(doubled) - len(first)
	}
	return -1
}

// form is how marks look that begin with one character.
type form struct {
	close, stops string // the character that ends them; all that cannot stand within
	all          *regexp.Regexp
}

// forms are generic, for the marks of models to come, by the first character.
var forms = map[string]form{
	"<":     {">", ">\n<", angleForms.Whole()},
	"[":     {"]", "]\n[", squareForms.Whole()},
	opening: {"▷", "▷\n", regexp.MustCompile(`^◁/?[a-z_]+▷$`)},
	">":     {"\n", "\n", regexp.MustCompile(`^\n$`)}, // doubledForms has them
}

var angleForms = words.Forms{
	{`<\|[^\s<>]+\|>`, "<|im_end|>"},
	{`<\|/?\w+>`, "<|channel>"},
	{`</?\w+\|>`, "<channel|>"},
	{`<｜[^<>\n]+｜>`, "<｜end▁of▁sentence｜>"},
	{`<[^\s<>]*▁[^\s<>]*>`, "<end▁of▁sentence>"},
	{`</?(?:start|end|begin|beginning)_of_\w+>`, "<start_of_turn>"},
	{`</?(?:s|bos|eos|unk|pad|sop|eop|sep|cls|mask|eo[ahmt]|eosys)>`, "</s>"},
	{`<[A-Z]{2,12}_TOKEN>`, "<BOS_TOKEN>"},
	{`<(?:fim|jupyter|issue)[_-]\w+>`, "<fim_prefix>"},
	{`<\w*(?:unused|reserved|extra_id|special|SPECIAL|control|placeholder)_?\d+>`, "<unused7>"},
	{`</?(?:\w{2,12}[:_])?(?:think|thinking|thoughts?|reasoning|reflection|scratchpad)>`, "<think>"},
	{`</?(?:\w{2,12}:)?(?:tool|function)_(?:calls?|responses?|results?|outputs?)>`, "<tool_call>"},
	{`</?(?:seed|longcat|minimax)[:_]\w+>`, "<seed:bos>"},
}

var squareForms = words.Forms{
	{`\[/?(?:INST|SYS|THINK|(?:SYSTEM|AVAILABLE|TOOL)_[A-Z_]+)\]`, "[INST]"},
	{`\[/[A-Z][A-Z_]+\]`, "[/QUESTION]"},
	{`\[\|[^\s\[\]]+\|\]`, "[|user|]"},
	{`\[img-\d+\]`, "[img-0]"},
	{`\[(?:control|extra_id|unused|reserved)_?\d+\]`, "[control_8]"},
}

// doubledForms are marks of doubled brackets.
var doubledForms = regexp.MustCompile(`^(?:<</?[A-Z_]{2,20}>>|>>[A-Z_]{2,20}<<)`)

var (
	known    = map[string]bool{}
	oddMarks = map[string][]string{} // by the first character, without it: those that no bracket ends
	turnEnds []string                // plain marks without their colon
)

func init() {
	for _, f := range Formats {
		for _, m := range f.Marks {
			first, size := utf8.DecodeRuneInString(m)
			last, _ := utf8.DecodeLastRuneInString(m)
			switch {
			case last == ':':
				turnEnds = append(turnEnds, strings.TrimSuffix(m, ":"))
			case strings.ContainsRune("<>", first) && last == '>', first == '[' && last == ']', strings.HasPrefix(m, opening):
				known[m] = true
			case strings.ContainsRune("[]", first):
				oddMarks[m[:size]] = append(oddMarks[m[:size]], m[size:])
			}
		}
	}
}

// plainAt returns the plain mark that ends with the colon at i. A single word has to stand alone: "USER: ".
func plainAt(text string, i int) (Mark, bool) {
	from := max(0, i-longest)
	cut := from + len(strings.TrimRight(text[from:i], `\`))
	for _, end := range turnEnds {
		if strings.HasSuffix(text[:cut], end) && (strings.Contains(end, " ") || standsAlone(text, cut-len(end), i+1)) {
			return Mark{Start: cut - len(end), Cut: cut, End: i + 1}, true
		}
	}
	return Mark{}, false
}

// standsAlone reports whether no word stands before a part of a text, and nothing but white space behind it.
func standsAlone(text string, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	after, _ := utf8.DecodeRuneInString(text[end:])
	return (start == 0 || !unicode.IsLetter(before) && !unicode.IsDigit(before) && before != '_') && (end == len(text) || unicode.IsSpace(after))
}
