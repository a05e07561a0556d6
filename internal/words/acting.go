package words

import (
	"regexp"
	"strings"
)

// Subjects of commits are read by forges: they close issues, tell people that they were mentioned, log time and stop the runs of
// CI. There is no escape in them, so the words that act are written apart, by a blank that changes nothing for people.

// SmartCommands are what may stand after a '#' to have a tracker do something, as an expression.
const SmartCommands = `time|comment|close[ds]?|resolve[ds]?|done|fix(?:e[ds])?|start|stop|reopen|assign|transition|log|in-progress|in-review|skip-ci`

// acting are the words of a subject that somebody acts on, with what takes their place.
var acting = []struct {
	form *regexp.Regexp
	to   string
}{
	{regexp.MustCompile(`(?i)\b[a-z][a-z0-9+.-]*://`), ""},  // the address of an issue closes it
	{regexp.MustCompile(`([#!＃﹟！])(\p{Nd})`), "$1 $2"},      // "fixes #12", "closes owner/repo!5"
	{regexp.MustCompile(`\b((?i:GH|AB))-([0-9])`), "$1 $2"}, // "resolves GH-7"
	{regexp.MustCompile(`(?i)\b((?:clos|fix|resolv|implement)(?:es|ed|e|ing|s)?:? +(?:issue|bug|ticket)s?) +([0-9])`), "$1 no. $2"},
	{regexp.MustCompile(`#((?i:` + SmartCommands + `)\b)`), "# $1"}, // "PROJ-123 #time 3h"
	{regexp.MustCompile(`(^|[^\w])([@＠﹫])(\w)`), "$1$2 $3"},
	{regexp.MustCompile(`(?i)\[([^\]]*\b(?:skip|no)[^\]]*|[^\]]*\bskip)\]`), "($1)"}, // "[skip ci]"
	{regexp.MustCompile(`(?i)\*+\s*(NO_CI)\s*\*+`), "$1"},
	{regexp.MustCompile(`(?i)\b(skip)-(checks|ci)\b`), "$1 $2"},
	{regexp.MustCompile(`(?i)\b([a-z]+(?:-[a-z]+)*)-(by|to|id):`), "$1 $2:"}, // trailers: "Signed-off-by: "
}

// issueKey is the key of an issue in a tracker, such as "PROJ-123".
var issueKey = regexp.MustCompile(`\b([A-Z][A-Z0-9_]+)-([0-9]+)\b`)

// standards are names that look like the project of an issue's key.
var standards = Set(`UTF SHA ISO RFC CVE AES RSA HTTP TLS SSL IEEE ANSI ECMA PEP JSR MD BASE ASCII UTC GMT IPV PKCS FIPS NIST CWE GPT UCS
	EC ED HMAC CRC POSIX`)

// IsStandard reports whether a name before a hyphen and a number is that of a standard: "UTF" of "UTF-8".
func IsStandard(name string) bool { return standards[name] }

// Apart writes the words of a commit's subject apart that a forge, a tracker or CI would act on.
func Apart(subject string) string {
	for _, a := range acting {
		subject = a.form.ReplaceAllString(subject, a.to)
	}
	return strings.TrimSpace(issueKey.ReplaceAllStringFunc(subject, func(key string) string {
		m := issueKey.FindStringSubmatch(key)
		if IsStandard(m[1]) {
			return key
		}
		return m[1] + " " + m[2]
	}))
}
