package redact

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// Builtin is the built-in redactor. Its zero value is ready, and it is safe for concurrent use.
type Builtin struct{}

// secretMatch is a secret's place in a text.
type secretMatch struct {
	start, end int
	kind       string
}

// Redact implements Redactor. What replacing a secret lays bare, such as a second one that shared a
// sign with it, is found by looking again.
func (Builtin) Redact(text string) string {
	for {
		redacted := redactOnce(text)
		if redacted == text {
			return text
		}
		text = redacted
	}
}

func redactOnce(text string) string {
	lower := asciiLower(text)
	var found []secretMatch
	for _, rule := range secretRules() {
		found = rule.find(text, lower, found)
	}
	if len(found) > 0 {
		marks := redactedMark.FindAllStringIndex(text, -1)
		found = slices.DeleteFunc(found, func(m secretMatch) bool {
			return m.kind != privateKey && slices.ContainsFunc(marks, func(k []int) bool { return m.start < k[1] && k[0] < m.end })
		})
	}
	return replaceSecrets(text, found)
}

// asciiLower keeps every byte at its place, which strings.ToLower does not.
func asciiLower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// redactedMark is what stands for a secret that was taken out.
var redactedMark = regexp.MustCompile(`\[redacted: [a-z0-9-]+\]`)

// privateKey is the kind of secret that may hold others.
const privateKey = "private-key"

const redactedOpen = "[redacted: "

// replaceSecrets puts a mark in the place of each match. Of matches that
// overlap the first, and of those the longest, names what they cover together.
func replaceSecrets(text string, found []secretMatch) string {
	if len(found) == 0 {
		return text
	}
	slices.SortStableFunc(found, func(a, b secretMatch) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end))
	})
	merged := found[:1]
	for _, m := range found[1:] {
		if last := &merged[len(merged)-1]; m.start < last.end {
			last.end = max(last.end, m.end)
		} else {
			merged = append(merged, m)
		}
	}
	var b strings.Builder
	at := 0
	for _, m := range merged {
		b.WriteString(text[at:m.start])
		b.WriteString(redactedOpen + m.kind + "]")
		b.WriteString(strings.Repeat("\n", strings.Count(text[m.start:m.end], "\n")))
		at = m.end
	}
	b.WriteString(text[at:])
	return b.String()
}

// hostPaths are absolute paths below somebody's home.
var hostPaths = regexp.MustCompile(`(^|[^\w./:\\-])((?:file://)?(?:/(?:home|Users)/[^\s/"'` + "`" + `<>()\[\]{}|:;,*?]+|/root|/private/var/folders|[A-Za-z]:(?:\\\\?|/)Users(?:\\\\?|/)[^\s\\/"'` + "`" + `<>|:;,*?]+)(?:\\\\?|/)(?:[^\s"'` + "`" + `<>()\[\]{}|:;,*?]*))`)

// HideHostPaths makes absolute paths of the host not appear in a text. A path
// below one of the roots becomes relative to it, "." when it is the root itself; of another path
// below a home directory, as /home/NAME, /Users/NAME, /root or C:\Users\NAME, only
// the last component stays.
func HideHostPaths(text string, roots ...string) string {
	roots = slices.Clone(roots)
	slices.SortFunc(roots, func(a, b string) int { return cmp.Compare(len(b), len(a)) }) // the innermost first
	for _, root := range roots {
		if root = strings.TrimRight(root, `/\`); len(root) > 1 {
			text = replaceRoot(text, root)
		}
	}
	for range 2 { // two paths may share the sign between them
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

func isPathByte(c byte) bool {
	return c == '/' || c == '\\' || c == '_' || c == '-' || c == '.' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
