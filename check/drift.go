package check

import "strings"

// Drift checks a text as Markdown does, and reports of what does not exist only what did in an older scope: names, paths and
// lines that were right and are gone. What a text names that never was in the repository is somebody else's.
func Drift(body string, now, before Scope) Report {
	r := driftIn(body, now)
	if len(r.Findings) == 0 {
		return r
	}
	old := driftIn(body, before)
	was := map[place]*Mention{}
	for i := range old.Mentions {
		m := &old.Mentions[i]
		was[place{m.Start, m.End}] = m
	}
	defined := definedIn(before)
	missing := map[place]string{}
	for i := range r.Mentions {
		m := &r.Mentions[i]
		missing[place{m.Start, m.End}] = m.missing
	}
	var gone []Finding
	for _, f := range r.Findings {
		at := place{f.Start, f.End}
		m := was[at]
		// Of a name in a block of code a mention is made only where it does not exist.
		existed := m != nil && ofRepository[m.Origin] || f.Class == ClassCode && (m == nil || m.Origin.exists())
		if existed && f.Class != ClassText && defined(f.Class, missing[at]) {
			f.Reason += "; it was right before"
			gone = append(gone, f)
		}
	}
	r.Findings = gone
	return r
}

// definedIn tells whether a name was one of the repository's own. One that it only used, as a library's, did not go from it; what is written as
// constants and keys are may stand in strings alone. Where definitions are not known, all are.
func definedIn(before Scope) func(c MentionClass, name string) bool {
	names, known := before.Names.(RelatedNames)
	return func(c MentionClass, name string) bool {
		switch {
		case !known, name == "", c == ClassPath, c == ClassLine, c == ClassFlag:
			return true
		case strings.Count(name, "_") > 1:
			return true
		}
		return len(names.Definitions(name)) > 0
	}
}

// place is where a mention stands in a text.
type place struct{ start, end int }

// ofRepository are the origins of what a repository has in one state and may lack in another.
var ofRepository = map[MentionOrigin]bool{OriginSource: true, OriginRepository: true, OriginImport: true}

// driftIn checks a text with what may be a name of another state of the repository.
func driftIn(body string, s Scope) Report {
	known := newVocabulary(s)
	known.drift = true
	return markdownIn(body, known)
}
