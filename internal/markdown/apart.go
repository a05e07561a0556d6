package markdown

import "regexp"

// Site generators run templates before they read Markdown, so that a fence is no hindrance: Liquid and Jinja run what stands
// between two braces, Hugo its shortcodes, and MkDocs includes files. In a fence nothing can be escaped, and raw HTML, where
// entities could stand, is shown or left out by some readers, and loses its line ends in MDX. So the signs are written apart, by
// a blank that can be seen, and the page says so.

var (
	// runsInCode is what is run in code spans as well: templates, and the inline queries of Obsidian's Dataview.
	runsInCode = regexp.MustCompile(`\{[{%#]|<%.*%>|^\$?=\s*[\w"'(\[]|^--+8<-`)
	mail       = regexp.MustCompile(`^=[\w.!#$%&'*+/=?^}~-]+@[\w-]+\.[\w.@/-]+$`)
	braces     = regexp.MustCompile(`\{([{%#])`)
	inclusion  = regexp.MustCompile(`(?m)^([ \t>]*;*-+8)(<-)`)
	templater  = regexp.MustCompile(`<(%[^\n]*%>)`)
	written    = regexp.MustCompile(`\{ [{%#]|(?m)^[ \t>]*;*-+8 <-|< %`)
)

// isRun reports whether a code span would be run. An address that begins as a query does is none.
func isRun(code string) bool { return runsInCode.MatchString(code) && !mail.MatchString(code) }

// Apart writes the signs in a block of code apart that a site generator would run: "{ {".
func Apart(code string) string {
	code = braces.ReplaceAllString(braces.ReplaceAllString(code, "{ $1"), "{ $1") // of three braces, the second begins a pair too
	return templater.ReplaceAllString(inclusion.ReplaceAllString(code, "$1 $2"), "< $1")
}

// IsApart reports whether signs in a text may have been written apart.
func IsApart(text string) bool { return written.MatchString(text) }
