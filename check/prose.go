package check

import (
	"path"
	"regexp"
	"strings"

	"github.com/codeworm/codeworm/internal/langdata"
	"github.com/codeworm/codeworm/internal/words"
)

var (
	proseCall = regexp.MustCompile(`^` + id + `((\.|::)` + id + `)*\(\)$`)
	proseDots = regexp.MustCompile(`^` + id + `(\.` + id + `)+$`)
	subscript = regexp.MustCompile(`^[A-Za-z]_[A-Za-z0-9]$`) // x_i
	// Camel case with acronyms in it: parseURL, HTTPServer, LeaseDB.
	wideLower = regexp.MustCompile(`^[a-z]{2,}[0-9]*[A-Z][A-Za-z0-9]*$`)
	wideUpper = regexp.MustCompile(`^(?:[A-Z][A-Za-z0-9]*[a-z][0-9]*[A-Z][A-Za-z0-9]*|[A-Z]{2,}[a-z]{3,}[A-Za-z0-9]*|[A-Z][0-9][A-Z][a-z]{2,})$`)
	domain    = regexp.MustCompile(`(?i)\.(?:com|org|net|io|dev|ai|co|app|edu|gov|example|local|test|me|sh|xyz)$`)
	proseFile = regexp.MustCompile(`^\.{0,2}/?[\w@.-]+(/[\w@.-]+)*\.[A-Za-z]+$`)
)

// resolveProse resolves a word of running text and reports whether it is certainly a name. Where a text may
// speak of other things than the repository, only what exists is, and what is nearly a name of the repository.
func (r *resolver) resolveProse(m *Mention) bool {
	t := m.Text
	strict := r.strict(m.Suggestion)
	switch {
	case proseCall.MatchString(t):
		m.Class = ClassCall
	case isProseFile(t):
		return r.resolveProseFile(m, strict)
	case subscript.MatchString(t):
		return false
	case snake.MatchString(t), lowerCamel.MatchString(t), strict && wideLower.MatchString(t) && !r.properName(t):
		m.Class = ClassName
	case proseDots.MatchString(t) && (strings.Contains(t, "_") || strict && r.isMember(t)):
		m.Class = ClassDotted
	case upperCamel.MatchString(t), strict && wideUpper.MatchString(t):
		return r.resolveProseType(m, strict)
	default:
		return false
	}
	r.resolveChains(m)
	return strict || r.drift || m.Origin.exists() || r.slip(m.missing) != ""
}

// resolveProseType resolves a word with capitals inside. Product names look like this too: where a text may speak of
// other things, only what is nearly one of ours is certainly meant to be it.
func (r *resolver) resolveProseType(m *Mention, strict bool) bool {
	t := m.Text
	m.Class = ClassName
	r.resolveChains(m)
	if one, plural := strings.CutSuffix(t, "s"); !m.Origin.exists() && plural && r.known(one) {
		m.forget()
		m.found(r.single(one).origin, "it is the plural of a name")
	}
	return m.Origin.exists() || r.slipOfType(t) || (strict || r.drift) && !r.properName(t)
}

// compound reports whether a word is written as only names are; in a text that has to be right, also one with acronyms.
func (r *resolver) compound(w string, suggestion bool) bool {
	return styled(w) || r.strict(suggestion) && (wideLower.MatchString(w) || wideUpper.MatchString(w)) && !r.properName(w)
}

// properName reports whether a word with capitals inside is a product's name, or how people write a name of the repository
// or a module that has no capitals: CodeWorm, AsyncIO.
func (r *resolver) properName(t string) bool {
	lower := strings.ToLower(t)
	return product(t) || r.ours(lower).exists() || r.language.Module(lower)
}

// isMember reports whether words joined by dots name a member of something, and no address.
func (r *resolver) isMember(t string) bool {
	if domain.MatchString(t) || productName(t) {
		return false
	}
	plain := true
	for i, name := range strings.Split(t, ".") {
		if styled(name) || wideLower.MatchString(name) || wideUpper.MatchString(name) && !r.properName(name) {
			return true
		}
		plain = plain && len(name) > 1 && (i == 0 || name[0] >= 'a' && name[0] <= 'z')
	}
	return plain
}

// isProseFile reports whether a word of running text is the name of a file, perhaps with a line.
func isProseFile(t string) bool {
	file, _, _ := strings.Cut(t, ":")
	return proseFile.MatchString(file) && words.SourceExtensions[strings.TrimPrefix(path.Ext(file), ".")] && !productName(file)
}

// resolveProseFile resolves the name of a file in running text and reports whether it is certainly one: where the
// check is not strict, it has to exist, to be nearly one of the repository's, or to lie in one of its folders.
func (r *resolver) resolveProseFile(m *Mention, strict bool) bool {
	if fileLine.MatchString(m.Text) {
		m.Class = ClassLine
		r.resolveLineSpan(m)
		return true
	}
	file, _, _ := strings.Cut(m.Text, ":")
	m.End -= len(m.Text) - len(file)
	m.Class, m.Text = ClassPath, file
	r.resolvePath(m)
	first, _, below := strings.Cut(strings.TrimPrefix(file, "./"), "/")
	return strict || r.drift || m.Origin.exists() || below && r.scope.Names.Path(first) || r.slip(file) != ""
}

// productName tells names such as Node.js from files.
func productName(t string) bool {
	stem, script := strings.CutSuffix(t, ".js")
	if strings.HasSuffix(t, ".NET") {
		return true
	}
	return script && !strings.Contains(t, "/") && (stem != strings.ToLower(stem) || langdata.Package("javascript", stem))
}

// slipOfType reports whether a word is nearly a name of the repository that is written like it, but for
// the plural of one.
func (r *resolver) slipOfType(t string) bool {
	near := r.slip(t)
	return upperCamel.MatchString(near) && fold(near) != fold(t) && strings.TrimSuffix(near, "s") != strings.TrimSuffix(t, "s")
}
