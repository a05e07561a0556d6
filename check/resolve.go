package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/langdata"
)

// resolveChains resolves every name in a mention.
func (r *resolver) resolveChains(m *Mention) {
	if r.startsInSource(m.Text) {
		m.found(OriginSource, "the source begins so")
		return
	}
	m.found(OriginValue, "it names nothing")
	failed := false
	for _, ch := range chains(m.Text) {
		parts, missing := r.resolve(ch, m.Suggestion)
		m.parts = append(m.parts, parts...)
		if missing != nil {
			missing.member = ch.call || len(ch.parts) > 1
		}
		switch {
		case missing != nil && failed:
			m.absent = append(m.absent, *missing)
		case missing != nil:
			m.Origin, m.Reason, m.missing = OriginNone, missing.reason, missing.name
			m.absent = append(m.absent, *missing)
			failed = true
		case !failed:
			if last := parts[len(parts)-1]; m.Origin == OriginValue || !last.origin.ours() {
				m.found(last.origin, reasonOf(last))
			}
		}
	}
	for _, key := range r.missingKeys(m.Text, keys, m.Suggestion) {
		if failed {
			m.absent = append(m.absent, key.absence)
			continue
		}
		m.fail(key.name, "%s", key.reason)
		failed = true
	}
}

// reasonOf says why a name exists.
func reasonOf(p part) string {
	switch p.origin {
	case OriginSource:
		return fmt.Sprintf("%q is in the source", p.name)
	case OriginRepository:
		return fmt.Sprintf("%q is in the repository", p.name)
	case OriginImport:
		return fmt.Sprintf("an import brings in %q", p.name)
	case OriginLanguage:
		return fmt.Sprintf("%q is part of the language", p.name)
	}
	return fmt.Sprintf("%q is known: %s", p.name, p.origin)
}

// resolveWords resolves words without punctuation: those that look like names have to be some.
func (r *resolver) resolveWords(m *Mention) {
	m.found(OriginText, "it is text")
	for w := range strings.FieldsFuncSeq(m.Text, func(c rune) bool { return strings.ContainsRune(" ,.!?:…'’*%-", c) }) {
		if !styled(w) {
			continue
		}
		if p := r.single(w); p.origin.exists() && p.origin != OriginPackage {
			m.parts = append(m.parts, p)
		} else if len(m.absent) == 0 {
			m.fail(w, "%q is not a name of the repository%s", w, r.languageClause())
		}
	}
}

// resolveKey resolves names with hyphens: headers, configuration keys, packages, style classes.
func (r *resolver) resolveKey(m *Mention) {
	switch {
	case r.inSource(m.Text):
		m.found(OriginSource, "it is in the source")
	case r.common.Keyword(m.Text), r.common.Keyword(strings.ToLower(m.Text)), langdata.For("css").Keyword(m.Text):
		m.found(OriginConvention, "it is well known")
	case r.scope.Names.Path(m.Text), m.Text == r.scope.Repo:
		m.found(OriginRepository, "it is a path of the repository")
	case langdata.Package(r.name, m.Text) && m.Suggestion:
		m.found(OriginPackage, "it is a library")
	case r.allExist(m.Text):
		m.found(OriginRepository, "its words are names of the repository")
	default:
		m.fail(m.Text, "%q is nowhere in the repository", m.Text)
	}
}

// allExist reports whether each word of a name with hyphens is a name that exists.
func (r *resolver) allExist(text string) bool {
	for w := range strings.SplitSeq(text, "-") {
		if w == "" || w[0] >= '0' && w[0] <= '9' {
			continue
		}
		if !r.single(w).origin.exists() {
			return false
		}
	}
	return true
}

// resolveFlag resolves options of a command line.
func (r *resolver) resolveFlag(m *Mention) {
	name, _, _ := strings.Cut(strings.TrimLeft(m.Text, "-"), "=")
	name, _, _ = strings.Cut(name, " ")
	switch {
	case len(name) == 1, r.inSource(name):
		m.found(OriginSource, "it is in the source")
	case r.ours(strings.ReplaceAll(name, "-", "_")).exists(), r.allExist(name):
		m.found(OriginRepository, "its words are names of the repository")
	case r.folded[fold(name)] != "":
		m.found(OriginSource, "a name of the source stands for it")
	default:
		m.fail(name, "no flag %q is known in the repository", m.Text)
	}
}

// resolveMarkup resolves a tag: one of HTML without attributes, one that the source has, or a component by its names.
func (r *resolver) resolveMarkup(m *Mention) {
	name, _, _ := strings.Cut(strings.Trim(m.Text, "</> "), " ")
	if !strings.Contains(m.Text, "=") && (langdata.For("html").Keyword(strings.ToLower(name)) || r.inSource(m.Text)) {
		m.found(OriginConvention, "it is a tag")
		return
	}
	r.resolveChains(m)
}

// searchText looks for what is missing in the text of all files of the repository, once for all mentions. What is
// called, or said to be in something, is looked for in those files alone whose identifiers are not known: in the others
// it would stand in a comment or a string. Where relations are not looked at, related is nil and all files count.
func searchText(names TextNames, related RelatedNames, mentions []Mention) {
	asMember := func(a absence) bool { return a.member && related != nil }
	var missing, members []string
	for i := range mentions {
		for _, a := range mentions[i].absent {
			switch {
			case a.sure:
			case asMember(a):
				members = append(members, a.name)
			default:
				missing = append(missing, a.name)
			}
		}
	}
	var occur, unread map[string]bool
	if len(missing) > 0 {
		slices.Sort(missing)
		occur = names.Occurs(slices.Compact(missing))
	}
	if len(members) > 0 {
		slices.Sort(members)
		unread = related.OccursUnread(slices.Compact(members))
	}
	excused := func(a absence) bool {
		if asMember(a) {
			return !a.sure && unread[a.name]
		}
		return !a.sure && occur[a.name]
	}
	for i := range mentions {
		m := &mentions[i]
		if len(m.absent) == 0 {
			continue
		}
		m.absent = slices.DeleteFunc(m.absent, excused)
		if len(m.absent) == 0 {
			m.found(OriginRepository, "it is in the text of a file")
			continue
		}
		m.missing, m.Reason = m.absent[0].name, m.absent[0].reason
	}
}
