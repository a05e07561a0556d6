package redact

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// hostPaths matches absolute paths below somebody's home, after what can stand before a path.
var hostPaths = regexp.MustCompile(`(^|[^\w./:\\-])((?:file://)?(?:/(?:home|Users)/[^\s/"'` + "`" + `<>()\[\]{}|:;,*?]+|/root|/private/var/folders|[A-Za-z]:(?:\\\\?|/)Users(?:\\\\?|/)[^\s\\/"'` + "`" + `<>|:;,*?]+)(?:\\\\?|/)(?:[^\s"'` + "`" + `<>()\[\]{}|:;,*?]*))`)

// HideHostPaths takes absolute paths of this machine out of a text. A path
// below one of the roots becomes relative to it, "." when it is the root itself. Of any other path
// below a home directory (/home/NAME, /Users/NAME, /root, C:\Users\NAME) only
// the last component stays. The innermost root counts where one lies in another.
func HideHostPaths(text string, roots ...string) string {
	roots = slices.Clone(roots)
	slices.SortFunc(roots, func(a, b string) int { return cmp.Compare(len(b), len(a)) }) // the innermost first
	for _, root := range roots {
		if root = strings.TrimRight(root, `/\`); len(root) > 1 {
			text = replaceRoot(text, root)
		}
	}
	for range 2 { // two paths may share the character between them, and a match takes it
		text = hostPaths.ReplaceAllStringFunc(text, func(match string) string {
			m := hostPaths.FindStringSubmatch(match)
			path := strings.TrimRight(m[2], `/\.`)
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
