package target_test

import (
	"fmt"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/repotest"
	"github.com/codeworm/codeworm/internal/target"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/source"
)

// definition is one of several of a name: its source, and what its key calls it beside the others.
type definition struct{ source, name string }

// overloaded are definitions of one name in each language that has them, with what stands around them.
var overloaded = []struct {
	file, before, after string
	definitions         []definition
}{
	{"a.cc", "class Shop {\n", "};\n", []definition{
		{"int price(int n) const { return n; }", "Shop.price(int) [int const]"},
		{"int price(int count) { return 1; }", "Shop.price(int) [int]"},
		{"int price(const std::string &name, int n = 3 /* three */) { return n; }", "Shop.price(const std::string &, int)"},
		{"int price(std::map<int, int> m, void (*done)(int, int)) { return 1; }", "Shop.price(std::map<int, int>, void (* )(int, int))"},
		{"template <typename T> T price(T a) { return a; }", "Shop.price(T) [template <typename T> T]"},
		{"template <typename T, typename U> T price(T a) { return a; }", "Shop.price(T) [template <typename T, typename U> T]"},
		{"int price() { return 1; }", "Shop.price()"},
	}},
	{"A.java", "class A {\n", "}\n", []definition{
		{"@Override public int price(int a, List<String> b) { return 1; }", "A.price(int, List<String>)"},
		{"int price(int... a) { return 1; }", "A.price(int...)"},
		{"int price(Map<String, List<Integer>> m, int[] n) { return 1; }", "A.price(Map<String, List<Integer>>, int[])"},
		{"int price() { return 1; }", "A.price()"},
	}},
	{"A.cs", "class A {\n", "}\n", []definition{
		{"public int Price(ref int a, string b = \"a, (b\") { return 1; }", "A.Price(ref int, string)"},
		{"public int Price(int a, string b) { return 1; }", "A.Price(int, string)"},
		{"public int Price(params string[] a) { return 1; }", "A.Price(params string[])"},
		{"public T Price<T>(T a) { return a; }", "A.Price(T)"},
	}},
	{"a.kt", "", "", []definition{
		{"fun price(a: Int): Int { return 1 }", "price(Int) [fun : Int]"},
		{"fun price(a: String): Int { return 1 }", "price(String)"},
		{"fun String.price(a: Int): Int { return 1 }", "price(Int) [fun String. : Int]"},
		{"fun price(a: (Int, Int) -> Int, b: Map<String, Int>): Int { return 1 }", "price((Int, Int) -> Int, Map<String, Int>)"},
	}},
	{"a.scala", "class A {\n", "}\n", []definition{
		{"def price(a: Int)(implicit b: String): Int = { 1 }", "A.price(Int) [def (implicit b: String): Int]"},
		{"def price(a: Int): Int = { 1 }", "A.price(Int) [def : Int]"},
		{"def price(a: String, b: Int = 2): Int = { 1 }", "A.price(String, Int)"},
	}},
	{"a.swift", "class A {\n", "}\n", []definition{
		{"func price(of a: Int) -> Int { return 1 }", "A.price(of: Int)"},
		{"func price(for a: Int) -> Int { return 1 }", "A.price(for: Int)"},
		{"func price(_ a: String) -> Int { return 1 }", "A.price(_: String)"},
	}},
	{"a.ts", "class C {\n", "}\n", []definition{
		{"get x(): number { return 1 }", "C.x()"},
		{"set x(v: number) { this.y = v }", "C.x(number)"},
	}},
	{"b.ts", "", "", []definition{
		{"function f(a: string): void;", ""},
		{"function f(a: any): void { console.log(a); }", "f"},
		{"function f(a: number): void;", ""},
	}},
	{"a.ex", "defmodule A do\n", "end\n", []definition{
		{"def f(n) when n > 3 do\n n\nend", "A.f(n) [def when n > 3]"},
		{"def f(n) do\n n\nend", "A.f(n) [def]"},
		{"def f(a, b \\\\ 1) do\n a + b\nend", "A.f(a, b)"},
		{"def f(%{a: x}, [h | t]) do\n x\nend", "A.f(%{a: x}, [h | t])"},
	}},
	{"a.py", "class C:\n", "", []definition{
		{"    @property\n    def x(self):\n        return 1\n", "C.x(self) [@property def]"},
		{"    @x.setter\n    def x(self, value=2):\n        self.y = 1\n", "C.x(self, value)"},
		{"    @x.deleter\n    def x(self):\n        del self.y\n", "C.x(self) [@x.deleter def]"},
		{"    def x(self, value: dict[str, int], *args, **kw):\n        return 1\n", "C.x(self, dict[str, int], *args, **kw)"},
	}},
	{"a.js", "", "", []definition{
		{"function f(a) { return 1 }", "f(a)"}, {"function f(a, b = g(1, 2)) { return 2 }", "f(a, b)"}, {"function f({a, b}, ...c) { return 2 }", "f({a, b}, ...c)"},
	}},
	{"a.rb", "class A\n", "end\n", []definition{
		{"def f(a, b = 1)\n 1\nend", "A.f(a, b)"}, {"def f(a)\n 2\nend", "A.f(a) [def]"}, {"def self.f(a)\n 3\nend", "A.f(a) [def self.]"},
	}},
	{"a.rs", "", "", []definition{
		{"#[cfg(unix)]\nfn g(a: i32) -> i32 { 1 }", "g(i32) [@cfg(unix) fn -> i32]"},
		{"#[cfg(windows)]\nfn g(a: i32) -> i32 { 1 }", "g(i32) [@cfg(windows) fn -> i32]"},
		{"struct g;", "g"},
		{"impl g { }", ""},
		{"impl T for g { }", ""},
	}},
	{"a.php", "<?php\n", "", []definition{
		{"if (X) { function f(int $a, $b = 3) { return 1; } }", "f(int, $b)"}, {"if (!X) { function f(?string $a) { return 1; } }", "f(?string)"},
	}},
	{"b.scala", "", "", []definition{{"class A(x: Int) { def y = { 1 } }", "A [class]"}, {"object A { def z = { 1 } }", "A [object]"}}},
	{"a.c", "", "", []definition{{"struct stat { int a; };", "stat"}, {"int stat(int a) { return 1; }", "stat"}, {"int stat(int);", ""}}},
}

