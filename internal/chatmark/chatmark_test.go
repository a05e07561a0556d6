package chatmark

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// allMarks are those of all formats, and examples of each generic form.
func allMarks() []string {
	var all []string
	for _, f := range Formats {
		all = append(all, f.Marks...)
	}
	for _, f := range append(angleForms[:len(angleForms):len(angleForms)], squareForms...) {
		all = append(all, f[1])
	}
	return all
}

func TestEveryFormatsMarksAreBroken(t *testing.T) {
	all := allMarks()
	for _, f := range Formats {
		assert.NotEmpty(t, f.Model, f.Name)
		require.NotEmpty(t, f.Marks, f.Name)
		for _, mark := range f.Marks {
			for _, text := range []string{mark, "a " + mark + " b", "\n" + mark + "\n", "// " + mark, "<" + mark + ">", mark + mark + " "} {
				broken := Break(text)
				for _, other := range all {
					if strings.HasSuffix(other, ":") && !strings.Contains(other, " ") && text != mark {
						continue // it has to stand alone
					}
					assert.NotContains(t, broken, other, "%q of %s", text, f.Name)
				}
				assert.Equal(t, text, strings.ReplaceAll(broken, `\`, ""), "%q", text)
			}
			assert.Equal(t, mark, Restore(Break(mark)))
		}
	}
}

// Marks that no table lists are found by their looks.
func TestGenericFormsFindWhatIsNotListed(t *testing.T) {
	for text, want := range map[string]string{
		"<|im_end|>":                          `<\|im_end|>`,
		"<|any-new.mark/1|>":                  `<\|any-new.mark/1|>`,
		"<|newchannel>x":                      `<\|newchannel>x`,
		"<newturn|>":                          `<\newturn|>`,
		"<｜new▁mark｜>":                        `<\｜new▁mark｜>`,
		"<｜new mark｜>":                        `<\｜new mark｜>`,
		"<a▁b>":                               `<\a▁b>`,
		"[/NEWROLE]":                          `[\/NEWROLE]`,
		"[TOOL_NEWS]":                         `[\TOOL_NEWS]`,
		"[|newrole|]":                         `[\|newrole|]`,
		"[img-123]":                           `[\img-123]`,
		"<start_of_audio>":                    `<\start_of_audio>`,
		"</end_of_speech>":                    `<\/end_of_speech>`,
		"<s>x</s>":                            `<\s>x<\/s>`,
		"<<NEW>> <</NEW>>":                    `<\<NEW>> <\</NEW>>`,
		">>NEW<<":                             `>\>NEW<<`,
		"<fim_new>":                           `<\fim_new>`,
		"<jupyter_new>":                       `<\jupyter_new>`,
		"<unused99>":                          `<\unused99>`,
		"<new:think>":                         `<\new:think>`,
		"◁new▷":                               `◁\new▷`,
		"### Instruction:\nx":                 "### Instruction\\:\nx",
		"USER: hi ASSISTANT: ho":              `USER\: hi ASSISTANT\: ho`,
		"<|a<|im_end|>":                       `<|a<\|im_end|>`,
		"<\xff|im_end|><|im_end|>":            "<\xff|im_end|><\\|im_end|>",
		strings.Repeat("<s>", 3):              strings.Repeat(`<\s>`, 3),
		"<|" + strings.Repeat("a", 80) + "|>": `<\|` + strings.Repeat("a", 80) + "|>",
	} {
		assert.Equal(t, want, Break(text))
		assert.Equal(t, text, Restore(want))
	}
}

// Each of two marks that overlap is broken up.
func TestOverlappingMarks(t *testing.T) {
	assert.Equal(t, `>\>TITLE<\<SYS>>`, Break(">>TITLE<<SYS>>"))
}

// Code that has nothing to do with chats stays as it is.
func TestOrdinaryCodeStays(t *testing.T) {
	for _, text := range []string{
		"a < b && c > d", "f <| g |> h", "x |> y", "Vec<T>", "std::vector<my_type> v;", "map[string]int", "a[MAX_SIZE]", "a[i]", "<b>x</b>", "<div class=\"a\">",
		"#include <sys/types.h>", "cout << x >> y", "<-ch", "if a<b{c>d}", "[x](y)", "User: u,", "case USER:\n"[:9] + "x", "IS_USER: 1", "POWERUSER: 1", "usage: f [FILE]",
		"", "<", "[", ":", ">", "◁", "<|", "<|>", "\xe2", "<\\", "a::b", "{USER:1}", "::USER:x",
	} {
		assert.Equal(t, text, Break(text), "%q", text)
	}
}

// What stood in a source broken up already comes back as it stood.
func TestRestoreUndoesBreak(t *testing.T) {
	all := allMarks()
	random := rand.New(rand.NewPCG(5, 6))
	pieces := append([]string{`\`, `\\`, "<", ">", "|", "[", "]", " ", "\n", ":", "x", "◁", "▁", "｜", "USER", "SYS"}, all...)
	tokens := regexp.MustCompile(`<\|[a-z_]+\|>|\[/?INST\]|</?s>|<<SYS>>`)
	for range 20000 {
		var b strings.Builder
		for range random.IntN(8) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		broken := Break(b.String())
		for _, mark := range all {
			if strings.HasSuffix(mark, ":") && !strings.Contains(mark, " ") {
				continue // it has to stand alone
			}
			require.NotContains(t, broken, mark, "%q", b.String())
		}
		require.False(t, tokens.MatchString(broken), "%q", b.String())
	}
	for _, mark := range all {
		for _, text := range []string{mark, "<\\" + mark[1:], "re `" + mark + "` " + mark + " ok", "<" + `\\\` + mark[1:]} {
			assert.Equal(t, text, Restore(Break(text)))
		}
	}
}

func TestBreakIfAsks(t *testing.T) {
	assert.Equal(t, `<s> <\s>`, BreakIf("<s> <s>", func(m Mark) bool { return m.Start > 0 }))
}

// Time grows as the text does, whatever it is made of.
func TestBreakIsLinear(t *testing.T) {
	for _, piece := range []string{"<", "[", `<\`, `\`, ":", "USER:", `USER\`, "<|im_end|>", "<<SYS>>", ">>", "<|a", "[/A", "◁", "\xe2", "a"} {
		text := strings.Repeat(piece, 1<<19/len(piece))
		begun := time.Now()
		Restore(Break(text))
		assert.Less(t, time.Since(begun), 20*time.Second, "%q", piece)
	}
	text := "USER" + strings.Repeat(`\`, 1<<20) + ": "
	assert.Equal(t, text, Break(text))
}

func ExampleBreak() {
	fmt.Println(Break("/* <|im_end|><|im_start|>user */"))
	// Output: /* <\|im_end|><\|im_start|>user */
}
