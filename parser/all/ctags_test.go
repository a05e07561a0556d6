package all

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/source"
)

// ctag is one line of ctags' JSON.
type ctag struct {
	Name string `json:"name"`
	Path string `json:"path"`
	Line int    `json:"line"`
	End  int    `json:"end"`
	Kind string `json:"kind"`
}

// ctagsNames are the names that ctags has for languages, where they differ.
var ctagsNames = map[string]string{"bash": "Sh", "cpp": "C++", "csharp": "C#", "php": "PHP"}

// definingKinds are the kinds of tags that stand for functions and types.
var definingKinds = []string{
	"function", "func", "method", "singletonMethod", "constructor", "class", "struct", "interface", "trait", "enum",
	"module", "namespace", "record", "object", "union", "message", "service", "rpc", "implementation",
}

// known are patterns of lines whose tags are missing here, by the reason.
var known = []struct{ language, name, line, reason string }{
	{"bash", "", `^alias\b`, "an alias"},
	{"bash", "", `=\(\)|^complete |^group: |compgen -A function|\w function \w+ \w`, "no function but text that looks like one"},
	{"c", "^__anon", "", "a name that ctags made up"},
	{"c", "", `enum \w+ \w+\[`, "a variable of an enum's type"},
	{"cpp", "^__anon", "", "a name that ctags made up"},
	{"kotlin", "^<", "", "an anonymous function or object"},
	{"kotlin", "", `\bfor \(`, "a loop's variable"},
	{"kotlin", "", `\{ [\w, ]+(: [\w<>]+)? ->`, "a lambda's parameter"},
	{"kotlin", "", `\bwhen \(val `, "a variable"},
	{"kotlin", "", `\bannotation class`, "an annotation class that the grammar takes for an expression"},
	{"kotlin", "^(throwIndexOverflow|throwCountOverflow|ContractBuilder|FileVisitorBuilder|TimeMark)$", "", "modifiers that the grammar takes for an expression"},
	{"kotlin", "", `companion object`, "a companion object without a name"},
	{"lua", "", `function_arg\(`, "no function but a call of function_arg"},
	{"lua", "", `['"]function|_function_|\bfn\(\)`, "no function but text that looks like one"},
	{"lua", "", `\{.*= ?function|[(,{] ?function ?\(|return function`, "an anonymous function"},
	{"ocaml", "", `^(\(\*\*\*|#2 )`, "the module that is the file"},
	{"ocaml", "", `^let \( ?\S+ ?\) +=`, "a value"},
	{"ocaml", `^(_|\(\))$`, "", "no name"},
	{"php", "", `^namespace [^{]*;`, "a namespace that holds the file"},
	{"rust", "", `\bfor (&|\*|\[|\(|!|fn|dyn)`, "an implementation for a type without a name"},
	{"rust", "", `\bmod \w+;`, "a module that is another file"},
}

// reason is why a tag is missing here; "" when there is none.
func (tag ctag) reason(language, line string) string {
	for _, k := range known {
		if k.language == language && regexp.MustCompile(k.name).MatchString(tag.Name) &&
			regexp.MustCompile(k.line).MatchString(strings.TrimSpace(line)) {
			return k.reason
		}
	}
	return ""
}

