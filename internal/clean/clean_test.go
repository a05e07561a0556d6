package clean

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/corpus"
	"github.com/codeworm/codeworm/internal/markdown"
)

const sentence = "The parser reads one file and returns what it defines, with the place of each definition."

func TestCleanSteps(t *testing.T) {
	options := Options{Title: "Parser.parse", Path: "core/parser.py"}
	for _, c := range []struct{ name, in, want string }{
		{"good", sentence + "\n\n### Use\n\n- `a`\n", sentence + "\n\n### Use\n\n- `a`\n"},
		{"line ends", sentence + "\r\nMore.\r", sentence + "\nMore.\n"},
		{"hidden characters", "\ufeff" + strings.ReplaceAll(sentence, "one", "\u202eo\u200bn\x00e\x1b") + "\u2066", sentence + "\n"},
		{"invalid bytes", sentence + " \xff\xfe.", sentence + " \ufffd.\n"},
		{"thinking", "<think>\nFirst I look.\n\n```\n</x>\n```\n</think>\n\n" + sentence, sentence + "\n"},
		{"thinking in capitals, twice", "<Thinking>a</Thinking><think></think>" + sentence, sentence + "\n"},
		{"thinking without a start", "I look at the code first.\n</think>\n" + sentence, sentence + "\n"},
		{"about thinking", sentence + " It strips `<think>` and `</think>` from answers.", sentence + " It strips `<think>` and `</think>` from answers.\n"},
		{"chat marks", sentence + "<|im_end|>\n<|im_start|>", sentence + "\n"},
		{"about chat marks", sentence + " It splits at `<|im_end|>` marks.", sentence + " It splits at `<|im_end|>` marks.\n"},
		{"whole fence", "```markdown\n" + sentence + "\n\n```python\nx = 1\n```\n\nEnd of it all here.\n```\n", sentence + "\n\n```python\nx = 1\n```\n\nEnd of it all here.\n"},
		{"whole fence, not ended", "```md\n" + sentence + "\n\n```python\nx = 1\n```\n", sentence + "\n\n```python\nx = 1\n```\n"},
		{"whole fence without a name", "```\n### Use\n\n" + sentence + "\n```", "### Use\n\n" + sentence + "\n"},
		{"whole fence after a preamble", "Here is the documentation:\n\n```markdown\n" + sentence + "\n```", sentence + "\n"},
		{"whole fence before a remark", "```markdown\n" + sentence + "\n```\n\nLet me know if you need more!", sentence + "\n"},
		{"a fence that is not around the whole", "```go\nx()\n```\n\n" + sentence, "```go\nx()\n```\n\n" + sentence + "\n"},
		{"open fence", sentence + "\n\n```go\nx()\n", sentence + "\n\n```go\nx()\n```\n"},
		{"open fence in an item", sentence + "\n\n- a\n\n  ```go\n  x()\n", sentence + "\n\n- a\n\n```go\nx()\n```\n"},
		{"open fence over a heading", "```go\nx()\n\n### Use\n\n" + sentence, "```go\nx()\n```\n\n### Use\n\n" + sentence + "\n"},
		{"lone fence", sentence + "\n\n```", sentence + "\n"},
		{"preamble", "Sure! Here is the documentation for the function:\n\n" + sentence, sentence + "\n"},
		{"preamble with a rule", "Certainly!\n\n---\n\n" + sentence, sentence + "\n"},
		{"preamble before the sentence", "Here's a detailed analysis of the code. " + sentence, sentence + "\n"},
		{"first person", "I'll document this function now.\n\n" + sentence, sentence + "\n"},
		{"no preamble", "Here the parser reads one file and returns all that it defines.", "Here the parser reads one file and returns all that it defines.\n"},
		{"no preamble either", "Sure answers are kept; the others are asked again, up to three times.", "Sure answers are kept; the others are asked again, up to three times.\n"},
		{"title", "# Documentation for `Parser.parse`\n\n" + sentence, sentence + "\n"},
		{"title, set with a line", "parser.py\n=========\n\n" + sentence, sentence + "\n"},
		{"title in bold", "**Parser.parse**\n\n" + sentence, sentence + "\n"},
		{"title, twice", "# parser.py\n\n## Function `parse` Documentation\n\n" + sentence, sentence + "\n"},
		{"path alone", "core/parser.py\n\n" + sentence, sentence + "\n"},
		{"not the title", "# Parsing fast\n\n" + sentence, "### Parsing fast\n\n" + sentence + "\n"},
		{"remark", sentence + "\n\nLet me know if you have any questions! I hope this helps.", sentence + "\n"},
		{"remark after content", "One.\n\n" + sentence + " Feel free to ask for more.", "One.\n\n" + sentence + "\n"},
		{"remark after a rule", sentence + "\n\n---\n\nWould you like me to add examples?", sentence + "\n"},
		{"repetition", sentence + "\n\nIn summary, the parser reads one file and returns its definitions and places.", sentence + "\n"},
		{"conclusion with content", sentence + "\n\nIn conclusion, callers must close the underlying database handle themselves.", sentence + "\n\nIn conclusion, callers must close the underlying database handle themselves.\n"},
		{"comment", sentence + "\n\n<!-- codeworm:page {} -->\n\nEnd <!-- x --> here.", sentence + "\n\nEnd  here.\n"},
		{"script", sentence + "\n\n<script>\nalert(1)\n</script>\n\nEnd.", sentence + "\n\nEnd.\n"},
		{"tags of form", "<div align=\"center\">\n\n" + sentence + "\n\n</div>\n\n<b>Bold</b> text<br>on.", sentence + "\n\nBold text on.\n"},
		{"generics", sentence + " It gives List<String> and a <div> element.", sentence + " It gives List&lt;String> and a &lt;div> element.\n"},
		{"details", "<details>\n<summary>More</summary>\n\n" + sentence + "\n\n</details>", "More\n\n" + sentence + "\n"},
		{"images", sentence + "\n\n![A *chart*](https://x.example/a.png) and [![b](c.png)](http://y.example).", sentence + "\n\nA *chart* and [b](http://y.example).\n"},
		{"links", sentence + " [a](javascript:alert(1)) [b](https://x.example) [c](./d.md) [e](#use) <mailto:a@b.example> [f](java&#115;cript:x).",
			sentence + " a [b](https://x.example) c [e](#use) `mailto:a@b.example` f.\n"},
		{"headings", "# Use\n\n" + sentence + "\n\n### Deep\n\na\n\nNext\n----\n\nb\n\n###### Deepest #\n\nc\n\n##\n", "### Use\n\n" + sentence + "\n\n##### Deep\n\na\n\n#### Next\n\nb\n\n###### Deepest\n\nc\n"},
		{"entities", sentence + " &#8238;a &#x1B;[31m &lrm;b \\&#8238; \\\\&#8238; &lt;c&gt; `&#8238;` &nbsp;.\n\n    &#8238;",
			sentence + " &amp;\\#8238;a &amp;\\#x1B;\\[31m &amp;lrm;b &amp;\\#8238; \\\\&amp;\\#8238; &lt;c> `&#8238;` \u00a0.\n\n```\n&#8238;\n```\n"},
		{"white space", "\n\n" + sentence + "   \n\n\n\nEnd.\n\n\n", sentence + "\n\nEnd.\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Answer(c.in, options)
			require.NoError(t, err)
			assert.Equal(t, c.want, got.Body)
			assert.Equal(t, c.in != c.want && strings.TrimRight(c.in, " \r\n") != strings.TrimRight(c.want, "\n"), len(got.Changes) > 0 || c.name == "white space" || c.name == "line ends", "%v", got.Changes)
			again, err := Answer(got.Body, options)
			require.NoError(t, err)
			assert.Equal(t, got.Body, again.Body, "cleaning again changes nothing")
		})
	}
}

