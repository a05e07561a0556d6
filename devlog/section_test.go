package devlog

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSplice(t *testing.T) {
	const sec, other = sectionOpen + "\nrows\n" + sectionClose + "\n", sectionOpen + "\nold\n" + sectionClose
	for _, row := range []struct{ name, text, section, want string }{
		{"empty", "", sec, sec},
		{"appended", "mine\n", sec, "mine\n\n" + sec},
		{"appended without line end", "mine", sec, "mine\n\n" + sec},
		{"replaced", "a\n" + other + "\nb\n", sec, "a\n" + sec + "b\n"},
		{"replaced at the end", "a\n" + other, sec, "a\n" + sec},
		{"carriage returns", "a\r\n" + other + "\nb\r\n", sec, "a\r\n" + sec + "b\r\n"},
		{"taken out", "a\n" + other + "\nb\n", "", "a\nb\n"},
		{"nothing to take out", "a\n", "", "a\n"},
		{"opened only", "a " + sectionOpen + " b\n", sec, "a " + sectionOpen + " b\n\n" + sec},
		{"closed only", "a " + sectionClose + " b\n", sec, "a " + sectionClose + " b\n\n" + sec},
		{"wrong order", sectionClose + "\n" + sectionOpen + "\n", sec, sectionClose + "\n" + sectionOpen + "\n\n" + sec},
		{"opened before a whole one", sectionOpen + "\nmine\n" + other, sec, sectionOpen + "\nmine\n" + sec},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := string(splice([]byte(row.text), row.section))
			assert.Equal(t, row.want, got)
			assert.Equal(t, got, string(splice([]byte(got), row.section)), "again: no change")
			if row.section != "" {
				assert.Equal(t, row.section, section([]byte(got)))
			}
		})
	}
}

func TestReindex(t *testing.T) {
	const sec = sectionOpen + "\nrows\n" + sectionClose + "\n"
	made := reindex(nil, "A*b", sec)
	assert.Equal(t, "# A\\*b\n\n"+sec, string(made))
	assert.Nil(t, reindex(made, "A*b", ""), "nothing of it is a user's")
	assert.Nil(t, reindex(nil, "x", ""))
	assert.Equal(t, "mine\n# A\\*b\n\n", string(reindex(append([]byte("mine\n"), made...), "A*b", "")))
	assert.Equal(t, sec, string(reindex([]byte{}, "x", sec)), "an empty file is a user's")
}
