package all

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestNewestSyntax has, for each language, the newest of its syntax and what a person would list of it, in the order of the source. Where the grammar is too old
// for it, the symbols around it have to stand.
func TestNewestSyntax(t *testing.T) {
	p := newParser(t)
	for _, c := range []struct{ path, src, want string }{
		{"wrapped.tsx", `export const Both = memo(forwardRef<X, Y>(function Both(p, r) { return null; }));
export const Card = React.memo(({ title }: { title: string }) => { return title; });
export const W = withRouter(({ a }) => a ? 1 : 2);
export const C = connect(mapState)((p) => p);
const names = list.map((x) => x + 1);
const Lazy = lazy(() => import("./x"));
export default observer(function Named() { return 1; });
`, "function Both, function Card, function W, function C, function Named"},
		{"new.ts", `export const enum K { A }
export class A<const T> { accessor x = 1; static { f(); } #p() { return 1; } }
export function assertIsString(v: unknown): asserts v is string { }
const o = { a: 1 } satisfies X;
export function f<const T extends readonly string[]>(x: T): T { using r = open(); return x; }
`, "enum K, class A, method A.#p, function assertIsString, function f"},
		{"new.js", `class A { #x = 1; static { this.y = 2; } static async *g() { yield* h(); } get z() { return this.#x ??= 2; } }
async function main() { for await (const x of y) { z(); } }
`, "class A, method A.g, property A.z, function main"},
		{"exports.js", `module.exports = function (a) { return a; };
`, "function exports"},
		{"exports2.js", `exports.x = (b) => b;
module.exports = { a, b(c) { return c; }, d: function () {} };
module.exports = function named() {};
module.exports = class Foo { m() {} };
exports.Bar = class { n() {} };
`, "function x, method b, method d, function named, class Foo, method Foo.m, class Bar, method Bar.n"},
		{"pointer.c", `void (*get_handler(int sig, void (*f)(int)))(int) { return f; }
static int (*pick(void))(int, int) { return 0; }
struct PACKED_ATTR point { int x; };
[[nodiscard]] int last(void) { return 0; }
`, "function get_handler, function pick, struct point, function last"},
		{"macro.h", `class API_EXPORT Foo : public Bar {
 public:
  int f() { return 1; }
};
class DLL(1) Baz final { int g() { return 2; } };
struct API Plain {
  void run() {}
};
void (*handler(int a))(int) { return 0; }
`, "class Foo, method Foo.f, class Baz, method Baz.g, struct Plain, method Plain.run, function handler"},
		{"new.cpp", `template <typename T> concept Small = sizeof(T) < 8;
template <Small T> auto add(T a, T b) -> T { return a + b; }
struct P { auto operator<=>(const P&) const = default; int x() const noexcept { return 1; } };
co::task<int> run() { co_await f(); co_return 1; }
consteval int two() { return 2; }
`, "type Small, function add, struct P, method P.operator<=>, method P.x, function run, function two"},
		{"new.kt", `fun interface Cb { fun call(a: Int): Int }
@JvmInline value class Id(val v: Int)
sealed interface S { data object None : S }
class After { fun f() = 1 }
`, "interface Cb, method Cb.call, class Id, interface S, object S.None, class After, method After.f"},
		{"new.cs", `namespace Shop;
public class ShopError(int id, string message) : Exception($"Error {id}: {message}");
public record struct P(int X);
public class Till(int n) : Base(n) { public required int A { get; init; } public int Go() => n; }
`, "class ShopError, record P, class Till, method Till.Go"},
		{"new.php", `<?php
enum Suit: string { case A = 'a'; public function label(): string { return 'x'; } }
final readonly class P { public function __construct(public int $x) {} }
class H { public string $name { get => $this->n; set(string $v) { $this->n = $v; } } public function f(): static { return $this; } }
`, "enum Suit, method Suit.label, class P, constructor P.__construct, class H, method H.f"},
		{"new.py", `type Pair[T] = tuple[T, T]
class Box[T: int]:
    def get(self) -> T:
        match self:
            case {"a": 1, **rest}: return rest
async def run(a, /, *, b):
    try:
        pass
    except* ValueError:
        pass
def first[T](xs: list[T]) -> T: return xs[0]
`, "class Box, method Box.get, function run, function first"},
		{"new.go", `package a
type Set[T comparable] = map[T]struct{}
type L[T any] struct{ v T }
func (l *L[T]) Get() T { return l.v }
func Seq[K cmp.Ordered, V any](m map[K]V) iter.Seq2[K, V] { return func(yield func(K, V) bool) { for i := range 10 { _ = i } } }
`, "type Set, struct L, method L.Get, function Seq"},
		{"new.rs", `pub async fn run(f: impl AsyncFn()) -> i32 { let Some(x) = f().await else { return 1 }; x }
trait T { type Item<'a> where Self: 'a; fn next(&mut self) -> Option<Self::Item<'_>>; }
const fn two<const N: usize>() -> usize { N }
`, "function run, trait T, method T.next, function two"},
		{"New.java", `sealed interface S permits A {}
record A(int x) implements S { A { if (x < 0) throw new E(); } int y() { return switch (this) { case A(int q) when q > 0 -> q; default -> 0; }; } }
class B { String s = """
  text"""; void f() { if (o instanceof A a && a.x() > 1) { } } }
`, "interface S, record A, constructor A.A, method A.y, class B, method B.f"},
		{"new.swift", `actor Bank { func pay() async throws -> Int { try await f() } }
@Observable class M { var x: Int { get { 1 } } }
`, "class Bank, method Bank.pay, class M, property M.x"},
		{"new.rb", "def square(x) = x * x\nData.define(:a) do\n  def b = 1\nend\ncase h\nin {a: Integer => n} then n\nend\nclass A\n  def c(...) = d(...)\nend\n",
			"function square, function b, class A, method A.c"},
		{"new.scala", "enum Color { case Red, Green }\ncase class P(x: Int)\nobject O { def f(using c: C): Int = 1 }\n",
			"enum Color, record P, object O, method O.f"},
	} {
		o, err := p.Parse(context.Background(), c.path, []byte(c.src))
		require.NoError(t, err, c.path)
		var got []string
		for _, s := range o.Symbols {
			got = append(got, string(s.Kind)+" "+s.QualifiedName())
		}
		assert.Equal(t, c.want, strings.Join(got, ", "), "%s %v", c.path, o.Errors)
	}
}
