package check

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/words"
)

// Every row of a list of forms matches its own example, all of it, and the list compiled does too.
func TestFormsMatchTheirExamples(t *testing.T) {
	for name, list := range map[string]struct {
		forms words.Forms
		whole string // what stands before and after a form in the expression that is used
		used  []*regexp.Regexp
	}{
		"literal":      {literalForms, "$", []*regexp.Regexp{literalShape}},
		"unit":         {units, "$", nil},
		"pattern":      {patternForms, "$", []*regexp.Regexp{patternShape}},
		"header":       {systemHeaderForms, "$", []*regexp.Regexp{systemHeader}},
		"chain":        {chainForms, "$", []*regexp.Regexp{chainToken}},
		"address":      {addressForms, "$", []*regexp.Regexp{address}},
		"declaration":  {declarationForms, "", []*regexp.Regexp{declaring}},
		"modifier":     {modifierForms, "$", nil},
		"binding":      {bindingForms, "", bindings},
		"diagram":      {diagramForms, "", []*regexp.Regexp{diagramStart}},
		"diagram word": {diagramWordForms, "$", []*regexp.Regexp{diagramWord}},
		"code line":    {codeForms, "", nil},
		"key":          {keyForms, "", keys},
		"said key":     {saidForms, "", saidKeys},
		"ambiguous":    {ambiguousForms, "", []*regexp.Regexp{ambiguous}},
		"suggestion":   {suggestionForms, "", []*regexp.Regexp{suggesting}},
	} {
		require.NotEmpty(t, list.forms, name)
		for i, form := range list.forms {
			re := regexp.MustCompile(`(?i)^(?:` + form[0] + `)` + list.whole)
			assert.Regexp(t, re, form[1], "%s, row %d", name, i)
			for k, used := range list.used {
				if len(list.used) == 1 || k == i {
					assert.Regexp(t, used, form[1], "%s, row %d", name, i)
				}
			}
		}
	}
}

// The examples of literals and patterns are taken for such.
func TestExamplesAreClassified(t *testing.T) {
	for _, form := range literalForms {
		assert.True(t, isLiteral(form[1]), form[1])
	}
	for _, form := range patternForms {
		assert.True(t, isPattern(form[1]), form[1])
	}
	assert.False(t, isLiteral("ad539a"), "too short for a hash")
}

// The example of every kind of code block is taken for that kind, whatever its label.
func TestBlocksAreOfTheKindOfTheirExamples(t *testing.T) {
	for _, k := range blockKinds {
		for _, label := range []string{"", "text", "{.output}", "daemon", "console", "bash", "sql", "html"} {
			if family := labelFamily(label); k.name != "output" || family != "bash" {
				assert.Equal(t, k.name, kindOf(&block{code: k.example, family: family}).name, "%q labelled %q", k.example, label)
			}
		}
	}
}

func TestLabelsNameLanguages(t *testing.T) {
	for label, family := range map[string]string{
		"python": "python", "{python}": "python", "{.go .numberLines}": "go", "python {linenos}": "python", "daemon.py": "python",
		"src/app.tsx": "javascript", "pycon": "", "console": "", "plaintext": "", "": "", "title=\"x\"": "",
	} {
		assert.Equal(t, family, labelFamily(label), label)
	}
}
