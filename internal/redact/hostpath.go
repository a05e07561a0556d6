package redact

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// hostPaths matches absolute paths below somebody's home, after what can stand before a path.
var hostPaths = regexp.MustCompile(`(^|[^\w./:\\-])((?:file://)?(?:/(?:home|Users)/[^\s/"'` + "`" + `<>()\[\]{}|:;,*?]+|/root|/private/var/folders|[A-Za-z]:(?:\\\\?|/)Users(?:\\\\?|/)[^\s\\/"'` + "`" + `<>|:;,*?]+)(?:\\\\?|/)(?:[^\s"'` + "`" + `<>()\[\]{}|:;,*?]*))`)

// HostPaths are the folders of one machine whose paths must not leave it: its repositories, where pages go, the home
// of its user. The zero value knows none.
type HostPaths struct {
	roots []string // absolute, the innermost first, without a separator at the end
}

// NewHostPaths returns the paths of the folders. Those at the top of the file system ("/app") are left out: a source
// may well speak of such a folder of another machine.
func NewHostPaths(folders ...string) HostPaths {
	var h HostPaths
	for _, f := range folders {
		f = strings.TrimRight(f, `/\`)
		if strings.ContainsAny(strings.TrimLeft(f, `/\`), `/\`) || f == "/root" {
			h.roots = append(h.roots, f)
		}
	}
	slices.Sort(h.roots)
	h.roots = slices.Compact(h.roots)
	slices.SortStableFunc(h.roots, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	return h
}

// Hide makes the paths below the folders relative to them, "." for a folder itself. Hiding again changes nothing, and
// no line break is lost.
func (h HostPaths) Hide(text string) string {
	for _, root := range h.roots {
		if strings.Contains(text, root) {
			text = replaceRoot(text, root)
		}
	}
	return text
}

// HideHomes is Hide, and leaves of any other path below a home directory (/home/NAME, /Users/NAME, /root,
// C:\Users\NAME) only the last component: a model may have taken it from anywhere. Paths that known reports are
// those of the source, and stay.
func (h HostPaths) HideHomes(text string, known func(path string) bool) string {
	text = h.Hide(text)
	for range 2 { // two paths may share the character between them, and a match takes it
		text = hostPaths.ReplaceAllStringFunc(text, func(match string) string {
			m := hostPaths.FindStringSubmatch(match)
			path := strings.TrimRight(m[2], `/\.`)
			if known(path) {
				return match
			}
			tail := m[2][len(path):]
			if strings.Trim(tail, ".") != "" {
				tail = "" // a separator at the end goes with the path
			}
			return m[1] + path[strings.LastIndexAny(path, `/\`)+1:] + tail
		})
	}
	return text
}

// replaceRoot makes the paths below a root relative to it.
func replaceRoot(text, root string) string {
	var b strings.Builder
	for {
		i := strings.Index(text, root)
		if i < 0 {
			b.WriteString(text)
			return b.String()
		}
		end := i + len(root)
		before := i == 0 || !isPathByte(text[i-1])
		b.WriteString(text[:i])
		switch {
		case !before, continuesName(text[end:]):
			b.WriteString(root)
		case end+1 < len(text) && (text[end] == '/' || text[end] == '\\') && isPathByte(text[end+1]):
			end++
		case end == len(text) || text[end] != '.':
			b.WriteString(".")
		}
		text = text[end:]
	}
}

// continuesName reports whether what follows a path belongs to its last component.
func continuesName(rest string) bool {
	rest = strings.TrimLeft(rest, ".") // a dot may end a sentence
	return rest != "" && isPathByte(rest[0]) && rest[0] != '/' && rest[0] != '\\'
}

// isPathByte reports whether a byte can be part of a path without quotes.
func isPathByte(c byte) bool {
	return c == '/' || c == '\\' || c == '_' || c == '-' || c == '.' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
