package check

import (
	"path"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/langdata"
	"github.com/codeworm/codeworm/internal/words"
)

// single tells what a name that stands for itself is.
func (c *checker) single(name string) part {
	if p, ok := c.singles[name]; ok {
		return p
	}
	p := part{name: name, origin: c.originOf(name)}
	p.loose = p.origin == OriginLibrary && !c.language.FullModule(name) && !c.language.Method(name) && !c.importedMember(name)
	c.singles[name] = p
	return p
}

// ours is where the repository has the name, or OriginNone.
func (c *checker) ours(name string) MentionOrigin {
	switch {
	case c.words[name]:
		return OriginSource
	case c.scope.Names.Has(name), name == c.scope.Repo:
		return OriginRepository
	}
	return OriginNone
}

func (c *checker) originOf(name string) MentionOrigin {
	if o := c.ours(name); o.exists() {
		return o
	}
	l := c.language
	switch {
	case len(name) == 1:
		return OriginNotation
	case c.imports[name] != "":
		return OriginImport
	case l.Keyword(name), l.Builtin(name):
		return OriginLanguage
	case l.FullModule(name):
		return OriginLibrary
	case c.capitals(name):
		return OriginConvention
	case c.misspelt(name):
		return OriginNone
	case l.Module(name), l.Library(name), l.Method(name):
		return OriginLibrary
	case c.common.Keyword(name):
		return OriginConvention
	case c.scope.Names.Path(name), c.scope.Path != "" && c.scope.Names.Path(name+path.Ext(c.scope.Path)):
		return OriginRepository
	case langdata.Package(c.scope.Language, name):
		return OriginPackage
	}
	for _, l := range c.others {
		switch {
		case l.Keyword(name), l.Builtin(name):
			return OriginLanguage
		case l.FullModule(name), l.Method(name), l.Library(name):
			return OriginLibrary
		}
	}
	return OriginNone
}

// capitals reports whether a name is a well-known one that is written in capitals: GET, SELECT.
func (c *checker) capitals(name string) bool {
	return name == strings.ToUpper(name) && (c.common.Keyword(name) || c.sql.Keyword(name) || c.sql.Builtin(name))
}

// misspelt reports whether a name is one of the repository or the language in another case style: then that is
// meant, and not what something far away happens to be called.
func (c *checker) misspelt(name string) bool {
	lower := strings.ToLower(name)
	if lower != name && (c.language.Keyword(lower) || c.language.Builtin(lower)) {
		return true
	}
	if c.ours("__" + name + "__").exists() { // Python's own methods without their underscores
		return true
	}
	near := c.nearestTo(name)
	return near != "" && near != name && fold(near) == fold(name)
}

// importedMember reports whether a module that the source imports has the name.
func (c *checker) importedMember(name string) bool {
	for i := range c.scope.Imports {
		if exists, _ := c.language.Member(c.scope.Imports[i].Path, name); exists {
			return true
		}
	}
	return false
}

// searchText looks for what is missing in the text of all files of the repository, once for all.
func (c *checker) searchText() {
	names, ok := c.scope.Names.(TextNames)
	if !ok {
		return
	}
	var words []string
	for i := range c.mentions {
		for _, a := range c.mentions[i].absent {
			words = append(words, a.name)
		}
	}
	slices.Sort(words)
	words = slices.Compact(words)
	if len(words) == 0 {
		return
	}
	occur := names.Occurs(words)
	for i := range c.mentions {
		m := &c.mentions[i]
		if len(m.absent) == 0 {
			continue
		}
		m.absent = slices.DeleteFunc(m.absent, func(a absence) bool { return occur[a.name] })
		if len(m.absent) == 0 {
			m.Origin, m.Reason = OriginRepository, "it is in the text of a file"
			continue
		}
		m.missing, m.Reason = m.absent[0].name, m.absent[0].reason
	}
}

// slip is the name of the repository that was certainly meant by one that differs from it in its
// case style or in a sign or two; "" when there is none.
func (c *checker) slip(name string) string {
	if len(name) < 4 {
		return ""
	}
	near := c.nearestTo(name)
	if near == "" || near == name {
		return ""
	}
	limit := 1
	if len(name) >= 10 {
		limit = 2
	}
	if fold(near) == fold(name) || words.EditDistance(strings.ToLower(name), strings.ToLower(near), limit) <= limit {
		return near
	}
	return ""
}

// maxNearestLookups bounds how many names a check compares with all others.
const maxNearestLookups = 400

// nearestTo is the name nearest to one that does not exist, of the source first.
func (c *checker) nearestTo(name string) string {
	if near, ok := c.nearest[name]; ok {
		return near
	}
	if len(c.nearest) >= maxNearestLookups {
		return ""
	}
	near := c.folded[fold(name)]
	if near == "" {
		near = c.scope.Names.Nearest(name)
		lower, limit := strings.ToLower(name), 1+len(name)/4
		if near != "" {
			limit = words.EditDistance(lower, strings.ToLower(near), limit+1) - 1
		}
		for w := range c.words {
			if d := len(w) - len(name); limit < 0 || d > limit || -d > limit || len(w) < 3 {
				continue
			}
			if d := words.EditDistance(lower, strings.ToLower(w), limit); d < limit || d == limit && (near == "" || w < near) {
				near, limit = w, d
			}
		}
	}
	c.nearest[name] = near
	return near
}