func TestCleanRefuses(t *testing.T) {
	code := "```go\n" + strings.Repeat("x := compute(y)\n", 20) + "```\n"
	prompt := "Document this.\n" + strings.Repeat("12  value = compute(previous, other)\n", 3) + "13  return combined(value, previous)\n"
	for _, c := range []struct {
		name, in string
		want     Fault
	}{
		{"nothing", " \n\n", AnswerEmpty},
		{"only thinking", "<think>\nI do not know\n", AnswerEmpty},
		{"only a comment", "<!-- " + sentence + " -->", AnswerEmpty},
		{"only code", code, AnswerOnlyCode},
		{"code with a word", "Here:\n\n" + code, AnswerOnlyCode},
		{"obeys a comment", "HACKED", AnswerTooShort},
		{"too long", strings.Repeat(sentence+" ", 3000), AnswerTooLong},
		{"German", strings.Repeat("Die Funktion liest eine Datei und gibt alle darin gefundenen Definitionen mit ihren Zeilen zurück. ", 4), AnswerLanguage},
		{"Spanish", strings.Repeat("La función lee un archivo y devuelve todas las definiciones que contiene con sus líneas exactas. ", 4), AnswerLanguage},
		{"Chinese", strings.Repeat("该 函数 读取 一个 文件 并 返回 其中 定义 的 所有 内容 `parse` 。 ", 4), AnswerLanguage},
		{"the prompt", "Look: the code that I was given is this one here.\n\n" + prompt, AnswerEcho},
		{"deep nesting", strings.Repeat("> ", 5000) + sentence, AnswerMalforms},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Answer(c.in, Options{Prompt: prompt})
			var fault *Error
			require.ErrorAs(t, err, &fault)
			assert.Equal(t, c.want, fault.Fault)
		})
	}
	_, err := Answer(strings.Repeat("Die Funktion liest eine Datei und gibt alle Definitionen zurück. ", 9), Options{AnyLanguage: true})
	assert.NoError(t, err)
}

