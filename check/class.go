package check

import (
	"path"
	"regexp"
	"strings"

	"github.com/codeworm/codeworm/internal/langdata"
	"github.com/codeworm/codeworm/internal/words"
)

// class is how one class of code spans is recognized and resolved.
type class struct {
	class   MentionClass
	is      func(c *checker, text string) bool
	resolve func(c *checker, m *Mention)
}

// classes are asked in order; the first that recognizes a text resolves it.
var classes = []class{
	{ClassLiteral, matches(literalShape), value("it is a value")},
	{ClassOperator, func(_ *checker, t string) bool { return !word.MatchString(t) }, value("it names nothing")},
	{ClassLine, matches(lineOnly), (*checker).resolveLineSpan},
	{ClassLine, matches(fileLine), (*checker).resolveLineSpan},
	{ClassFlag, matches(flagLike), (*checker).resolveFlag},
	{ClassLiteral, matches(pattern), (*checker).resolvePattern},
	{ClassCommand, (*checker).isCommand, value("it is a command")},
	{ClassPath, matches(route), (*checker).resolveRoute},
	{ClassPath, (*checker).isPath, (*checker).resolvePath},
	{ClassMarkup, matches(markup), (*checker).resolveChains},
	{ClassName, matches(identifier), (*checker).resolveChains},
	{ClassDotted, matches(dotted), (*checker).resolveChains},
	{ClassKey, matches(kebab), (*checker).resolveKey},
	{ClassCall, matches(call), (*checker).resolveChains},
	{ClassText, matches(plainWords), (*checker).resolveWords},
	{ClassType, matches(typeLike), (*checker).resolveChains},
	{ClassExpression, func(*checker, string) bool { return true }, (*checker).resolveChains},
}

const id = `[\p{L}_$][\p{L}\p{N}_$]*`

var (
	word       = regexp.MustCompile(`[\p{L}_]`)
	identifier = regexp.MustCompile(`^[@&*$#~]*` + id + `[!?]?$`)
	dotted     = regexp.MustCompile(`^[@&*$#~]*` + id + `((\.|::|->|\?\.|!\.|#)` + id + `)+[!?]?$`)
	call       = regexp.MustCompile(`^[@&*$#!]*(await |new |async )?` + id + `((\.|::|->|\?\.|#)` + id + `)*!?\s*(<[^<>]*>)?\(.*\)[;?!]?$`)
	kebab      = regexp.MustCompile(`^\p{L}[\p{L}\p{N}_]*(-[\p{L}\p{N}_]+)+$`)
	flagLike   = regexp.MustCompile(`^--?[A-Za-z][A-Za-z0-9]*([-_][A-Za-z0-9]+)*(=\S*| [A-Z]+)?$`)
	markup     = regexp.MustCompile(`^</?[A-Za-z][\w.-]*(\s[^<>]*)?/?>$`)
	plainWords = regexp.MustCompile(`^[\p{L}\p{N}_'’-]+([ ,]+[\p{L}\p{N}_'’%*-]+)+[.!?:…]*$`)
	typeLike   = regexp.MustCompile(`^[\p{L}\p{N}_$.,:&*?|'\[\]<>{} ()-]*[\[\]<>*&?|][\p{L}\p{N}_$.,:&*?|'\[\]<>{} ()-]*$`)
	// literalShape: numbers with units, quoted text, addresses, dates, versions, hashes, format verbs.
	literalShape = regexp.MustCompile(`^(` + strings.Join([]string{
		`[-+~<>=≤≥]*\s*\d[\d_.,:x]*\s?(e[-+]?\d+)?%?([numµ]?s|min|m|h|d|[KMGTkmg]i?[Bb]?|bytes?|bits?|px|r?em|vh|vw|ms|fps|Hz|kHz|MHz|GHz|u8|u16|u32|u64|i8|i16|i32|i64|usize|isize|f32|f64|L|n|x)?(/s)?`,
		`0[xXbBoO][0-9a-fA-F_]+`, `v\d+(\.\d+)*([-+.][\w.]+)?`, `\d+(\.\d+)+([-+][\w.]+)?`,
		`[rbfuRBFU]{0,2}"[^"]*"`, `[rbfuRBFU]{0,2}'[^']*'`, `"""[\s\S]*"""`,
		`[a-z][a-z0-9+.-]*://\S*`, `mailto:\S+`, `[\w.+-]+@[\w-]+\.[\w.]+`,
		`\d{4}-\d\d(-\d\d)?([T ][\d:.]+Z?)?`, `[0-9a-f]*[a-f][0-9a-f]*\d[0-9a-f]*|[0-9a-f]*\d[0-9a-f]*[a-f][0-9a-f]*`, `\d+\s*[-–]\s*\d+`,
		`%[-+# 0]*\d*\.?\d*[a-zA-Z]`, `\\[a-z0\\]`, `O\([^()]*(\([^()]*\)[^()]*)*\)`, `#[0-9a-fA-F]{3,8}`,
		`(\d{1,3}\.){3}\d{1,3}(:\d+|/\d+)?`, `localhost(:\d+)?(/\S*)?`, `:\d{2,5}`,
		`(application|text|image|audio|video|multipart|font)/[\w.+*-]+(;.*)?`,
	}, "|") + `)$`)
	// pattern: globs, regular expressions, templates with places to fill in.
	pattern = regexp.MustCompile(`^(/.*[\\^$*+?\[(].*/[a-z]*|\^.*|.*\$|[\w./{},@*-]*([/._-]\*|\*[/._-])[\w./{},@*-]*|[\w.-]+/[\w./-]*<[\w -]+>[\w./<> -]*|\.{3}|\S*\\[dwsbDWSB]\S*)$`)
	route   = regexp.MustCompile(`^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (/\S*)$`)
	hash    = regexp.MustCompile(`^[0-9a-f]{7,40}$`)
)

