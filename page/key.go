package page

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"path"
	"strings"
)

// Key is a target's stable identity: it does not change when the source does.
// Two targets are the same target when their keys are equal. Keys compare with ==.
type Key struct {
	Type Type
	Repo string // the repository's name
	// Path is the slash-separated path of the file inside the repository, or
	// of the directory for a module page ("." for the top); "" for summaries.
	Path string
	// Symbol is the qualified name, followed by "~2", "~3", ... for the second
	// and later definitions of that name in the file; "" when the page is about
	// the whole file, module or period.
	Symbol string
	// Period is what a summary covers: "2026-W08", "2026-02".
	Period string
}

// keyEscaper escapes what separates the parts of a key.
var keyEscaper = strings.NewReplacer("%", "%25", ":", "%3A", "#", "%23", "@", "%40", "\n", "%0A", "\r", "%0D")

// String is the key in one line, "type:repo:path#symbol@period"; the last two
// only where there are any. ParseKey reads it.
func (k Key) String() string {
	var b strings.Builder
	b.WriteString(keyEscaper.Replace(string(k.Type)))
	b.WriteByte(':')
	b.WriteString(keyEscaper.Replace(k.Repo))
	b.WriteByte(':')
	b.WriteString(keyEscaper.Replace(k.Path))
	if k.Symbol != "" {
		b.WriteByte('#')
		b.WriteString(keyEscaper.Replace(k.Symbol))
	}
	if k.Period != "" {
		b.WriteByte('@')
		b.WriteString(keyEscaper.Replace(k.Period))
	}
	return b.String()
}

// ParseKey reads what Key.String wrote.
func ParseKey(s string) (Key, error) {
	bad := func(why string) (Key, error) { return Key{}, fmt.Errorf("codeworm: %q is not a key: %s", s, why) }
	rest, period, _ := strings.Cut(s, "@")
	rest, symbol, _ := strings.Cut(rest, "#")
	parts := strings.Split(rest, ":")
	if len(parts) != 3 {
		return bad("it has to look like type:repo:path#symbol@period")
	}
	fields := [5]string{parts[0], parts[1], parts[2], symbol, period}
	for i, f := range fields {
		u, err := url.PathUnescape(f)
		if err != nil {
			return bad(err.Error())
		}
		fields[i] = u
	}
	if !Type(fields[0]).Valid() {
		return bad("unknown document type")
	}
	return Key{Type: Type(fields[0]), Repo: fields[1], Path: fields[2], Symbol: fields[3], Period: fields[4]}, nil
}

// MarshalText makes a key its String in JSON and as a map key.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (k *Key) UnmarshalText(text []byte) error {
	parsed, err := ParseKey(string(text))
	if err != nil {
		return err
	}
	*k = parsed
	return nil
}

// Limits of a page's path, so that it fits every file system with room for the
// devlog's own folder (Windows: 260 characters in all).
const (
	maxPageFolder = 96
	maxPageName   = 48
	maxComponent  = 32
)

// PagePath is the slash-separated path of the key's page below the devlog's
// root: repo/folder-of-the-type/source-path/symbol-HASH.md. It depends on the key
// alone, holds only lower-case letters, digits, '.', '-' and '_', is unique
// also where file names ignore case, and is at most 200 bytes long.
func (k Key) PagePath() string {
	sum := sha256.Sum256([]byte(k.String()))
	hash := hex.EncodeToString(sum[:6])
	folder := []string{pathComponent(k.Repo), k.Type.info().Folder}
	name := k.Symbol
	src := k.Path
	switch {
	case k.Period != "":
		name = k.Period
	case name == "" && src == ".":
		name, src = k.Repo, ""
	case name == "":
		name, src = path.Base(src), path.Dir(src)
	}
	if src != "" && src != "." {
		var dirs []string
		length := 0
		for dir := range strings.SplitSeq(src, "/") {
			dir = pathComponent(dir)
			length += len(dir) + 1
			dirs = append(dirs, dir)
		}
		if length > maxPageFolder {
			// The front of a long path goes; the hash in the name keeps pages apart.
			for length > maxPageFolder && len(dirs) > 1 {
				length -= len(dirs[0]) + 1
				dirs = dirs[1:]
			}
		}
		folder = append(folder, dirs...)
	}
	return path.Join(path.Join(folder...), truncateComponent(pathComponentFull(name), maxPageName)+"-"+hash+".md")
}

// RepoFolder is the folder of all pages about the repository of that name,
// below the devlog's root.
func RepoFolder(repo string) string { return pathComponent(repo) }

// pathComponent makes a string safe as one component of a path on every file
// system: no separators, no hidden or reserved names, no case.
func pathComponent(s string) string { return truncateComponent(pathComponentFull(s), maxComponent) }

func pathComponentFull(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9', r == '.', r == '_', r == '-':
			b.WriteRune(r)
		default:
			b.WriteByte('-')
		}
	}
	c := b.String()
	if strings.HasPrefix(c, ".") || strings.HasPrefix(c, "-") {
		c = "_" + c
	}
	if c == "" {
		c = "_"
	}
	return c
}

// truncateComponent cuts a component and mends what cutting or the original
// left: endings that Windows refuses and the names it reserves.
func truncateComponent(c string, limit int) string {
	if len(c) > limit {
		c = c[:limit]
	}
	if trimmed := strings.TrimRight(c, "."); trimmed != c {
		c = trimmed + "_"
	}
	stem, _, _ := strings.Cut(c, ".")
	if reservedNames[stem] {
		c = "_" + c
	}
	return c
}

var reservedNames = func() map[string]bool {
	names := map[string]bool{"con": true, "prn": true, "aux": true, "nul": true}
	for _, d := range "0123456789" {
		names["com"+string(d)] = true
		names["lpt"+string(d)] = true
	}
	return names
}()