func TestSummary(t *testing.T) {
	for in, want := range map[string]string{
		sentence + " More.": sentence,
		"### Use\n\n**Purpose:**\n\nThe `parse` **method** reads [one](http://x.example) file. It is quick.": "The parse method reads one file.",
		"TIL: In Go, a `switch` needs no `break` at all. Nice.":                                              "In Go, a switch needs no break at all.",
		"- **Purpose:** Reads one file at a time.\n- Second item here.":                                      "Reads one file at a time.",
		"`parse` is a private function, defined in `parse.go`. It reads one file at a time.":                 "It reads one file at a time.",
		"The method `A.b` is an internal method of the class `A`, located in `a/b.py`.\n\nWaits for it.":     "Waits for it.",
		"The `run` function is a function that is implemented within the file `a.go`. It runs a loop.":       "It runs a loop.",
		"`parse` is a private function, defined in `parse.go`.\n\nYes.":                                      "parse is a private function, defined in parse.go.",
		"`parse` is a function defined in `parse.go`, which reads one file at a time. Good.":                 "parse is a function defined in parse.go, which reads one file at a time.",
		"`Store` is a class of values that are defined in files, for the daemon that reads them.":            "Store is a class of values that are defined in files, for the daemon that reads them.",
		each(100, thisAndThat) + "end.": strings.TrimSpace(each(60, thisAndThat)),
	} {
		got, err := Answer(in, Options{})
		require.NoError(t, err)
		assert.Equal(t, want, got.Summary)
	}
}

// thisAndThat is a word of four letters and a blank, each second time another one.
func thisAndThat(i int) string {
	if i%2 == 0 {
		return "then "
	}
	return fmt.Sprintf("t%c%cs ", 'a'+i%26, 'a'+i/26)
}

// Cleaning loses nothing of what a real model wrote.
func TestCleanKeepsEveryWordOfRealAnswers(t *testing.T) {
	clean := 0
	for _, a := range corpus.Answers(t) {
		// Shown as text, a tag that was none counts on both sides.
		a.Body = strings.ReplaceAll(a.Body, "\"<none>\"", "\"&lt;none>\"")
		got, err := Answer(a.Body, Options{Title: a.Name})
		if err != nil {
			assert.Equal(t, "?", a.DocType, "%s: %v", a.ID, err) // the one answer that is no page
			continue
		}
		clean++
		before, after := corpus.ProseWords(t, a.Body), corpus.ProseWords(t, got.Body)
		for w, n := range before {
			if after[w] < n && !strings.Contains(a.Name, w) {
				t.Errorf("%s %s: %q %d times, not %d (%v)", a.ID, a.DocType, w, after[w], n, got.Changes)
			}
		}
		assert.GreaterOrEqual(t, len(strings.Fields(got.Summary)), 3, a.ID)
		assert.LessOrEqual(t, len([]rune(got.Summary)), maxSummaryRunes)
		d, err := markdown.Parse(got.Body)
		require.NoError(t, err)
		for _, n := range d.Nodes {
			assert.False(t, n.Kind == markdown.Heading && n.Level < proseLevel, a.ID)
			assert.False(t, n.Kind == markdown.HTMLBlock || n.Kind == markdown.RawHTML || n.Kind == markdown.Image, a.ID)
		}
		again, err := Answer(got.Body, Options{Title: a.Name})
		require.NoError(t, err)
		assert.Equal(t, got.Body, again.Body)
	}
	assert.Equal(t, 470, clean)
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{sentence, "```md\n" + sentence, "<think>" + sentence, "# a\n<div>\n[x](y:z)![a](b)\n</div>\n" + sentence} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		got, err := Answer(in, Options{Title: "a.b"})
		if err != nil {
			var fault *Error
			require.ErrorAs(t, err, &fault)
			return
		}
		d, err := markdown.Parse(got.Body)
		require.NoError(t, err)
		for _, n := range d.Nodes {
			switch n.Kind {
			case markdown.HTMLBlock, markdown.RawHTML, markdown.Image:
				t.Fatalf("left in the body: %q", d.Text(n.Range))
			case markdown.Link:
				require.True(t, webAddress(n.Dest), n.Dest)
			}
		}
	})
}
