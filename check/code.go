package check

import (
	"regexp"
	"strings"

	"github.com/codeworm/codeworm/internal/langdata"
	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/internal/words"
)

// uncheckedCode are languages of fenced blocks whose names are not those of programs: commands,
// data, drawings.
var uncheckedCode = words.Set("bash html css hcl sql common")

// hashComments are languages whose comments begin with a hash, dashComments those with two dashes.
var (
	hashComments = words.Set("python ruby elixir bash hcl php")
	dashComments = words.Set("sql lua elm")
)

// declaring is how a line begins that gives names.
var declaring = regexp.MustCompile(`^\s*(@|(export |default |pub(\(\w+\))? |public |private |protected |static |async |abstract |final |override |unsafe |inline )*` +
	`(def|func|fn|class|interface|type|struct|enum|trait|impl|import|from|use|const|let|var|val|function|for|package|namespace|module|with|except|catch|lambda)\b)`)

var (
	assignment = regexp.MustCompile(`^\s*(?:(?:const|let|var|val|mut|auto|final)\s+)*([\w$,\s{}\[\]().*]+?)\s*(?::[^=]*)?(?::=|[-+*/|&]?=[^=])`)
	fresh      = regexp.MustCompile(`(?:\bas|\bfor|\bcatch|\bexcept \w+ as|\blambda|\blet|\bvar|\bconst|\bmut)\s+[({]?\s*([\w$]+(?:\s*,\s*[\w$]+)*)`)
	keyed      = regexp.MustCompile(`([\w$]+)\??\s*:[^:=]`)
	arrow      = regexp.MustCompile(`\(?([\w$,\s{}]*)\)?\s*=>`)
	imported   = regexp.MustCompile(`^\s*(import|from|use|#include|require)\b`)
)

// block checks the names in quoted code, when its language is known. Lines that the source has
// are passed over. Names that the code itself declares exist, as do, in suggestions, those that are not
// nearly one of the repository's.
func (c *checker) block(i int) {
	n := &c.doc.Nodes[i]
	family := langdata.Family(n.Info)
	whole := c.mention(i, n.Range, firstLine(c.doc.Text(n.Inner)))
	whole.Class, whole.Origin, whole.Reason = ClassCode, OriginValue, "it is no code of a known language"
	if n.Info == "" || uncheckedCode[family] || langdata.For(family) == langdata.For("") {
		c.mentions = append(c.mentions, whole)
		return
	}
	code, offsets := c.doc.Code(i)
	masked := maskCode(code, family)
	sub := *c
	sub.language, sub.scope.Language, sub.singles = langdata.For(family), family, map[string]part{}
	declared := declaredIn(masked)
	start := 0
	missing := len(c.mentions)
	for line := range strings.Lines(masked) {
		original := strings.TrimSpace(code[start : start+len(line)])
		if original != "" && !imported.MatchString(line) && !c.sourceLine(original) {
			for _, at := range chainToken.FindAllStringIndex(line, -1) {
				found := chains(line[at[0]:min(at[1]+1, len(line))])
				if len(found) == 0 {
					continue
				}
				if a := sub.inBlock(found[0], declared, c.suggests[i]); a != nil {
					m := c.mention(i, markdown.Range{Start: offsets[start+at[0]], End: offsets[start+at[1]-1] + 1}, strings.TrimLeft(line[at[0]:at[1]], ")]?.:"))
					m.Class = ClassCode
					m.fail(a.name, "%s", a.reason)
					c.mentions = append(c.mentions, m)
				}
			}
		}
		start += len(line)
	}
	if missing == len(c.mentions) {
		whole.Origin, whole.Reason = OriginSource, "its names exist"
		c.mentions = append(c.mentions, whole)
	}
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimLeft(text, "\n"), "\n")
	return line
}

