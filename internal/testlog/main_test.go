package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestReport(t *testing.T) {
	const pass = `{"Action":"output","Package":"p","Test":"TestA","Output":"noise\n"}
{"Action":"pass","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Output":"ok  \tp\t0.1s\n"}
{"Action":"pass","Package":"p"}
`
	const skip = `{"Action":"output","Package":"p","Test":"TestB","Output":"    needs real part: x\n"}
{"Action":"skip","Package":"p","Test":"TestB"}
`
	const fail = `{"Action":"output","Package":"p","Test":"TestC","Output":"boom\n"}
{"Action":"fail","Package":"p","Test":"TestC"}
`
	for name, c := range map[string]struct {
		log      string
		ok       bool
		contains []string
		without  string
	}{
		"passed":         {pass, true, []string{"ok  \tp", "1 passed, 0 failed, 0 skipped"}, "noise"},
		"skipped":        {pass + skip, false, []string{"skipped: p TestB", "needs real part: x", "1 skipped"}, "noise"},
		"failed":         {pass + fail, false, []string{"boom", "1 failed"}, "noise"},
		"no test ran":    {"", false, []string{"0 passed"}, "noise"},
		"package failed": {pass + `{"Action":"output","Package":"q","Output":"panic\n"}` + "\n" + `{"Action":"fail","Package":"q"}`, false, []string{"panic"}, "noise"},
		"does not build": {pass + `{"Action":"build-output","ImportPath":"q","Output":"x.go:1: bad\n"}` + "\n" + `{"Action":"build-fail","ImportPath":"q"}`, false, []string{"x.go:1: bad"}, "noise"},
		"no tests in it": {pass + `{"Action":"output","Package":"q","Output":"?   \tq\t[no test files]\n"}` + "\n" + `{"Action":"skip","Package":"q"}`, true, []string{"[no test files]"}, "noise"},
		"something else": {"make: entering\n" + pass, true, []string{"make: entering"}, "noise"},
	} {
		var out strings.Builder
		ok, err := report(strings.NewReader(c.log), &out)
		require.NoError(t, err, name)
		assert.Equal(t, c.ok, ok, name)
		for _, s := range c.contains {
			assert.Contains(t, out.String(), s, name)
		}
		assert.NotContains(t, out.String(), c.without, name)
	}
}
