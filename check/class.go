package check

import (
	"path"
	"regexp"
	"strings"

	"github.com/codeworm/codeworm/internal/langdata"
	"github.com/codeworm/codeworm/internal/words"
)

// class tells how one class of code spans is recognized and resolved.
type class struct {
	class   MentionClass
	is      func(r *resolver, text string) bool
	resolve func(r *resolver, m *Mention)
}

// classes are asked in order; the first that recognizes a text resolves it, and the last recognizes every one.
var classes = []class{
	{ClassLiteral, isQuotedName, (*resolver).resolveQuotedName},
	{ClassLiteral, always(isLiteral), value("it is a value")},
	{ClassOperator, always(namesNothing), value("it names nothing")},
	{ClassLine, always(isLineReference), (*resolver).resolveLineSpan},
	{ClassFlag, matches(flagLike), (*resolver).resolveFlag},
	{ClassLiteral, always(isPattern), (*resolver).resolvePattern},
	{ClassCommand, (*resolver).isCommand, value("it is a command")},
	{ClassPath, matches(route), (*resolver).resolveRoute},
	{ClassPath, always(isPath), (*resolver).resolvePath},
	{ClassMarkup, matches(markup), (*resolver).resolveMarkup},
	{ClassName, matches(identifier), (*resolver).resolveChains},
	{ClassDotted, matches(dotted), (*resolver).resolveChains},
	{ClassKey, matches(kebab), (*resolver).resolveKey},
	{ClassCall, matches(call), (*resolver).resolveChains},
	{ClassText, matches(plainWords), (*resolver).resolveWords},
	{ClassType, matches(typeLike), (*resolver).resolveChains},
	{ClassExpression, always(anything), (*resolver).resolveChains},
}

// classify sets the class of the text of a code span and resolves it.
func classify(r *resolver, m *Mention) {
	for _, c := range classes {
		if c.is(r, m.Text) {
			m.Class = c.class
			c.resolve(r, m)
			return
		}
	}
}

// matches recognizes a class by an expression alone, always by the text alone, whatever the source is.
func matches(re *regexp.Regexp) func(*resolver, string) bool { return always(re.MatchString) }

func always(is func(text string) bool) func(*resolver, string) bool {
	return func(_ *resolver, text string) bool { return is(text) }
}

// value resolves what need not exist anywhere.
func value(reason string) func(*resolver, *Mention) {
	return func(_ *resolver, m *Mention) { m.found(OriginValue, reason) }
}

func namesNothing(text string) bool { return !word.MatchString(text) }

func anything(string) bool { return true }

// isPattern reports whether a text is a pattern: one has a sign that nothing else has.
func isPattern(text string) bool {
	return patternShape.MatchString(text) && (strings.ContainsAny(text, "*\\^$<") || text == "...")
}

// isCommand reports whether a text is a command line: it begins with a program, and goes on as no prose or code does
// when the program's name is also a keyword of the language.
func (r *resolver) isCommand(text string) bool {
	text = commandPrefix.ReplaceAllString(text, "")
	first, rest, several := strings.Cut(text, " ")
	if !several || strings.ContainsAny(first, "(=,") {
		return false
	}
	if strings.HasPrefix(rest, "=") || strings.HasPrefix(rest, ":=") {
		return false
	}
	return commands[first] && (strings.ContainsAny(rest, "-./|<>") || !langdata.For(r.name).Keyword(first))
}

// isPath takes for a path what has a slash, a file's extension, or a file's conventional name.
func isPath(text string) bool {
	if knownFiles[text] || text == "/" || text == "./" || text == "../" || text == "./..." {
		return true
	}
	if !pathShape.MatchString(text) || strings.Contains(text, "::") || strings.HasSuffix(text, ")") {
		return false
	}
	if strings.Contains(text, "/") {
		return true
	}
	ext := strings.TrimPrefix(path.Ext(text), ".")
	return ext != "" && (words.SourceExtensions[ext] || words.SourceExtensions[strings.ToLower(ext)] && ext == strings.ToUpper(ext))
}
