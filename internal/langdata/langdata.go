// Package langdata knows the names that programming languages bring along: keywords, what is
// there without an import, the standard library, and well-known packages of others.
//
// The data are files that the programs in the folder generate print, each from the language's
// own tools, except for small.txt and packages.txt, which are kept by hand.
package langdata

import (
	"compress/gzip"
	"embed"
	"io"
	"strings"
	"sync"
)

//go:generate sh -c "go run generate/golang.go | gzip -9n > data/go.txt.gz"
//go:generate sh -c "python3 generate/python.py | gzip -9n > data/python.txt.gz"
//go:generate sh -c "python3 generate/rust.py \"$(rustc --print sysroot)/share/doc/rust/html\" | gzip -9n > data/rust.txt.gz"
//go:generate sh -c "java generate/Java.java | gzip -9n > data/java.txt.gz"

//go:embed data
var data embed.FS

// Language is what one language brings along. Its methods can be called from several goroutines.
type Language struct {
	name     string
	keywords map[string]bool
	builtins map[string]bool
	methods  map[string]bool
	members  map[string]string   // scope to its members between blanks
	short    map[string][]string // the last component of a scope to the scopes
	library  map[string]bool     // every member of a module
	anywhere map[string]bool     // every member of anything, made when first asked for
	once     sync.Once
}

// families are the languages that share their names.
var families = map[string]string{
	"javascript": "javascript", "jsx": "javascript", "typescript": "javascript", "tsx": "javascript", "js": "javascript", "ts": "javascript",
	"svelte": "javascript", "vue": "javascript", "mjs": "javascript",
	"py": "python", "python3": "python", "golang": "go", "rs": "rust", "c++": "cpp", "cc": "cpp", "hpp": "cpp", "cs": "csharp", "c#": "csharp",
	"kt": "kotlin", "rb": "ruby", "sh": "bash", "shell": "bash", "zsh": "bash", "proto": "protobuf", "terraform": "hcl", "tf": "hcl", "ex": "elixir",
	"exs": "elixir", "ml": "ocaml", "postgresql": "sql", "sqlite": "sql", "mysql": "sql", "scss": "css", "less": "css",
}

// generated are the languages that have a file of their own.
var generated = map[string]bool{"go": true, "python": true, "javascript": true, "rust": true, "java": true}

// bases are the languages whose names another one has too.
var bases = map[string][]string{"cpp": {"c"}, "kotlin": {"java"}, "scala": {"java"}, "groovy": {"java"}, "javascript": {"html"}}

// Family is the name of the group of languages that share their names: "javascript" for "tsx".
func Family(language string) string {
	language = strings.ToLower(language)
	if f, ok := families[language]; ok {
		return f
	}
	return language
}

var (
	mu        sync.Mutex
	languages = map[string]*Language{}
)

// For returns what a language brings along; for one that is not known, nothing but
// an empty Language.
func For(language string) *Language {
	family := Family(language)
	mu.Lock()
	defer mu.Unlock()
	if !generated[family] && smallNames()[family] == "" {
		family = ""
	}
	if l := languages[family]; l != nil {
		return l
	}
	l := &Language{name: family, keywords: map[string]bool{}, builtins: map[string]bool{}, methods: map[string]bool{},
		members: map[string]string{}, short: map[string][]string{}, library: map[string]bool{}}
	l.load(family)
	for _, base := range bases[family] {
		l.load(base)
	}
	languages[family] = l
	return l
}

// load adds the data of one language.
func (l *Language) load(family string) {
	text := smallNames()[family]
	if generated[family] {
		f, err := data.Open("data/" + family + ".txt.gz")
		if err != nil {
			panic(err) // it is embedded
		}
		z, err := gzip.NewReader(f)
		if err != nil {
			panic(err)
		}
		b, err := io.ReadAll(z)
		if err != nil {
			panic(err)
		}
		text = string(b)
	}
	for line := range strings.Lines(text) {
		scope, names, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok {
			continue
		}
		switch scope {
		case "= keywords":
			add(l.keywords, names)
		case "= builtins":
			add(l.builtins, names)
		case "= methods":
			add(l.methods, names)
		default:
			l.members[scope] = " " + names + " "
			last := scope[strings.LastIndexAny(scope, "/.:")+1:]
			l.short[last] = append(l.short[last], scope)
			if l.isModule(scope) {
				add(l.library, names)
			}
		}
	}
}

