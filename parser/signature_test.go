package parser

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestShortenedSignature holds that no signature is cut in the middle of a word, whatever its language.
func TestShortenedSignature(t *testing.T) {
	for name, tt := range map[string]struct{ signature, want string }{
		"python": {`def __init__(self, param_decls: Sequence[str, int] | None = None, show_default: bool = True, hide) -> None`,
			`def __init__(self, param_decls: Sequence[str, int] | None = None, …) -> None`},
		"python, a comma in a string": {`def join(self, separator: str = ", and then, (", other_separator: str = ", or, else, ", third: str = "") -> str`,
			`def join(self, separator: str = ", and then, (", …) -> str`},
		"go, a receiver": {`func (q *Queue[T]) Put(ctx context.Context, jobs map[string]func(a, b int) error, options ...Option) (int, error)`,
			`func (q *Queue[T]) Put(ctx context.Context, …) (int, error)`},
		"go, one long parameter": {`func Do(callback func(theFirstParameter, theSecondParameter, theThirdParameter SomeInterface) error) error`,
			`func Do(callback func(theFirstParameter, theSecondParameter, theThirdParameter …`},
		"rust, lifetimes": {`pub fn visit<'a, 'b: 'a>(tree: &'a Tree, other: &'b mut Tree, visitor: impl Fn(&'a Node) -> bool + Send) -> Option<&'a Node>`,
			`pub fn visit<'a, 'b: 'a>(tree: &'a Tree, other: &'b mut Tree, …) -> Option<&'a Node>`},
		"java, throws": {`public static <A, B> Map<A, B> copy(Map<A, B> from) throws IOException, TimeoutException, InterruptedException`,
			`public static <A, B> Map<A, B> copy(Map<A, B> from) throws IOException, …`},
		"no bracket": {`const theConstant = anExpressionOfWords + anotherExpressionOfWords + aThirdExpressionOfWordsThatIsLong`,
			`const theConstant = anExpressionOfWords + anotherExpressionOfWords + …`},
		"one word": {strings.Repeat("wordé", 20), "…"},
		"short":    {`func f(a, b int)`, `func f(a, b int)`},
	} {
		t.Run(name, func(t *testing.T) {
			got := shortenSignature(tt.signature, 80)
			assert.Equal(t, tt.want, got)
		})
	}
}
