package plainfile_test

import (
	"encoding/binary"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"golang.org/x/text/encoding/charmap"

	"github.com/codeworm/codeworm/internal/plainfile"
)

func utf16Of(text string, order binary.ByteOrder) string {
	var b []byte
	for _, u := range utf16.Encode([]rune("\ufeff" + text)) {
		b = append(b, 0, 0)
		order.PutUint16(b[len(b)-2:], u)
	}
	return string(b)
}

func TestText(t *testing.T) {
	for raw, want := range map[string]string{
		"":                    "",
		"plain\n":             "plain\n",
		"caf\u00e9":           "caf\u00e9",
		"\ufeffcaf\u00e9":     "\ufeffcaf\u00e9",
		"# caf\xe9\nx = 1\n":  "# café\nx = 1\n",
		"caf\u00e9 caf\xe9":   "café café", // one byte in a file of UTF-8
		"\x80 \x93x\x94 \x81": "€ “x” \ufffd",
		"\xe9":                "é",
		utf16Of("x = 'é😀'\r\n", binary.LittleEndian): "x = 'é😀'\r\n",
		utf16Of("x = 'é😀'\n", binary.BigEndian):      "x = 'é😀'\n",
		"\xff\xfex\x00\x00\x00":                      "\xff\xfex\x00\x00\x00", // a zero byte: no text
		"\xff\xfex\x00y":                             "\xff\xfex\x00y",        // half a character
		"\xe9\x00":                                   "\xe9\x00",
		"\x01\x02\x03\xff":                           "\x01\x02\x03\xff",
		"\x00binary":                                 "\x00binary",
	} {
		assert.Equal(t, want, string(plainfile.Text([]byte(raw))), "%q", raw)
	}
}

// Every text of Windows-1252 that is not UTF-8 by chance is read as a library for character sets reads it, with its lines.
func TestTextLikeCharmap(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	tried := 0
	for range 2000 {
		var b []byte
		for range 1 + random.IntN(60) {
			switch random.IntN(4) {
			case 0:
				b = append(b, byte(0xa0+random.IntN(0x60)), ' ') // followed by a space, so that two are no character of UTF-8
			case 1:
				b = append(b, '\n')
			default:
				b = append(b, byte(' '+random.IntN(95)))
			}
		}
		if utf8.Valid(b) {
			continue
		}
		tried++
		want, err := charmap.Windows1252.NewDecoder().Bytes(b)
		assert.NoError(t, err)
		got := plainfile.Text(b)
		assert.Equal(t, string(want), string(got))
		assert.Equal(t, strings.Count(string(b), "\n"), strings.Count(string(got), "\n"))
	}
	assert.Greater(t, tried, 1000)
}
