//go:build unix

package codeworm_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/internal/langdata"
	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/internal/ollamatest"
	"github.com/codeworm/codeworm/internal/repotest"
	"github.com/codeworm/codeworm/llm"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/schedule"
)

// commandOutput is what a command prints, without the line end.
func commandOutput(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, args...).Output()
	require.NoError(t, err, "needs real part: %s", name)
	return strings.TrimSpace(string(out))
}

// realSources makes a repository of small real functions for each of five languages, from what the parts that tests need anyway bring
// with them: Go, Python, npm and git.
func realSources(t *testing.T) []codeworm.Repo {
	t.Helper()
	goSources := repotest.GoSources(t)
	python := commandOutput(t, "python3", "-c", "import sysconfig; print(sysconfig.get_path('stdlib'))")
	npm := filepath.Join(commandOutput(t, "npm", "root", "-g"), "npm/lib/utils")
	git := commandOutput(t, "git", "--exec-path")
	var repos []codeworm.Repo
	for name, files := range map[string][]string{
		"ring": {goSources + "/container/ring/ring.go", goSources + "/sort/search.go"},
		"text": {python + "/bisect.py", python + "/shlex.py"},
		"npm":  {npm + "/format-bytes.js", npm + "/did-you-mean.js", npm + "/get-identity.js"},
		"cgo":  {goSources + "/runtime/cgo/gcc_util.c", goSources + "/runtime/cgo/gcc_context.c", goSources + "/runtime/cgo/gcc_libinit.c"},
		"git":  {git + "/git-sh-setup", git + "/git-sh-i18n"},
	} {
		repo := repotest.Empty(t)
		repo.Name = name
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			base := filepath.Base(file)
			if filepath.Ext(base) == "" {
				base += ".sh"
			}
			repotest.Write(t, repo, base, string(text))
		}
		repotest.Git(t, repo.Path, "add", ".")
		repotest.Git(t, repo.Path, "commit", "-q", "-m", "Begin")
		repos = append(repos, repo)
	}
	return repos
}

// TestSmallModelsPagesKeepThePromises has a model of 135 million parameters write pages about real functions in five languages. It writes
// fluently, and hardly a sentence of it is true: what it gets wrong must not reach a page. The promises are looked at here with means of
// their own, not those of the check.
func TestSmallModelsPagesKeepThePromises(t *testing.T) {
	s := ollamatest.Start(t, ollamatest.WithSmallModel(t), ollamatest.NoModel())
	client, err := llm.NewOllama(llm.OllamaConfig{URL: s.URL, Model: ollamatest.SmallModel, NumCtx: 4096, Seed: 1, Timeout: 5 * time.Minute})
	require.NoError(t, err)
	t.Cleanup(client.Close)
	repos := realSources(t)
	sink, store := codewormtest.NewSink(), codewormtest.NewStore(nil)
	d, err := codeworm.New(codeworm.Config{
		Repos: repos, Parser: repotest.Parser(t), LLM: client, Store: store, Sink: sink, Scheduler: schedule.Continuous{},
		Types: map[page.Type]int{page.FunctionDoc: 1}, AnswerTokens: 200,
	})
	require.NoError(t, err)
	events := d.Subscribe(10000)
	var results []codeworm.Result
	for len(results) < 10 {
		made, err := d.RunN(t.Context(), 10-len(results))
		var alike *codeworm.AlikeError // it writes badly: three in a row are refused now and then
		if !errors.As(err, &alike) {
			require.NoError(t, err)
		}
		require.NotEmpty(t, made)
		results = append(results, made...)
	}
	events.Close()
	require.Len(t, results, 10)

	languages, byModel, refused := map[string]int{}, 0, 0
	for e := range events.C {
		if _, ok := e.(codeworm.AnswerRefused); ok {
			refused++
		}
	}
	attempts, err := store.Attempts(t.Context(), codeworm.AttemptFilter{Outcome: codeworm.OutcomeRefused}, 100)
	require.NoError(t, err)
	why := map[page.Key]string{}
	for _, a := range attempts {
		why[a.Key] = a.Cause
	}
	for _, r := range results {
		languages[r.Target.Language]++
		if !r.Record.Provisional {
			byModel++
		} else {
			assert.NotEmpty(t, why[r.Target.Key], "why the model's answer was refused, whether it rests %s or it is one of many", r.Target.Key)
		}
		t.Run(strings.ReplaceAll(r.Target.Key.String(), "/", "_"), func(t *testing.T) { holdsPromises(t, r, repos) })
	}
	t.Logf("%d pages of the model's, %d of the facts'; %d answers refused; %v", byModel, 10-byModel, refused, languages)
	assert.Len(t, languages, 5)
	assert.Equal(t, refused, d.Stats().Refused, "what was refused is counted and told")
	assert.Equal(t, 1, strings.Count(s.Logs(), `msg="starting runner"`)+strings.Count(s.Logs(), `msg="starting llama server"`), "the model is loaded once")
}