func matches(re *regexp.Regexp) func(*checker, string) bool {
	return func(_ *checker, text string) bool {
		// A run of hexadecimal digits is a hash only when it is as long as one.
		return re.MatchString(text) && (re != literalShape || !hexWord.MatchString(text) || hash.MatchString(text)) &&
			(re != pattern || strings.ContainsAny(text, "*\\^$<") || text == "...")
	}
}

var (
	hexWord = regexp.MustCompile(`^[a-f][0-9a-f]*$`)
)

func value(reason string) func(*checker, *Mention) {
	return func(_ *checker, m *Mention) { m.Origin, m.Reason = OriginValue, reason }
}

// knownFiles are names of files that have their meaning by convention.
var knownFiles = words.Set(`package.json package-lock.json tsconfig.json pyproject.toml requirements.txt setup.py setup.cfg Pipfile poetry.lock go.mod go.sum go.work
	Cargo.toml Cargo.lock build.rs pom.xml build.gradle settings.gradle Gemfile composer.json mix.exs Dockerfile Containerfile docker-compose.yml docker-compose.yaml
	compose.yml compose.yaml Makefile Justfile .gitignore .gitattributes .dockerignore .env .editorconfig .git .github .bashrc .zshrc .profile .ssh .netrc .npmrc
	README.md README LICENSE CHANGELOG.md CONTRIBUTING.md __init__.py __main__.py conftest.py index.html index.js index.ts node_modules yarn.lock pnpm-lock.yaml
	vite.config.ts vite.config.js .eslintrc .prettierrc robots.txt favicon.ico index.lock HEAD FETCH_HEAD`)

// systemRoots are where paths of the machine begin, which no repository holds.
var systemRoots = words.Set("etc tmp usr var proc sys dev bin sbin opt home root run lib mnt boot")

// commands are programs with which a command line begins.
var commands = words.Set(`go git npm npx yarn pnpm bun node deno pip pip3 pipx uv poetry python python3 pytest ruff mypy docker docker-compose podman kubectl helm
	make just cargo rustc rustup mvn gradle ollama curl wget sudo apt apt-get brew cd ls cp mv rm mkdir cat echo grep sed awk find tar chmod chown ssh scp
	psql sqlite3 redis-cli mysql terraform ansible systemctl journalctl export source bash sh daemon gofmt golangci-lint tsc eslint vite gunicorn uvicorn celery`)

// commandPrefix is what may stand before a command: the sign of a prompt, variables.
var commandPrefix = regexp.MustCompile(`^(\$ |[A-Z_][A-Z0-9_]*=\S* )+`)

func (c *checker) isCommand(text string) bool {
	text = commandPrefix.ReplaceAllString(text, "")
	first, rest, several := strings.Cut(text, " ")
	if !several || strings.ContainsAny(first, "(=,") {
		return false
	}
	if strings.HasPrefix(rest, "=") || strings.HasPrefix(rest, ":=") {
		return false
	}
	return commands[first] && (strings.ContainsAny(rest, "-./|<>") || !langdata.For(c.scope.Language).Keyword(first))
}

var pathShape = regexp.MustCompile(`^(\.{0,2}/|~/)?[\w@+.\-\[\]{}()$:]+(/[\w@+.\-\[\]{}()$:]+)*/?$`)

// isPath takes for a path what has a slash, a file's extension, or a file's conventional name.
func (c *checker) isPath(text string) bool {
	if knownFiles[text] || text == "/" || text == "./" || text == "../" || text == "./..." {
		return true
	}
	if !pathShape.MatchString(text) || strings.Contains(text, "::") || strings.HasSuffix(text, ")") {
		return false
	}
	if strings.Contains(text, "/") {
		return true
	}
	ext := strings.TrimPrefix(path.Ext(text), ".")
	return ext != "" && (words.SourceExtensions[ext] || words.SourceExtensions[strings.ToLower(ext)] && ext == strings.ToUpper(ext))
}
