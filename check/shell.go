package check

import (
	"regexp"
	"strings"

	"github.com/codeworm/codeworm/internal/words"
)

// ambiguousForms are how commands go on that are also words of languages.
var ambiguousForms = words.Forms{
	{`go (build|run|test|get|install|mod|vet|generate|fmt|tool|work|env|list|version|doc)\b`, "go test ./..."},
	{`export [A-Za-z_]\w*=`, "export KEY=1"},
	{`make( [\w./=-]+)*$`, "make all"},
	{`(find|cat|echo|source|just|node|python3?|sh|bash|tar|sed|awk|kill|daemon) [^=:(]+$`, "cat notes.txt"},
}

var (
	ambiguous = ambiguousForms.Compile(`^(?:`, `)`)
	ambiguity = words.Set("go export make find cat echo source just node python python3 sh bash tar sed awk daemon")
	ownFlag   = regexp.MustCompile(`(?:^|\s)(--[A-Za-z][\w-]*)`)
	ownFolder = regexp.MustCompile(`(?:^|\s)(\.{1,2}/[\w@./-]*\w|\w[\w@.-]*/[\w@./-]*\w)`)
)

// isCommandLine reports whether a line begins with a program that everyone knows, and goes on as a command does.
func isCommandLine(line string) bool {
	line = strings.TrimPrefix(commandPrefix.ReplaceAllString(strings.TrimSpace(line), ""), "sudo ")
	first, rest, _ := strings.Cut(line, " ")
	if !commands[first] || codeEnd.MatchString(line) || strings.HasPrefix(rest, "=") || strings.HasPrefix(rest, ":=") {
		return false
	}
	return !ambiguity[first] || ambiguous.MatchString(line)
}

// isShell reports whether a block holds commands: at least half of its lines do, or its label says so and it holds no
// other program.
func isShell(b *block) bool {
	command, other := 0, 0
	before := ""
	for line := range strings.Lines(b.code) {
		line = strings.TrimSpace(line)
		switch {
		case line == "", strings.HasPrefix(line, "#"), strings.HasSuffix(before, `\`):
		case isCommandLine(line):
			command++
		default:
			other++
		}
		before = line
	}
	if command > 0 && command >= other {
		return true
	}
	return b.family == "bash" && !isCode(b)
}

// missingInShell returns the names, the paths in folders of the repository, and the options of its own programs that do
// not exist.
func missingInShell(b *block) []codeMention {
	r := b.own
	missing := missingIn(r, b.code, b.suggestion)
	if !r.scope.Generated || b.suggestion {
		return missing
	}
	start := 0
	for line := range strings.Lines(b.code) {
		check := func(re *regexp.Regexp, resolve func(*Mention)) {
			for _, at := range re.FindAllStringSubmatchIndex(line, -1) {
				m := Mention{Text: line[at[2]:at[3]]}
				if resolve(&m); !m.Origin.exists() && len(m.absent) > 0 && !overlaps(missing, start+at[2], start+at[3]) {
					missing = append(missing, codeMention{m.absent[0], m.Text, start + at[2], start + at[3]})
				}
			}
		}
		check(ownFolder, r.resolveOwnFolder)
		if r.runsOwn(line) {
			check(ownFlag, r.resolveFlag)
		}
		start += len(line)
	}
	return missing
}

func overlaps(missing []codeMention, start, end int) bool {
	for _, m := range missing {
		if m.start < end && start < m.end {
			return true
		}
	}
	return false
}

// resolveOwnFolder resolves a path that begins where the repository's do; any other is of the machine.
func (r *resolver) resolveOwnFolder(m *Mention) {
	first, _, _ := strings.Cut(strings.TrimPrefix(m.Text, "./"), "/")
	if strings.HasPrefix(m.Text, "./") || r.scope.Names.Path(first) {
		r.resolvePath(m)
		return
	}
	m.found(OriginValue, "it is a path of the machine")
}

// runsOwn reports whether a command line runs a program of the repository.
func (r *resolver) runsOwn(line string) bool {
	first, _, _ := strings.Cut(commandPrefix.ReplaceAllString(strings.TrimSpace(line), ""), " ")
	first = first[strings.LastIndexByte(first, '/')+1:]
	return first != "" && !commands[first] && (strings.EqualFold(first, r.scope.Repo) || r.scope.Names.Path(first) || r.ours(first).exists())
}