func add(to map[string]bool, names string) {
	for n := range strings.FieldsSeq(names) {
		to[n] = true
	}
}

// isModule tells modules from types, whose last component is capitalized; in Java and JavaScript
// modules are those with a lower-case name.
func (l *Language) isModule(scope string) bool {
	last := scope[strings.LastIndexAny(scope, "/.:")+1:]
	return last != "" && (last[0] < 'A' || last[0] > 'Z')
}

// Keyword reports whether the name is a word of the language itself.
func (l *Language) Keyword(name string) bool { return l.keywords[name] }

// Builtin reports whether the name is there without an import.
func (l *Language) Builtin(name string) bool { return l.builtins[name] }

// Method reports whether values of the language's own types have such a member.
func (l *Language) Method(name string) bool { return l.methods[name] }

// Module reports whether the standard library has such a module or type, by its full name or the
// last component of it: "net/http", "http".
func (l *Language) Module(name string) bool {
	name = strings.TrimPrefix(name, "node:")
	if _, ok := l.members[name]; ok {
		return true
	}
	return len(l.short[name]) > 0
}

// FullModule reports whether the standard library has a module or type of that full name.
func (l *Language) FullModule(name string) bool {
	_, ok := l.members[strings.TrimPrefix(name, "node:")]
	return ok
}

// Member reports whether the module or type, by its full name or the last component of it, has the
// member; known is false when there is no such module or type.
func (l *Language) Member(scope, name string) (exists, known bool) {
	scope = strings.TrimPrefix(scope, "node:")
	if members, ok := l.members[scope]; ok {
		return strings.Contains(members, " "+name+" "), true
	}
	scopes := l.short[scope]
	for _, s := range scopes {
		if strings.Contains(l.members[s], " "+name+" ") {
			return true, true
		}
	}
	return false, len(scopes) > 0
}

// MemberOfType reports whether the module has a type with the member: "http" and "StatusCode".
func (l *Language) MemberOfType(module, name string) bool {
	for _, m := range append(l.short[module], module) {
		for t := range strings.FieldsSeq(l.members[m]) {
			for _, separator := range []string{".", "::"} {
				if strings.Contains(l.members[m+separator+t], " "+name+" ") {
					return true
				}
			}
		}
	}
	return false
}

// Library reports whether a module of the standard library has a member of that name.
func (l *Language) Library(name string) bool { return l.library[name] }

// Anywhere reports whether anything in the standard library has a member of that name.
func (l *Language) Anywhere(name string) bool {
	l.once.Do(func() {
		l.anywhere = map[string]bool{}
		for _, names := range l.members {
			add(l.anywhere, names)
		}
	})
	return l.anywhere[name]
}

// smallNames are the data of the languages that share a file.
var smallNames = sync.OnceValue(func() map[string]string {
	b, err := data.ReadFile("data/small.txt")
	if err != nil {
		panic(err) // it is embedded
	}
	m := map[string]string{}
	for line := range strings.Lines(string(b)) {
		language, rest, _ := strings.Cut(line, " ")
		m[language] += rest
	}
	return m
})

// Package reports whether the name is a well-known package that somebody else wrote for the
// language, by its full name or, in Go, the last component of it.
func Package(language, name string) bool { return packages()[Family(language)+" "+name] }

var packages = sync.OnceValue(func() map[string]bool {
	b, err := data.ReadFile("data/packages.txt")
	if err != nil {
		panic(err) // it is embedded
	}
	m := map[string]bool{}
	for line := range strings.Lines(string(b)) {
		language, names, _ := strings.Cut(strings.TrimSpace(line), "\t")
		for n := range strings.FieldsSeq(names) {
			m[language+" "+n] = true
		}
	}
	return m
})
