package redact

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// hostPaths matches absolute paths below somebody's home, after what can stand before a path.
var hostPaths = regexp.MustCompile(`(^|[^\w./:\\-])((?:file://)?(?:/(?:home|Users)/[^\s/"'` + "`" + `<>()\[\]{}|:;,*?]+|/root|/private/var/folders|[A-Za-z]:(?:\\\\?|/)Users(?:\\\\?|/)[^\s\\/"'` + "`" + `<>|:;,*?]+)(?:\\\\?|/)(?:[^\s"'` + "`" + `<>()\[\]{}|:;,*?]*))`)

// HostPaths are the folders of one machine whose paths must not leave it: its repositories, where pages go, the home
// of its user. The zero value knows none.
type HostPaths struct {
	roots []string // absolute, the innermost first, without a separator at the end
}

// NewHostPaths returns the paths of the folders. Those at the top of the file system ("/app", "/root") and relative ones are left
// out: a source may well speak of such a folder of another machine.
func NewHostPaths(folders ...string) HostPaths {
	var h HostPaths
	for _, f := range folders {
		f = strings.TrimRight(f, `/\`)
		absolute := strings.HasPrefix(f, "/") || len(f) > 2 && f[1] == ':'
		if absolute && strings.ContainsAny(strings.TrimLeft(f, `/\`), `/\`) {
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
	from := 0 // what of the text is not written yet
	for at := 0; ; {
		i := strings.Index(text[at:], root)
		if i < 0 {
			b.WriteString(text[from:])
			return b.String()
		}
		start := at + i
		end := start + len(root)
		at = end
		if !beginsPath(text[:start]) || continuesName(text[end:]) {
			continue
		}
		b.WriteString(strings.TrimSuffix(text[from:start], "file://"))
		rest := strings.TrimLeft(text[end:], `/\`)
		switch below := len(rest) < len(text[end:]); {
		case below && rest != "" && continuesPath(rest[0]):
			end = len(text) - len(rest)
		case end == len(text) || text[end] != '.':
			b.WriteString(".")
		}
		from, at = end, end
	}
}

// beginsPath reports whether a path can begin after the text: at its start, after a blank, a quote or another sign that
// stands before one, an option such as -I, or file://. After a variable, a scheme, a host or a pattern it is a part of
// something else.
func beginsPath(before string) bool {
	if before == "" || strings.HasSuffix(before, "file://") {
		return true
	}
	last := before[len(before)-1]
	if n := len(before); n >= 2 && 'A' <= last && last <= 'Z' && before[n-2] == '-' {
		return n == 2 || strings.IndexByte(" \t\n\"'`=", before[n-3]) >= 0
	}
	return strings.IndexByte(" \t\r\n\"'`([{<|=,;:!&", last) >= 0
}

// continuesName reports whether what follows a path belongs to its last component.
func continuesName(rest string) bool {
	rest = strings.TrimLeft(rest, ".") // a dot may end a sentence
	return rest != "" && (continuesPath(rest[0]) || strings.IndexByte("@+~%", rest[0]) >= 0 || rest[0] >= utf8.RuneSelf)
}

// continuesPath reports whether a byte can be part of a path's component without quotes.
func continuesPath(c byte) bool {
	return c == '_' || c == '-' || c == '.' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
