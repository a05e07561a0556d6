package markdown

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

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
	{`(?:^|[^\w./-])((?:[\w-]+\.)+[\w-]+/[\w./-]*` + issueFolder + `[0-9]+)`, "example.org/owner/repo/issues/12"},
	// goldmark takes all of these signs before an '@', with backticks among them, for a part of the address.
	{`(?:^|[^\w.!#$%&'*+/=?^}~-])((?i:(?:mailto|xmpp):)?[\w.!#$%&'*+/=?^}~-]+@[\w-]*\.[\w.-]+(?:/[\w.@-]+)?)`, "a.b@example.org"},
	{`(?:^|[^\w./-])((?:[\w.-]+/)*[\w.-]*@?[0-9a-f]{40})\b`, "a commit's hash"},
	// Some readers see a mention after a digit, too.
	{`(?:^|[^\w])((?:\w*[0-9_])?[@＠﹫][\p{M}]*\w(?:[\w./-]*\w)?)`, "@ada"},
	{`(?:^|[^\w&./-])([\w./-]*[#!＃﹟！]\p{M}*\p{Nd}+\w*)`, "owner/repo#12"},
	{`(?:^|[^\w])((?i:GH)[-‐‑–—−][0-9]+)`, "GH-7"},
	{`(?:^|[^\w])([A-Z][A-Z0-9_]+-[0-9]+)\b`, "PROJ-123"},
	{`(?i:\b(?:clos|fix|resolv|implement)(?:es|ed|e|ing|s)?(?::? +((?:issue|bug|ticket|pr|pull request|merge request)s? +[0-9]+)|: *([0-9]+)))\b`, "fixes issue 12"},
	{`(?:^|[^\w&])(#(?i:` + words.SmartCommands + `))\b`, "#time"},
	// GitLab's milestones, epics, snippets and labels, and its references with a name before a colon.
	{`(?:^|[^\w])([\w./-]*[%&$][0-9]+(?:[.,][0-9]+)*)\b`, "&4"},
	{`(?:^|[^\w~/])(~[a-zA-Z]\w*)`, "~bug"},
	{`(\[(?:issue|epic|work_item|vulnerability|feature_flag|contact|wiki_page|cadence|snippet):[^\s\[\]<>` + "`" + `{}|]+\])`, "[issue:12]"},
	// Its quick actions, which stand at the start of a line.
	{`^(/(?:close|reopen|merge|rebase|approve|unapprove|assign|unassign|reassign|(?:un)?(?:assign|request)_reviewer|label|unlabel|relabel|spend|` +
		`spent|estimate|due|duplicate|done|todo|lock|unlock|subscribe|unsubscribe|move|clone|milestone|epic|promote|draft|ready|title|cc|confidential|` +
		`weight|iteration|relate|blocks|create_merge_request|submit_review|tag|target_branch|shrug|tableflip|remove_\w+|set_\w+|add_\w+))(?:\s|$)`, "/close"},
	// What stops the runs of CI, and the trailers of a commit.
	{`(\[(?i: *(?:(?:skip|no)[ -]+[\w-]+|[\w-]+[ -]+skip) *)\])`, "[skip ci]"},
	{`(\*+ *NO_CI *\*+)`, "***NO_CI***"},
	{`(?:^|[^\w-])((?i:skip-checks):)`, "skip-checks: true"},
	{`(?:^|[^\w-])([A-Z][a-z]+(?:-[a-z]+)*-(?i:by|to|id):)`, "Signed-off-by:"},
	// Pictures: some sites make one of a name in the middle of a word as well.
	{`(?:^|[^\w:])([\w:]*:(?:[0-9_+-]*[\p{Ll}][\p{Ll}0-9_+-]*|[+-]1|100|1234):[\w:]*)`, ":smile:"},
}

// issueFolders are the folders of issues and their like in addresses.
var issueFolders = []string{"issues", "pull", "pulls", "pull-requests", "merge_requests", "work_items", "epics", "discussions"}

var (
	// issueFolder is what stands before the number in the address of an issue.
	issueFolder = `/(?:` + strings.Join(issueFolders, "|") + `)/`

	actingWord = acting.Anywhere()
	// issueAddress is the address of an issue, which closes it after some words.
	issueAddress = regexp.MustCompile(issueFolder + `[0-9]`)
)

// roles are marks of documentation that no web site makes a picture of.
var roles = words.Set(":attr: :class: :const: :data: :doc: :exc: :func: :meth: :mod: :obj: :param: :raises: :ref: :return: :returns: :rtype: :term: :type: :var:")

// mayAct reports whether the text holds a sign that every one of the acting words has. Most texts do not, and the expression is slow.
func mayAct(s string) bool {
	hex := 0 // how many of the last characters may be a hash
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= utf8.RuneSelf, strings.IndexByte("@#!~[:*", c) >= 0:
			return true
		case c == '/':
			if i == 0 || strings.HasPrefix(s[i+1:], "/") || slices.ContainsFunc(issueFolders, func(name string) bool { return strings.HasPrefix(s[i+1:], name) }) {
				return true
			}
			hex = 0
		case '0' <= c && c <= '9':
			if i > 0 && strings.IndexByte(" -%&$", s[i-1]) >= 0 {
				return true
			}
			hex++
		case c == 'w' || c == 'W':
			if len(s) >= i+4 && strings.EqualFold(s[i:i+4], "www.") {
				return true
			}
			hex = 0
		case 'a' <= c && c <= 'f':
			hex++
		default:
			hex = 0
		}
		if hex == 40 {
			return true
		}
	}
	return false
}

// references cuts a line of text where somebody would act on a word of it, and makes code of those words.
func references(s string) []run {
	var runs []run
	for s != "" && mayAct(s) {
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

// merged makes one of runs of a kind that follow each other: two code spans side by side are none.
func merged(runs []run) []run {
	var all []run
	for _, r := range runs {
		switch last := len(all) - 1; {
		case r.text == "":
		case last >= 0 && all[last].code == r.code:
			all[last].text += r.text
		default:
			all = append(all, r)
		}
	}
	return all
}

// settled are runs of which no code would be run: that becomes text, but for the words in it that somebody acts on.
func settled(runs []run) []run {
	var all []run
	for _, r := range merged(runs) {
		if !r.code || !isRun(r.text) {
			all = append(all, r)
			continue
		}
		for _, r := range merged(references(r.text)) {
			for r.code && isRun(r.text) { // an address after the sign of a query
				all = append(all, run{text: r.text[:1]})
				r.text = r.text[1:]
			}
			all = append(all, r)
		}
	}
	return merged(all)
}

// inAddress are signs that belong to an address for goldmark, with the backtick after them.
const inAddress = ".!#$%&'*+/=?^}~-"

// join writes runs.
func join(runs []run, also string) string {
	var b strings.Builder
	runs = settled(runs)
	for i, r := range runs {
		switch last := len(r.text) - 1; {
		case !r.code && i+1 < len(runs) && (r.text[last] == '|' || strings.IndexByte(inAddress, r.text[last]) >= 0 && strings.Contains(runs[i+1].text, "@")):
			b.WriteString(escape(r.text[:last], also) + numbered(r.text[last]))
		case !r.code:
			b.WriteString(escape(r.text, also))
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
