package worker

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/source"
)

// codecSource is what the outlines of these tests are of.
var codecSource = []byte(strings.Repeat("x = 1\n", 200))

// fill sets every field of a value to something, so that a field that the codec forgets is missed.
func fill(v reflect.Value, r *rand.Rand, depth int) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[source.Span]() {
			start, line := r.IntN(500), 1+r.IntN(50)
			v.Set(reflect.ValueOf(source.Span{StartLine: line, EndLine: line + r.IntN(50), StartByte: start, EndByte: start + r.IntN(500)}))
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i), r, depth+1)
		}
		if b, ok := v.Addr().Interface().(*source.Block); ok {
			b.EndLine = b.StartLine + 3
		}
		if u, ok := v.Addr().Interface().(*source.Reference); ok {
			u.Symbol = -1
		}
	case reflect.Slice:
		if r.IntN(8) == 0 {
			return // nil
		}
		v.Set(reflect.MakeSlice(v.Type(), r.IntN(5), 5))
		for i := range v.Len() {
			fill(v.Index(i), r, depth+1)
		}
	case reflect.String:
		v.SetString(strings.Repeat("ä", r.IntN(3)) + string(rune('a'+r.IntN(26))))
	case reflect.Int:
		v.SetInt(int64(1 + r.IntN(100)))
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	default:
		panic("what the codec has to learn: " + v.Type().String())
	}
}

func TestCodec(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var e encoder
	for range 500 {
		var want source.Outline
		fill(reflect.ValueOf(&want).Elem(), r, 0)
		got, err := decode(e.append(nil, &want), codecSource)
		require.NoError(t, err)
		require.Equal(t, &want, got)
	}
}

// TestCodecOfRubbish: nothing that a worker may answer panics, or lies outside of the source.
func TestCodecOfRubbish(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var e encoder
	refused := 0
	for range 3000 {
		var o source.Outline
		fill(reflect.ValueOf(&o).Elem(), r, 0)
		data := e.append(nil, &o)
		for range 1 + r.IntN(4) {
			data[r.IntN(len(data))] = byte(r.IntN(256))
		}
		data = data[:len(data)-r.IntN(3)]
		got, err := decode(data, codecSource)
		if err != nil {
			refused++
			continue
		}
		for _, s := range got.Symbols {
			for _, span := range []source.Span{s.Span, s.NameSpan, s.DocSpan, s.BodySpan} {
				_ = codecSource[span.StartByte:span.EndByte]
			}
		}
		for _, u := range got.References {
			require.Less(t, u.Symbol, len(got.Symbols))
		}
	}
	require.Greater(t, refused, 1000)
}
