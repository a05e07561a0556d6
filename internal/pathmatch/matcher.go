package pathmatch

import (
	"path"
	"slices"
	"strings"
)

// Matcher asks a set about many paths, and remembers which of its patterns say something. One goroutine at a time can use it.
type Matcher struct {
	set     Set
	used    []bool          // by origin: the pattern matched something, or, with "!", had a say
	left    int             // how many are not used
	folders map[string]bool // folders that were looked at, and whether they are ignored
}

// Matcher returns a matcher that has seen no path yet.
func (s Set) Matcher() *Matcher {
	return &Matcher{set: s, used: make([]bool, len(s.texts)), left: len(s.texts), folders: map[string]bool{}}
}

// Ignores reports whether git would ignore the file if the set were its .gitignore: of the patterns that match it the last one decides,
// and what is in an ignored folder cannot be had back.
func (m *Matcher) Ignores(file string) bool {
	if m.set.Empty() {
		return false
	}
	parts := strings.Split(file, "/")
	m.note(parts, false)
	return m.ignoredFolder(parts[:len(parts)-1]) || m.decide(parts, false) == yes
}

func (m *Matcher) ignoredFolder(parts []string) bool {
	if len(parts) == 0 {
		return false
	}
	name := strings.Join(parts, "/")
	ignored, known := m.folders[name]
	if !known {
		ignored = m.ignoredFolder(parts[:len(parts)-1]) || m.decide(parts, true) == yes
		m.folders[name] = ignored
	}
	return ignored
}

// Selects reports whether the set selects the file, as git's sparse checkouts do: the last pattern decides that matches the file, or else the
// closest folder around it that a pattern matches. Where every pattern takes away, all else is selected.
func (m *Matcher) Selects(file string) bool {
	parts := strings.Split(file, "/")
	m.note(parts, false)
	for n := len(parts); n > 0; n-- {
		if v := m.decide(parts[:n], n < len(parts)); v != undecided {
			return v == yes
		}
	}
	for i := range m.set.patterns {
		if !m.set.patterns[i].negated {
			return false
		}
	}
	return true
}

// verdict is what a set says of a path.
type verdict int

const (
	undecided verdict = iota
	yes
	no
)

// decide is what the last pattern says that matches the path itself.
func (m *Matcher) decide(parts []string, folder bool) verdict {
	for i := len(m.set.patterns) - 1; i >= 0; i-- {
		p := &m.set.patterns[i]
		switch {
		case !p.match(parts, folder):
		case p.negated:
			m.use(p)
			return no
		default:
			return yes
		}
	}
	return undecided
}

func (m *Matcher) use(p *pattern) {
	if !m.used[p.origin] {
		m.used[p.origin] = true
		m.left--
	}
}

// note marks the patterns that match the path or a folder around it, whether or not they decide.
func (m *Matcher) note(parts []string, folder bool) {
	if m.left == 0 {
		return
	}
	for i := range m.set.patterns {
		p := &m.set.patterns[i]
		if m.used[p.origin] || p.negated {
			continue
		}
		for n := len(parts); n > 0; n-- {
			if p.match(parts[:n], folder || n < len(parts)) {
				m.use(p)
				break
			}
		}
	}
}

// See has the matcher take notice of a path that it is not asked about.
func (m *Matcher) See(file string) { m.note(strings.Split(file, "/"), false) }

// Idle returns the patterns that match none of the paths seen so far, as they were given, and those with "!" that have no say. Plain ones of which exists
// says that their file or folder is there are left out: git ignores it, or has nothing of it.
func (m *Matcher) Idle(exists func(path string) bool) []string {
	var idle []string
	for i, text := range m.set.texts {
		if !m.used[i] && !m.there(i, exists) {
			idle = append(idle, text)
		}
	}
	return idle
}

// there reports whether what a plain pattern names exists at the top.
func (m *Matcher) there(origin int, exists func(path string) bool) bool {
	for i := range m.set.patterns {
		p := &m.set.patterns[i]
		if p.origin != origin || p.negated {
			continue
		}
		parts := p.parts
		for len(parts) > 0 && parts[0].deep {
			parts = parts[1:]
		}
		for len(parts) > 0 && !parts[len(parts)-1].plain() {
			parts = parts[:len(parts)-1]
		}
		var names []string
		for _, c := range parts {
			if !c.plain() {
				names = nil
				break
			}
			names = append(names, c.text)
		}
		if len(names) > 0 && exists(path.Join(names...)) {
			return true
		}
	}
	return false
}

// Naming returns, for each pattern that selects the file, an example of what it names: its plain components, with those in which anything may
// stand called "x". So "app/vendor/**" is app/vendor/x with the file's extension, and "**/*.js" is x.js. One that leaves the name open is open.
func (m *Matcher) Naming(file string) (examples []string, byName bool) {
	parts := strings.Split(file, "/")
	ext := path.Ext(file)
	for n := len(parts); n > 0; n-- {
		for i := range m.set.patterns {
			p := &m.set.patterns[i]
			if p.negated || !p.match(parts[:n], n < len(parts)) {
				continue
			}
			var names []string
			for _, c := range p.parts {
				switch {
				case c.deep:
				case c.plain():
					names = append(names, c.text)
				default:
					names = append(names, "x")
				}
			}
			last := p.parts[len(p.parts)-1]
			whole := n == len(parts) && last.plain()
			if !whole {
				if n == len(parts) && len(names) > 0 && !last.deep {
					names = names[:len(names)-1]
				}
				names = append(names, "x"+ext)
			}
			byName = byName || n == len(parts) && !last.deep && strings.Trim(strings.TrimSuffix(last.text, ext), "*?") != ""
			if e := path.Join(names...); !slices.Contains(examples, e) {
				examples = append(examples, e)
			}
		}
	}
	return examples, byName
}
