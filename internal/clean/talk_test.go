package clean

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
		used  *regexp.Regexp
	}{
		"preamble":   {preambleForms, preambles},
		"remark":     {remarkForms, remarks},
		"conclusion": {conclusionForms, conclusions},
		"chat mark":  {chatMarkForms, chatMarks},
		"end mark":   {endMarkForms, endMarks},
		"turn":       {turnForms, turns},
		"label":      {labelForms, labels},
		"speaker":    {speakerForms, speakerForms.Anywhere()},
		"request":    {requestForms, requestForms.Compile(`(?i)^(?:`, `)`)},
	} {
		require.NotEmpty(t, list.forms, name)
		for i, form := range list.forms {
			assert.Regexp(t, regexp.MustCompile(`(?i)^(?:`+form[0]+`)$`), form[1], "%s, row %d", name, i)
			assert.Regexp(t, list.used, form[1], "%s, row %d", name, i)
		}
	}
}