// namesOf parses definitions in an order and returns what they are called, by their sources.
func namesOf(t *testing.T, p *parser.Parser, file string, sources []string, before, after string) map[string]string {
	t.Helper()
	src := before + strings.Join(sources, "\n\n") + "\n" + after
	o := parse(t, p, file, src)
	named := map[string]string{}
	names := target.SymbolNames(o)
	at := len(before)
	for _, text := range sources {
		named[text] = ""
		for i, s := range o.Symbols {
			inside := at <= s.NameSpan.StartByte && s.NameSpan.EndByte <= at+len(text)
			if inside && names[i] != "" && named[text] == "" {
				named[text] = names[i]
			}
		}
		at += len(text) + 2
	}
	return named
}

// parse returns the outline of a file.
func parse(t *testing.T, p *parser.Parser, file, src string) *source.Outline {
	t.Helper()
	o, err := p.Parse(t.Context(), file, []byte(src))
	require.NoError(t, err)
	return o
}

// In every language with overloads or redefinitions a definition keeps its name beside the others in whatever order they stand, also
// when its default values, its comments and its white space change.
func TestOverloadsAreNamedByTheirSignatures(t *testing.T) {
	p := repotest.Parser(t)
	random := rand.New(rand.NewPCG(1, 2))
	for _, c := range overloaded {
		t.Run(path.Base(c.file), func(t *testing.T) {
			want, sources := map[string]string{}, []string(nil)
			for _, d := range c.definitions {
				want[d.source] = d.name
				sources = append(sources, d.source)
			}
			for range 20 {
				require.Equal(t, want, namesOf(t, p, c.file, sources, c.before, c.after))
				random.Shuffle(len(sources), func(i, j int) { sources[i], sources[j] = sources[j], sources[i] })
			}
		})
	}
	for _, c := range [][2]string{
		{"int f(int a, int b = 1) { return a; }\nint f(char c) { return c; }\n", "int f(int x, /* how many */ int  y = g(2, \"(\")) { return 7; }\n\n// new\nint f(char z) { return z; }\n"},
		{"#if X\nint f() { return 1; }\n#else\nint f() { return 2; }\n#endif\n", "#if Y\nint f() { return 3; }\n#else\nint f() { return 4; }\n#endif\n"},
	} {
		assert.Equal(t, target.SymbolNames(parse(t, p, "a.cc", c[0])), target.SymbolNames(parse(t, p, "a.cc", c[1])))
	}
	assert.Equal(t, []string{"f() [int]~1", "f() [int]~2"}, target.SymbolNames(parse(t, p, "a.cc", "#if X\nint f() { return 1; }\n#else\nint f() { return 2; }\n#endif\n")))
}

