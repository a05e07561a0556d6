package index

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/internal/pathmatch"
)

// attributesFile is what git calls the files with attributes of paths. Those of the machine's settings are not asked, so that
// a repository reads alike everywhere.
const attributesFile = ".gitattributes"

// maxAttributes bounds what is read of one such file, in bytes.
const maxAttributes = 1 << 20

// told is what attributes say of a file.
type told struct{ vendored, generated, own attribute }

// attribute is the value of an attribute; "" says nothing.
type attribute string

func (a attribute) yes() bool { return a != "" && a != "false" }
func (a attribute) no() bool  { return a == "false" }

// set takes the value of an attribute that is asked about.
func (t *told) set(name string, value attribute) {
	switch name {
	case "linguist-vendored":
		t.vendored = value
	case "linguist-generated":
		t.generated = value
	case "codeworm":
		t.own = value
	}
}

// attributes are the lines of a repository's .gitattributes that say something about the attributes above, those that count more last.
type attributes []attributeLine

type attributeLine struct {
	below   string // the folder of the file, with a slash at its end; "" at the top
	pattern pathmatch.Set
	values  []attributeValue
}

// readAttributes reads those of the files that are listed. What cannot be read says nothing.
func readAttributes(root string, files []git.File) attributes {
	var all attributes
	for _, f := range files { // sorted, so that a folder comes before those in it
		if path.Base(f.Path) != attributesFile || f.Info == nil || !f.Info.Mode().IsRegular() || f.Info.Size() > maxAttributes {
			continue
		}
		var content bytes.Buffer
		if reason, err := readSource(&content, filepath.Join(root, filepath.FromSlash(f.Path)), f.Info.Size()); err != nil || reason != "" {
			continue
		}
		below := strings.TrimSuffix(f.Path, attributesFile)
		for line := range strings.Lines(content.String()) {
			if l, ok := parseAttributes(line); ok {
				l.below = below
				all = append(all, l)
			}
		}
	}
	return all
}

type attributeValue struct {
	name  string
	value attribute
}

// parseAttributes reads one line; ok is false for one that says nothing here.
func parseAttributes(line string) (l attributeLine, ok bool) {
	fields := strings.Fields(line)
	if len(fields) < 2 || strings.ContainsAny(fields[0][:1], `#!["`) || strings.HasSuffix(fields[0], "/") {
		return l, false // a comment, what git does not allow, a macro, a name with spaces; a folder has no attributes
	}
	for _, field := range fields[1:] {
		name, value, given := strings.Cut(field, "=")
		switch {
		case given:
		case strings.HasPrefix(name, "-"):
			name, value = name[1:], "false"
		case strings.HasPrefix(name, "!"):
			name, value = name[1:], ""
		default:
			value = "true"
		}
		var t told
		if t.set(name, "x"); t != (told{}) {
			l.values = append(l.values, attributeValue{name, attribute(value)})
		}
	}
	if len(l.values) == 0 {
		return l, false
	}
	var err error
	l.pattern, err = pathmatch.New([]string{pathmatch.Literal(fields[0])})
	return l, err == nil
}

// of returns what the attributes say of a file.
func (a attributes) of(file string) told {
	var t told
	for _, l := range a {
		if rest, ok := strings.CutPrefix(file, l.below); ok && l.pattern.MatchesItself(rest) {
			for _, v := range l.values {
				t.set(v.name, v.value)
			}
		}
	}
	return t
}

// existsBelow reports whether a path below a folder exists.
func existsBelow(root string) func(string) bool {
	return func(p string) bool {
		_, err := fs.Stat(os.DirFS(root), p)
		return err == nil
	}
}
