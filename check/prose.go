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
	proseFile = regexp.MustCompile(`^\.{0,2}/?[\w@.-]+(/[\w@.-]+)*\.[A-Za-z]+$`)
)

// resolveProse resolves a word of running text and reports whether it is certainly a name. Where a text may
// speak of other things than the repository, only what exists is, and what is nearly a name of the repository.
func (r *resolver) resolveProse(m *Mention) bool {
	t := m.Text
	strict := r.scope.Generated && !m.Suggestion
	switch {
	case proseCall.MatchString(t):
		m.Class = ClassCall
	case isProseFile(t):
		return r.resolveProseFile(m, strict)
	case subscript.MatchString(t):
		return false
	case snake.MatchString(t), lowerCamel.MatchString(t):
		m.Class = ClassName
	case proseDots.MatchString(t) && strings.Contains(t, "_"):
		m.Class = ClassDotted
	case upperCamel.MatchString(t):
		m.Class = ClassName
		r.resolveChains(m)
		// Product names look like this too: only what is nearly one of ours is certainly meant to be it.
		return m.Origin.exists() || r.slipOfType(t)
	default:
		return false
	}
	r.resolveChains(m)
	return strict || m.Origin.exists() || r.slip(m.missing) != ""
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
	return strict || m.Origin.exists() || below && r.scope.Names.Path(first) || r.slip(file) != ""
}

// productName tells names such as Node.js from files.
func productName(t string) bool {
	stem, script := strings.CutSuffix(t, ".js")
	return script && !strings.Contains(t, "/") && (stem != strings.ToLower(stem) || langdata.Package("javascript", stem))
}

// slipOfType reports whether a word is nearly a name of the repository that is written like it, but for
// the plural of one.
func (r *resolver) slipOfType(t string) bool {
	near := r.slip(t)
	return upperCamel.MatchString(near) && fold(near) != fold(t) && strings.TrimSuffix(near, "s") != strings.TrimSuffix(t, "s")
}