// randomDefinition is a function or a type whose name, parameters, decorators and heads are of few kinds, so that many are alike.
func randomDefinition(random *rand.Rand) source.Symbol {
	pick := func(of ...string) string { return of[random.IntN(len(of))] }
	s := source.Symbol{Kind: source.KindFunction, Name: pick("f", "g", "f(int)", "f()", "operator()"), BodySpan: source.Span{EndByte: 1}}
	var list []string
	for n := range random.IntN(3) {
		p := source.Parameter{Name: string(rune('a' + n)), Type: pick("int", "", "map<int, int>")}
		s.Parameters = append(s.Parameters, p)
		list = append(list, strings.TrimSpace(p.Type+" "+p.Name)+pick("", " = 1", " = \"x, (\""))
	}
	if random.IntN(3) == 0 {
		s.Decorators = []string{pick("a", "b")}
	}
	s.Signature = pick("int ", "char ", "") + s.Name + "(" + strings.Join(list, ", ") + ")" + pick("", " const", " -> "+strings.Repeat("long", 20))
	switch random.IntN(6) {
	case 0:
		s.Kind, s.Signature = pickKind(random), pick("class ", "final class ")+s.Name
	case 1:
		s.BodySpan = source.Span{}
	}
	return s
}

func pickKind(random *rand.Rand) source.SymbolKind {
	kinds := []source.SymbolKind{source.KindClass, source.KindObject, source.KindImpl, source.KindModule}
	return kinds[random.IntN(len(kinds))]
}

// Whatever is added, removed and put elsewhere between two states of a file: no key of a definition that is in both belongs to another
// one then that is in both, or that is new while the first is still there, or that was there while the first is gone. Names are unique
// among the functions, and among the types.
func TestNoKeyPassesToAnotherDefinition(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 20_000 {
		var all []source.Symbol // different in what tells apart; what is alike in all of it is numbered by place
		seen := map[string]bool{}
		for range 2 + random.IntN(7) {
			s := randomDefinition(random)
			if alike := likeness(s); !seen[alike] {
				seen[alike] = true
				all = append(all, s)
			}
		}
		before, after := someOf(random, all), someOf(random, all)
		was, is := keysOf(t, all, before), keysOf(t, all, after)
		for key, d := range was {
			other, still := is[key]
			if !still || other == d {
				continue
			}
			if slices.Contains(after, d) || slices.Contains(before, other) {
				t.Fatalf("%v passed from %+v to %+v", key, all[d], all[other])
			}
		}
	}
}

// likeness is what of a definition tells it from others: two states of a name without it are one definition that was edited.
func likeness(s source.Symbol) string {
	o := &source.Outline{Symbols: []source.Symbol{s, s}}
	return fmt.Sprint(target.SymbolNames(o)[0], s.Kind, s.BodySpan)
}

// someOf are some of the definitions, in some order.
func someOf(random *rand.Rand, all []source.Symbol) []int {
	some := random.Perm(len(all))
	return some[:1+random.IntN(len(some))]
}

// symbolKey is what makes a key in a file.
type symbolKey struct {
	name string
	docs page.Type
}

// keysOf are the keys of some definitions, with which it is that has them.
func keysOf(t *testing.T, all []source.Symbol, some []int) map[symbolKey]int {
	t.Helper()
	o := &source.Outline{}
	for _, d := range some {
		o.Symbols = append(o.Symbols, all[d])
	}
	keys := map[symbolKey]int{}
	for i, name := range target.SymbolNames(o) {
		if name == "" {
			continue
		}
		key := symbolKey{name, page.FunctionDoc}
		if o.Symbols[i].Kind.IsType() {
			key.docs = page.ClassDoc
		}
		_, taken := keys[key]
		require.False(t, taken, "%v twice", key)
		keys[key] = some[i]
		require.Equal(t, i, target.SymbolOf(o, page.Key{Type: key.docs, Symbol: name}))
	}
	return keys
}

// A lone definition has the bare name whatever its parameters, and the number of equals is that of their place.
func TestLoneAndAlikeDefinitions(t *testing.T) {
	p := repotest.Parser(t)
	assert.Equal(t, []string{"f"}, target.SymbolNames(parse(t, p, "a.py", "def f(a, b):\n    return 1\n")))
	assert.Equal(t, []string{"init() [func]~1", "init() [func]~2"}, target.SymbolNames(parse(t, p, "a.go", "package a\n\nfunc init() {\n\tx()\n}\n\nfunc init() {\n\ty()\n}\n")))
	long := "int f(" + strings.Repeat("std::vector<std::string> names, ", 9) + "int n) { return 1; }\nint f() { return 2; }\n"
	names := target.SymbolNames(parse(t, p, "a.cc", long))
	assert.Regexp(t, `^f\(std::vector.{20,60}…[0-9a-f]{8}\)$`, names[0])
	other := target.SymbolNames(parse(t, p, "a.cc", strings.Replace(long, "int n)", "char n)", 1)))
	assert.NotEqual(t, names[0], other[0], "what was cut tells apart, too")
	assert.Equal(t, names[1], other[1])
}
