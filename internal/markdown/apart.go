package markdown

import (
	"regexp"
	"strings"
)

// Site generators run templates before they read Markdown, so that a fence is no hindrance: Liquid and Jinja run what stands
// between two braces, Hugo its shortcodes, and MkDocs includes files. In a fence nothing can be escaped, and raw HTML, where
// entities could stand, is shown or left out by some readers, and loses its line ends in MDX. So the signs are written apart, by
// a blank that can be seen, and the page says so.

// afterBrace is what begins a template after a brace, or a change to a text: Critic looks for those before it knows what is code, takes
// all up to the end of one, in other blocks too, and leaves comments out.
const afterBrace = `[{%#]|\+\+|--|~~|==|>>`

var (
	// runsInCode is what is run in code spans as well: templates, the inline queries of Obsidian's Dataview, and the language of
	// a span, which is not shown.
	runsInCode = regexp.MustCompile(`\{(?:` + afterBrace + `)|<%.*%>|^\$?=\s*[\w"'(\[]|^-+8<-|^(?:#!|:::+)[\w#.+-]+\s`)
	mail       = regexp.MustCompile(`^=[\w.!#$%&'*+/=?^}~-]+@[\w-]+\.[\w.@/-]+$`)
	braces     = regexp.MustCompile(`\{(` + afterBrace + `)`)
	inclusion  = regexp.MustCompile(`(?m)^([ \t>]*;*-+8)(<-)`)
	written    = regexp.MustCompile(`\{ (?:` + afterBrace + `)|(?m)^[ \t>]*;*-+8 <-|< %`)
)

// isRun reports whether a code span would be run. An address that begins as a query does is none.
func isRun(code string) bool { return runsInCode.MatchString(code) && !mail.MatchString(code) }

// Apart writes the signs in a block of code apart that a site generator would run: "{ {".
func Apart(code string) string {
	code = braces.ReplaceAllString(braces.ReplaceAllString(code, "{ $1"), "{ $1") // of three braces, the second begins a pair too
	code = inclusion.ReplaceAllString(code, "$1 $2")
	if end := strings.LastIndex(code, "%>"); end >= 0 { // a template may be of several lines
		code = strings.ReplaceAll(code[:end], "<%", "< %") + code[end:]
	}
	return code
}

// IsApart reports whether signs in a text may have been written apart.
func IsApart(text string) bool { return written.MatchString(text) }