// sourceLine reports whether the source has the line, white space around it aside.
func (c *checker) sourceLine(line string) bool {
	if c.sourceLines == nil {
		c.sourceLines = map[string]bool{}
		for _, l := range c.lines {
			c.sourceLines[strings.TrimLeft(strings.TrimSpace(l), "+- ")] = true
		}
	}
	if cut, ok := strings.CutSuffix(line, "…"); ok && c.inSource(strings.TrimSpace(cut)) {
		return true
	}
	return c.sourceLines[strings.TrimLeft(line, "+- ")]
}

// inBlock resolves a name in quoted code; words that do not look like names of a program are taken to be text.
func (c *checker) inBlock(ch chain, declared map[string]MentionOrigin, suggestion bool) *absence {
	head := ch.parts[0]
	origin, own := declared[head]
	if own {
		if len(ch.parts) == 1 {
			return nil
		}
		if origin == OriginImport && !c.ours(head).exists() && suggestion {
			return nil
		}
		ch = chain{append([]string{""}, ch.parts[1:]...), ch.call}
	}
	if len(ch.parts) == 1 && !ch.call && !snake.MatchString(head) && !lowerCamel.MatchString(head) && !upperCamel.MatchString(head) {
		return nil
	}
	for _, name := range ch.parts[1:] {
		if _, own := declared[name]; own {
			return nil
		}
	}
	_, a := c.resolve(ch, suggestion)
	if a == nil || suggestion && c.slip(a.name) == "" {
		return nil
	}
	return a
}

// declaredIn are the names that code gives itself: definitions, variables, parameters, keys, imports.
func declaredIn(code string) map[string]MentionOrigin {
	names := map[string]MentionOrigin{}
	add := func(text string, o MentionOrigin) {
		words.EachWord(text, func(w string) { names[w] = o })
	}
	for line := range strings.Lines(code) {
		switch {
		case imported.MatchString(line):
			add(line, OriginImport)
		case declaring.MatchString(line):
			left, _, _ := strings.Cut(line, "=")
			for _, ch := range chains(left) {
				if len(ch.parts) == 1 {
					names[ch.parts[0]] = OriginPage
				}
			}
		}
		if m := assignment.FindStringSubmatch(line); m != nil && !strings.Contains(m[1], ".") && !strings.Contains(m[1], "(") {
			add(m[1], OriginPage)
		}
		for _, re := range []*regexp.Regexp{fresh, keyed, arrow} {
			for _, m := range re.FindAllStringSubmatch(line, -1) {
				add(m[1], OriginPage)
			}
		}
	}
	return names
}

// maskCode puts blanks in the place of strings and comments.
func maskCode(code, family string) string {
	b := []byte(code)
	blank := func(from, to int) {
		for k := from; k < min(to, len(b)); k++ {
			if b[k] != '\n' {
				b[k] = ' '
			}
		}
	}
	until := func(from int, end string) int {
		if k := strings.Index(code[min(from, len(code)):], end); k >= 0 {
			return from + k + len(end)
		}
		return len(code)
	}
	for k := 0; k < len(code); {
		rest := code[k:]
		end := k + 1
		switch {
		case strings.HasPrefix(rest, "/*"):
			end = until(k+2, "*/")
			blank(k, end)
		case strings.HasPrefix(rest, "//") && !hashComments[family], rest[0] == '#' && hashComments[family], strings.HasPrefix(rest, "--") && dashComments[family]:
			end = until(k, "\n")
			blank(k, end)
		case strings.HasPrefix(rest, `"""`), strings.HasPrefix(rest, `'''`):
			end = until(k+3, rest[:3])
			blank(k, end)
		case rest[0] == '`' && (family == "javascript" || family == "go"):
			end = until(k+1, "`")
			blank(k, end)
		case rest[0] == '"', rest[0] == '\'' && family != "rust":
			for end < len(code) && code[end] != rest[0] && code[end] != '\n' {
				if code[end] == '\\' {
					end++
				}
				end++
			}
			end = min(end+1, len(code))
			blank(k, end)
		}
		k = end
	}
	return string(b)
}