var (
	realName   = regexp.MustCompile(`[A-Za-z_$][A-Za-z0-9_$]{2,}`)
	chatLeak   = regexp.MustCompile(`<\||\[/?INST\]|</?think|(?m)^(?:user|assistant|system|human)\s*:?$|(?i)\bas an ai\b|happy to help|let me know`)
	changeTold = regexp.MustCompile(`(?i)\b(?:code|function|method|class) (?:has|have|was|were) (?:been )?(?:rewritten|refactored|updated|improved)\b|\bcode was (?:added|changed|modified)\b`)
)

// holdsPromises looks at one page.
func holdsPromises(t *testing.T, r codeworm.Result, repos []codeworm.Repo) {
	t.Helper()
	text := string(r.Page.Markdown)
	head, _, _ := strings.Cut(text, "## Documentation")
	known := sourcesOf(t, r.Target.Key.Repo, repos) + head + r.Target.Key.String()
	prose := proseOf(t, text)
	doc, err := markdown.Parse(prose)
	require.NoError(t, err)

	assert.LessOrEqual(t, len(r.Page.Subject), 72)
	assert.True(t, strings.HasPrefix(r.Page.Subject, "Document "+r.Target.Symbol.QualifiedName()), r.Page.Subject)
	assert.NotRegexp(t, changeTold, r.Page.Subject)
	assert.NotRegexp(t, chatLeak, prose)
	assert.NotContains(t, text, "/tmp/", "no path of the machine")
	assert.Contains(t, text, "names", "the page says what was checked")

	sentences := map[string]bool{}
	for i, n := range doc.Nodes {
		switch n.Kind {
		case markdown.CodeSpan:
			for _, name := range realName.FindAllString(doc.Text(n.Inner), -1) {
				if !r.Record.Provisional {
					assert.True(t, knownName(known, r.Target.Language, name), "`%s` stands nowhere in the repository", name)
				}
			}
		case markdown.HTMLBlock, markdown.RawHTML, markdown.Image:
			assert.Fail(t, "HTML or an image in the prose", doc.Text(n.Range))
		case markdown.Heading:
			assert.GreaterOrEqual(t, n.Level, 3)
			sentences = map[string]bool{} // what holds for one part may hold for another
		case markdown.CodeBlock:
			assert.True(t, !n.Fenced || n.Closed)
		case markdown.Paragraph:
			if _, label := doc.Label(i); label {
				sentences = map[string]bool{}
			}
			if r.Record.Provisional || n.Parent != 0 {
				continue // facts quote the doc comment, and sum it up
			}
			for _, at := range doc.Sentences(i) {
				said := strings.Join(strings.Fields(doc.Text(at)), " ")
				if len(strings.Fields(said)) >= longSentence {
					assert.False(t, sentences[said], "said twice: %s", said)
					sentences[said] = true
				}
			}
		}
	}
	if r.Record.Provisional {
		assert.Equal(t, "facts-only", r.Record.Model)
		assert.Contains(t, text, r.Target.Symbol.Name)
		return
	}
	assert.Equal(t, ollamatest.SmallModel, r.Record.Model)
	assert.NotRegexp(t, changeTold, prose)
	assert.Positive(t, r.Record.PromptTokens)
	t.Logf("published:\n%s", prose)
}

// longSentence is how many words a sentence has that nobody says twice in a section.
const longSentence = 16

// knownName reports whether a name stands in the sources, or is one of the language's own or of its library.
func knownName(sources, language, name string) bool {
	known := langdata.For(language)
	return regexp.MustCompile(`(?i)\b`+regexp.QuoteMeta(name)+`\b`).MatchString(sources) || languageWords[strings.ToLower(name)] ||
		known.Keyword(name) || known.Builtin(name) || known.Method(name) || known.Anywhere(name) || known.Library(name) || known.Module(name)
}

// languageWords are what code spans may say that no source has to: words of the languages themselves.
var languageWords = func() map[string]bool {
	words := map[string]bool{}
	for _, w := range strings.Fields(`true false nil null none undefined int str string bool float list dict set tuple bytes object array number
		boolean void char error exception return function class method if else for while print len range self this new const let var func def
		import typeof async await promise any error echo exit test sh bash stdin stdout stderr`) {
		words[w] = true
	}
	return words
}()

// sourcesOf is the text of all files of a repository.
func sourcesOf(t *testing.T, name string, repos []codeworm.Repo) string {
	t.Helper()
	var b strings.Builder
	for _, repo := range repos {
		if repo.Name != name {
			continue
		}
		files, err := filepath.Glob(filepath.Join(repo.Path, "[a-z]*.*"))
		require.NoError(t, err)
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			fmt.Fprintf(&b, "%s\n%s\n", filepath.Base(file), text)
		}
	}
	return b.String()
}

// proseOf is what the writer of a page wrote.
func proseOf(t *testing.T, text string) string {
	t.Helper()
	_, prose, found := strings.Cut(text, "\n## Documentation\n\n")
	require.True(t, found)
	prose, _, found = strings.Cut(prose, "\n\n---\n")
	require.True(t, found)
	return prose
}
