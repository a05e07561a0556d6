package words

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestForms(t *testing.T) {
	f := Forms{{`a+|b`, "aa"}, {`c\d`, "c1"}}
	for text, whole := range map[string]bool{"aaa": true, "b": true, "c7": true, "ab": false, "c": false, "": false} {
		assert.Equal(t, whole, f.Whole().MatchString(text), text)
	}
	assert.Equal(t, "aa", f.Anywhere().FindString("c aa c1"))
	assert.True(t, f.Compile(`<(`, `)>`).MatchString("x <c1>"))
	each := f.Each()
	assert.Len(t, each, 2)
	assert.False(t, each[1].MatchString("aa"))
}
