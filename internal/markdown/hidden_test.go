package markdown

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
)

// Every character that Unicode calls Default_Ignorable_Code_Point, as its derivation says, is shown to a model.
func TestWhatIsIgnorableIsShown(t *testing.T) {
	shown := 0
	for r := rune(0); r <= unicode.MaxRune; r++ {
		ignorable := unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Cf, unicode.Variation_Selector) &&
			!unicode.In(r, unicode.White_Space, unicode.Prepended_Concatenation_Mark) && (r < 0xFFF9 || r > 0xFFFB) && (r < 0x13430 || r > 0x1343F)
		if !ignorable {
			continue
		}
		shown++
		if want := fmt.Sprintf("a\\u{%04x}b", r); AllVisible("a"+string(r)+"b") != want || Visible("a"+string(r)+"b") != want {
			t.Errorf("%U is hidden", r)
		}
	}
	assert.Greater(t, shown, 4000)
	for _, r := range "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u200b\u200c\u200d\u200e\u202a\u202e\u2060\u2066\u2069\u2800\u3164\ufe00\ufe0f\ufeff\uffa0" +
		"\U0001d159\U0001d173\U000e0001\U000e0020\U000e007f\U000e0100\U000e01ef\U00013441\x00\x1b\x7f\u0085\u2028\ufffe" {
		assert.Equal(t, fmt.Sprintf("a\\u{%04x}b", r), AllVisible("a"+string(r)+"b"))
		assert.Equal(t, fmt.Sprintf("a\\u{%04x}b", r), Visible("a"+string(r)+"b"))
	}
}

// A page keeps the look of an emoji and of an ideograph; a text that is hidden in selectors is seen there, too.
func TestVariationSelectors(t *testing.T) {
	for _, plain := range []string{"❤️", "❤︎", "1️⃣", "#️⃣", "葛\U000e0100", "ᠠ\u180b", "↔️", "ℹ️", "≨︀"} {
		assert.Equal(t, plain, Visible(plain), "%+q", plain)
		assert.Contains(t, AllVisible(plain), `\u{`)
	}
	assert.Equal(t, "❤️"+strings.Repeat(`\u{fe01}`, 3), Visible("❤️\ufe01\ufe01\ufe01"))
	assert.Equal(t, `\u{fe0f}`, Visible("\ufe0f"))
}
