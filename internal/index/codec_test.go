package index

import (
	"encoding/binary"
	"hash/crc32"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/source"
)

// fill sets every field of a value, and of what is in it, to something of its own that is not
// zero, so that a field that a codec forgets is missed.
func fill(v reflect.Value, next *int) {
	*next++
	switch v.Kind() {
	case reflect.String:
		v.SetString("s" + strconv.Itoa(*next))
	case reflect.Int:
		v.SetInt(int64(*next))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i), next)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), next)
		}
	default:
		panic("a kind of field that the codec does not know: " + v.Type().String())
	}
}

// filledOutline has every field set.
func filledOutline() *source.Outline {
	o := &source.Outline{}
	next := 0
	fill(reflect.ValueOf(o).Elem(), &next)
	o.Language = "go"
	for i := range o.References {
		o.References[i].Kind = []source.ReferenceKind{source.ReferenceType, source.ReferenceCall}[i%2]
		o.References[i].Symbol = i - 1
	}
	return o
}

// outlineOf is a file's outline with what the index keeps apart put back.
func outlineOf(f *graph.File, table *graph.NameTable) *source.Outline {
	x := &Index{ByPath: map[string]*graph.File{f.Path: f}, table: table}
	return x.Outline(f.Path)
}

// testShard is a shard with an outline in which every field is set, an empty one, and a skipped file.
func testShard(table *graph.NameTable) shard {
	src := make([]byte, 1000)
	stamp := graph.Stamp{Size: 12, Modified: 1_700_000_000_123_456_789, Changed: 1_700_000_000_123_456_790}
	return shard{count: 4, number: 2, root: "/srv/repo", versions: []languageVersion{{"go", "v1"}, {"python", "v2"}}, files: []*graph.File{
		{Path: "a.go", Language: "go", Stamp: stamp, Trusted: true, Content: graph.NewContent([32]byte{1}, filledOutline(), src, table)},
		{Path: "b.py", Language: "python", Stamp: stamp, Test: true, Content: graph.NewContent([32]byte{2}, &source.Outline{Language: "python"}, nil, table)},
		{Path: "c.go", Language: "go", Content: &graph.Content{Sum: [32]byte{3}, Skip: source.SkipGenerated}},
	}}
}

func TestShardKeepsEverything(t *testing.T) {
	table := graph.NewNameTable()
	s := testShard(table)
	data := newShardWriter(table).encode(s)
	other := graph.NewNameTable()
	other.Intern(func(number func(string) uint32) { number("a name that another shard brought") }) // numbers differ
	got, err := decodeShard(data, other)
	require.NoError(t, err)
	assert.Equal(t, s.count, got.count)
	assert.Equal(t, s.number, got.number)
	assert.Equal(t, s.root, got.root)
	assert.Equal(t, s.versions, got.versions)
	require.Len(t, got.files, len(s.files))
	for i, want := range s.files {
		f := got.files[i]
		assert.Equal(t, want.Path, f.Path)
		assert.Equal(t, want.Language, f.Language)
		assert.Equal(t, want.Stamp, f.Stamp)
		assert.Equal(t, want.Trusted, f.Trusted)
		assert.Equal(t, want.Test, f.Test)
		assert.Equal(t, want.Sum, f.Sum)
		assert.Equal(t, want.Skip, f.Skip)
		assert.ElementsMatch(t, want.Sums, f.Sums)
		if want.Outline == nil {
			assert.Nil(t, f.Outline)
			continue
		}
		wantOutline, gotOutline := outlineOf(want, table), outlineOf(f, other)
		if len(wantOutline.Symbols) == 0 {
			wantOutline.Symbols, gotOutline.Symbols = nil, nil
		}
		assert.Equal(t, wantOutline, gotOutline)
	}
	whole := filledOutline()
	whole.Blocks = nil
	assert.Equal(t, whole, outlineOf(got.files[0], other), "what the parser gave")
}

func TestShardWriterCanBeUsedAgain(t *testing.T) {
	table := graph.NewNameTable()
	s, other := testShard(table), testShard(table)
	other.files = other.files[1:]
	w := newShardWriter(table)
	w.encode(other)
	first := w.encode(s)
	assert.Equal(t, first, newShardWriter(table).encode(s), "a shard does not depend on what was written before")
	assert.Equal(t, first, w.encode(s))
}

// Anything that is not just what was written is refused.
func TestDamagedShard(t *testing.T) {
	table := graph.NewNameTable()
	s := testShard(table)
	data := newShardWriter(table).encode(s)
	for i := range data {
		damaged := slices.Clone(data)
		damaged[i] ^= 0x10
		_, err := decodeShard(damaged, graph.NewNameTable())
		require.ErrorIs(t, err, errShard, "byte %d", i)
		_, err = decodeShard(data[:i], graph.NewNameTable())
		require.ErrorIs(t, err, errShard, "cut to %d bytes", i)
	}
	_, err := decodeShard(nil, graph.NewNameTable())
	require.ErrorIs(t, err, errShard)
}

// FuzzDecodeShard gives bytes with a good checksum.
func FuzzDecodeShard(f *testing.F) {
	table := graph.NewNameTable()
	s := testShard(table)
	data := newShardWriter(table).encode(s)
	f.Add(data[:len(data)-crc32.Size])
	f.Add([]byte(shardMagic))
	f.Fuzz(func(t *testing.T, data []byte) {
		table := graph.NewNameTable()
		data = binary.BigEndian.AppendUint32(data, crc32.Checksum(data, castagnoli))
		s, err := decodeShard(data, table)
		if err != nil {
			return
		}
		graph.New(s.files, nil, table)
		for _, file := range s.files {
			if file.Outline != nil {
				outlineOf(file, table)
			}
		}
	})
}
