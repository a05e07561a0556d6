package worker

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/source"
)

// prefixes are what a file of a language has to begin with for the rest to be read as code.
var prefixes = map[string]string{".php": "<?php "}

// extensions are those of the languages, one for each.
var extensions = []string{".sh", ".c", ".cpp", ".cs", ".ex", ".elm", ".go", ".groovy", ".tf", ".java", ".js", ".kt", ".lua", ".ml", ".php",
	".proto", ".py", ".rb", ".rs", ".scala", ".sql", ".swift", ".tsx", ".ts"}

// TestFindBombs is no test. It looks for short texts that cost a grammar much more than their length when they are repeated: so the rows of bombs
// were found. It runs with CODEWORM_FIND_BOMBS=1, or with the extensions to look at in place of the 1.
func TestFindBombs(t *testing.T) {
	wanted := os.Getenv("CODEWORM_FIND_BOMBS")
	if wanted == "" {
		return
	}
	p := newParser(t, Options{Memory: MinMemory, Time: 150 * time.Millisecond}) // thirty times what 8 KB of source take
	signs := strings.Split("( ) { } [ ] < > = \" ' ` \\ / * # @ $ % & | ! ? : ; , . - + ~ ^ a 1", " ")
	signs = append(signs, " ", "\n")
	r := rand.New(rand.NewPCG(1, 1))
	fragments := append([]string{"a<", "a=>", "<a ", "a(b<", "a=b<", "a?b:", "if a ", "a->", "<a>", "${", "#{", "\"\"\"", "/*", "<<A\n", "a b ", "fn a(", "a::<", "a.b<", "(a)", "{a:", "[a,", "x:a<", "@a("}, signs...)
	for len(fragments) < 150 {
		n := 2 + r.IntN(3)
		f := ""
		for range n {
			f += signs[r.IntN(len(signs))]
		}
		fragments = append(fragments, f)
	}
	for _, x := range extensions {
		if wanted != "1" && !strings.Contains(wanted, x) {
			continue
		}
		_, err := p.Parse(t.Context(), "a"+x, []byte("a"))
		require.NoError(t, err)
		for _, f := range fragments {
			src := prefixes[x]
			for len(src) < 8<<10 { // in pieces, which the parser does not refuse for their shape
				src += strings.Repeat(f, 1000/len(f)) + fmt.Sprintf(" b%d ", len(src))
			}
			_, err := p.Parse(t.Context(), "a"+x, []byte(src))
			var refused *source.ParseError
			if errors.As(err, &refused) {
				t.Logf("%s\t%q\t%s", x, f, refused.Reason)
			}
		}
	}
}