// TestJudgeCtags shows that nothing that ctags reports as function, method or
// type in a real package is missing without a stated reason, save in files with
// syntax that the grammar does not know.
func TestJudgeCtags(t *testing.T) {
	if _, err := exec.LookPath("ctags"); err != nil {
		t.Skipf("needs real part: universal-ctags: %v", err)
	}
	byName := map[string]parser.Language{}
	for _, row := range Languages() {
		byName[row.Name] = row
	}
	for _, p := range realPackages {
		t.Run(p.language, func(t *testing.T) {
			row, ok := byName[p.language]
			require.True(t, ok)
			pr, err := parser.New(row)
			require.NoError(t, err)
			files := sampled(p.files(t))
			outlines := map[string]*source.Outline{}
			byLine := map[string]map[int][]source.Symbol{} // heads of definitions
			lines := map[string][]string{}
			unknown := 0
			for _, file := range files {
				src, err := os.ReadFile(file)
				require.NoError(t, err)
				o, err := pr.Parse(context.Background(), "x"+row.Extensions[0], src)
				require.NoError(t, err, file)
				checkSpans(t, src, o)
				outlines[file] = o
				byLine[file] = map[int][]source.Symbol{}
				for _, s := range o.Symbols {
					for line := s.Span.StartLine; line <= min(s.NameSpan.EndLine, s.Span.StartLine+200); line++ {
						byLine[file][line] = append(byLine[file][line], s)
					}
				}
				lines[file] = strings.Split(string(src), "\n")
				if o.Problem != "" {
					unknown++
				}
			}
			name := p.language
			if n, ok := ctagsNames[name]; ok {
				name = n
			}
			reasons := map[string]int{}
			var missing []string
			checked := 0
			for _, tag := range ctags(t, name, files) {
				if !slices.Contains(definingKinds, tag.Kind) {
					continue
				}
				checked++
				o := outlines[tag.Path]
				if slices.ContainsFunc(byLine[tag.Path][tag.Line], tag.is) {
					continue
				}
				var reason string
				if o.Problem != "" {
					reason = string(o.Problem)
				} else {
					reason = tag.reason(p.language, lines[tag.Path][tag.Line-1])
				}
				if reason != "" {
					reasons[reason]++
					continue
				}
				missing = append(missing, fmt.Sprintf("%s:%d: %s %s: %s", filepath.Base(tag.Path), tag.Line, tag.Kind, tag.Name,
					strings.TrimSpace(lines[tag.Path][tag.Line-1])))
			}
			t.Logf("%d files (%d with a problem), %d tags, missing for a reason: %v", len(files), unknown, checked, reasons)
			require.NotZero(t, checked)
			assert.Empty(t, missing[:min(len(missing), 20)], "%d of %d tags are missing", len(missing), checked)
		})
	}
}

// is reports whether the tag, which is on one of the symbol's first lines, is about the symbol.
func (tag ctag) is(s source.Symbol) bool {
	name := tag.Name
	if i := strings.LastIndexAny(name, ".:\\"); i >= 0 && i+1 < len(name) {
		name = name[i+1:]
	}
	name = strings.ReplaceAll(name, "operator ", "operator")
	ours := strings.ReplaceAll(s.Name, "operator ", "operator")
	if i := strings.LastIndexAny(ours, `.\`); i >= 0 && i+1 < len(ours) {
		ours = ours[i+1:]
	}
	if strings.HasPrefix(ours, "(") { // let (++) a b
		ours = strings.Trim(ours, "()")
	}
	return ours == name || strings.HasPrefix(s.Signature, tag.Name+"(") // TEST(Suite, Name)
}

// sampled leaves about a third of the files, unless CODEWORM_JUDGE is "all".
func sampled(files []string) []string {
	if os.Getenv("CODEWORM_JUDGE") == "all" || len(files) < 60 {
		return files
	}
	var some []string
	for i := 1; i < len(files); i += 3 {
		some = append(some, files[i])
	}
	return some
}

// parseFile reads a file.
func parseFile(t testing.TB, file string) *source.Outline {
	src, err := os.ReadFile(file)
	require.NoError(t, err)
	o, err := newParser(t).Parse(context.Background(), file, src)
	require.NoError(t, err, file)
	checkSpans(t, src, o)
	return o
}

// ctags lists what ctags finds in files of one language.
func ctags(t *testing.T, language string, files []string) []ctag {
	cmd := exec.Command("ctags", "--options=NONE", "--languages="+language, "--language-force="+language, "--fields=+neK",
		"--output-format=json", "--sort=no", "-f", "-", "-L", "-")
	cmd.Stdin = strings.NewReader(strings.Join(files, "\n"))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoError(t, err, stderr.String())
	var tags []ctag
	for line := range strings.Lines(string(out)) {
		var tag ctag
		require.NoError(t, json.Unmarshal([]byte(line), &tag), line)
		tags = append(tags, tag)
	}
	return tags
}
