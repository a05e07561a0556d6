package check

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// certain reports whether a mention in a text of people's, of something that does not exist, can mean nothing but the repository:
// it is a link, a line, a path below one of the repository's folders, a member said to be in something of its own, or
// one of its names with a slip of the pen. Names that merely resemble one, such as keys of settings in lower case, are not certain.
func (a *aside) certain(s *section, m *Mention) bool {
	switch {
	case s.isLink(m):
		return a.certainLink(m.Text)
	case m.Class == ClassText:
		return true
	case m.Class == ClassLine:
		file, _, _ := strings.Cut(m.Text, ":")
		return !strings.Contains(m.Text, ":") || a.repoPath(file) || a.certainPath(file)
	case m.Class == ClassPath:
		return a.certainPath(m.Text)
	case m.Class == ClassCode:
		return a.evident(s, m)
	case m.Class == ClassMarkup, m.Class == ClassExpression, m.Class == ClassCommand, m.Class == ClassKey, m.Class == ClassFlag, m.Class == ClassType:
		return false
	case hasSure(m):
		return a.evident(s, m)
	}
	return a.ofDefined(m) && a.slip(m.missing) != "" || a.misspelt(m.missing) != nil && a.evident(s, m)
}

// misspelt returns the words in a name that make it another one than the nearest name of the repository, where the two have all others in
// common; nil for none. It is a misspelling when one of the words is known nowhere.
func (a *aside) misspelt(name string) []string {
	near := a.slip(name)
	if near == "" || fold(near) == fold(name) || beginsSmall(name) && !beginsSmall(near) {
		return nil // the same letters, or the key by which settings know a field
	}
	mine, theirs := wordsOf(name), wordsOf(near)
	for len(mine) > 0 && len(theirs) > 0 && mine[0] == theirs[0] {
		mine, theirs = mine[1:], theirs[1:]
	}
	for len(mine) > 0 && len(theirs) > 0 && mine[len(mine)-1] == theirs[len(theirs)-1] {
		mine, theirs = mine[:len(mine)-1], theirs[:len(theirs)-1]
	}
	if len(theirs) == 0 {
		return nil
	}
	return mine
}

// wordsOf are the words that a name is made of, in lower case: parse and text of parseText and parse_text.
func wordsOf(name string) []string {
	runes := []rune(name)
	var spaced strings.Builder
	for i, r := range runes {
		isLetter := unicode.IsLetter(r)
		switch {
		case !isLetter && !unicode.IsDigit(r):
			r = ' '
		case i > 0 && unicode.IsLetter(runes[i-1]) != isLetter,
			i > 0 && unicode.IsUpper(r) && unicode.IsLower(runes[i-1]),
			i > 0 && i+1 < len(runes) && unicode.IsUpper(r) && unicode.IsUpper(runes[i-1]) && unicode.IsLower(runes[i+1]):
			spaced.WriteByte(' ')
		}
		spaced.WriteRune(unicode.ToLower(r))
	}
	return strings.Fields(spaced.String())
}

// doubt makes possible what is certain for a misspelling alone, and is none: all words of the name are words that files of the
// repository hold.
func (a *aside) doubt(mentions []Mention) {
	names, ok := a.scope.Names.(TextNames)
	if !ok {
		return
	}
	differ, all := map[int][]string{}, []string{}
	for i := range mentions {
		m := &mentions[i]
		if m.Origin.exists() || m.possible || m.Class == ClassPath || m.Class == ClassLine || m.Class == ClassCode || m.missing == "" || hasSure(m) || a.ofDefined(m) {
			continue
		}
		differ[i] = a.misspelt(m.missing)
		for _, w := range differ[i] {
			all = append(all, w, strings.ToUpper(w[:1])+w[1:], strings.ToUpper(w))
		}
	}
	if len(all) == 0 {
		return
	}
	slices.Sort(all)
	known := names.Occurs(slices.Compact(all))
	for i, ws := range differ {
		mentions[i].possible = !slices.ContainsFunc(ws, func(w string) bool {
			return len(w) > 2 && !known[w] && !known[strings.ToUpper(w[:1])+w[1:]] && !known[strings.ToUpper(w)]
		})
	}
}

// ofDefined reports whether what is missing is said to be in a type that the repository defines.
func (a *aside) ofDefined(m *Mention) bool {
	names, ok := a.scope.Names.(RelatedNames)
	head := headOf(m.Text)
	return ok && head != m.missing && !beginsSmall(head) && !a.declared[head] && len(names.Definitions(head)) > 0
}

func hasSure(m *Mention) bool {
	return slices.ContainsFunc(m.absent, func(x absence) bool { return x.sure })
}

func beginsSmall(name string) bool {
	r, _ := utf8.DecodeRuneInString(name)
	return unicode.IsLower(r)
}

// certainPath reports whether a path can mean nothing but a file of the repository: it stands in one of its own folders, counted from
// its root or from the document, or is one of its paths with a slip of the pen.
func (a *aside) certainPath(p string) bool {
	p = strings.TrimPrefix(p, "./")
	near := a.slip(p)
	if near != "" && path.Ext(near) == path.Ext(p) && strings.Count(near, "/") == strings.Count(p, "/") && fold(near) != fold(p) {
		return strings.Contains(near, "/") || len(near) > minSlip
	}
	names, ok := a.scope.Names.(PathNames)
	folder, file := path.Split(p)
	folder = strings.Trim(folder, "/")
	if !ok || folder == "" || everyonesFolders[folder] || !extension.MatchString(path.Ext(file)) || strings.HasPrefix(p, ".") {
		return false
	}
	return names.HoldsPath(folder) || names.HoldsPath(path.Join(path.Dir(a.scope.Path), folder))
}

// certainLink reports whether a link leads to a file of the repository: not to a page that a generator makes of one, nor to a route.
func (a *aside) certainLink(dest string) bool {
	ext := path.Ext(dest)
	switch {
	case ext == ".html", ext == ".htm", strings.HasPrefix(dest, "/"):
		return false
	case !extension.MatchString(ext):
		return strings.HasPrefix(dest, ".") && !strings.HasSuffix(dest, "/") && ext == "" || dest == strings.ToUpper(dest)
	}
	return !a.isLabel(dest)
}

// extension is what the name of a file ends with, and no version and no member does.
var extension = regexp.MustCompile(`^\.[a-z][a-zA-Z0-9-]*$`)
