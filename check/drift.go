package check

// Drift checks a text as Markdown does, and reports of what does not exist only what did in an older scope: names, paths and
// lines that were right and are gone. What a text names that never was in the repository is somebody else's.
func Drift(body string, now, before Scope) Report {
	r, old := driftIn(body, now), driftIn(body, before)
	was, wrong := map[place]bool{}, map[place]bool{}
	for i := range old.Mentions {
		m := &old.Mentions[i]
		was[place{m.Start, m.End}] = ofRepository[m.Origin]
		wrong[place{m.Start, m.End}] = !m.Origin.exists()
	}
	var gone []Finding
	for _, f := range r.Findings {
		at := place{f.Start, f.End}
		// Of a name in a block of code a mention is made only where it does not exist.
		if existed := was[at] || f.Class == ClassCode && !wrong[at]; existed && f.Class != ClassText {
			f.Reason += "; it was right before"
			gone = append(gone, f)
		}
	}
	r.Findings = gone
	return r
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
