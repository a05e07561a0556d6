package pathmatch

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// component is what a pattern says of one component of a path.
type component struct {
	text string
	deep bool           // "**": any number of components
	how  func() matcher // nil for a plain name
}

type matcher interface{ MatchString(name string) bool }

// suffix matches names with an end: "*.py".
type suffix string

func (s suffix) MatchString(name string) bool { return strings.HasSuffix(name, string(s)) }

func (c component) plain() bool { return !c.deep && c.how == nil }

func (c component) match(name string) bool {
	switch {
	case c.deep:
		return true
	case c.how == nil:
		return c.text == name
	}
	return c.how().MatchString(name)
}

// special are the signs that are not plain text in a component.
const special = `*?[\`

// compileComponent reads one component.
func compileComponent(text string) (component, error) {
	c := component{text: text, deep: text == "**"}
	if c.deep || !strings.ContainsAny(text, special) {
		return c, nil
	}
	if end := strings.TrimLeft(text, "*"); !strings.ContainsAny(end, special) {
		c.how = func() matcher { return suffix(end) }
		return c, nil
	}
	var b strings.Builder
	b.WriteString(`(?s)\A`)
	literal := true
	var name strings.Builder
	for i := 0; i < len(text); {
		switch text[i] {
		case '*':
			literal = false
			b.WriteString(`.*`)
			for i < len(text) && text[i] == '*' {
				i++
			}
		case '?':
			literal = false
			b.WriteString(`.`)
			i++
		case '[':
			literal = false
			class, n, err := bracket(text[i:])
			if err != nil {
				return c, err
			}
			b.WriteString(class)
			i += n
		default:
			if text[i] == '\\' {
				if i++; i == len(text) {
					return c, errors.New(`ends in a backslash, which escapes nothing`)
				}
			}
			b.WriteString(regexp.QuoteMeta(text[i : i+1]))
			name.WriteByte(text[i])
			i++
		}
	}
	if literal {
		return component{text: name.String()}, nil
	}
	re, err := regexp.Compile(b.String() + `\z`)
	if err != nil {
		return c, fmt.Errorf("cannot be read: %w", err)
	}
	c.how = func() matcher { return re }
	return c, nil
}

// classes are the classes of POSIX, in the words of regular expressions.
var classes = map[string]bool{
	"alnum": true, "alpha": true, "blank": true, "cntrl": true, "digit": true, "graph": true, "lower": true,
	"print": true, "punct": true, "space": true, "upper": true, "xdigit": true,
}

// bracket turns "[...]" at the beginning of a text into that of a regular expression, and says how long it is.
func bracket(text string) (class string, n int, err error) {
	open := errors.New(`has a "[" that no "]" closes; write \[ for the sign itself`)
	var b strings.Builder
	i := 1
	negated := i < len(text) && (text[i] == '!' || text[i] == '^')
	if negated {
		i++
	}
	sign := func() (byte, bool) { // one sign, perhaps escaped
		if i < len(text) && text[i] == '\\' {
			i++
		}
		if i >= len(text) {
			return 0, false
		}
		i++
		return text[i-1], true
	}
	for first := true; ; first = false {
		switch {
		case i >= len(text):
			return "", 0, open
		case text[i] == ']' && !first:
			return finish(b.String(), negated), i + 1, nil
		case strings.HasPrefix(text[i:], "[:"):
			name, _, closed := strings.Cut(text[i+2:], ":]")
			if !closed || !classes[name] {
				return "", 0, fmt.Errorf("has %q, which is no class of characters", text[i:])
			}
			b.WriteString("[:" + name + ":]")
			i += len("[::]") + len(name)
			continue
		}
		low, ok := sign()
		if !ok {
			return "", 0, open
		}
		high := low
		if i+1 < len(text) && text[i] == '-' && text[i+1] != ']' {
			i++
			if high, ok = sign(); !ok {
				return "", 0, open
			}
		}
		if low <= high { // others hold nothing
			fmt.Fprintf(&b, `%s-%s`, escaped(low), escaped(high))
		}
	}
}

// escaped is a byte in a class of a regular expression.
func escaped(c byte) string { return fmt.Sprintf(`\x{%02x}`, c) }

// finish makes a class of its items.
func finish(items string, negated bool) string {
	switch {
	case items == "" && negated:
		return `.`
	case items == "":
		return `[^\x00-\x{10FFFF}]` // nothing
	case negated:
		return "[^" + items + "]"
	}
	return "[" + items + "]"
}
