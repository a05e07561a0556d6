package codeworm

import (
	"encoding/binary"
	"hash/crc32"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
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
func filledOutline() *Outline {
	o := &Outline{}
	next := 0
	fill(reflect.ValueOf(o).Elem(), &next)
	o.Language = "go"
	for i := range o.References {
		o.References[i].Kind = []ReferenceKind{ReferenceType, ReferenceCall}[i%2]
		o.References[i].Symbol = i - 1
	}
	return o
}

// outlineOf is a file's outline with what the index keeps apart put back.
func outlineOf(f *indexedFile, table *nameTable) *Outline {
	x := &Index{byPath: map[string]*indexedFile{f.path: f}, table: table}
	return x.Outline(f.path)
}

// testShard is a shard with an outline in which every field is set, an empty one, and a skipped file.
func testShard(table *nameTable) shard {
	src := make([]byte, 1000)
	stamp := fileStamp{size: 12, modified: 1_700_000_000_123_456_789, changed: 1_700_000_000_123_456_790}
	return shard{count: 4, number: 2, root: "/srv/repo", versions: []languageVersion{{"go", "v1"}, {"python", "v2"}}, files: []*indexedFile{
		{path: "a.go", language: "go", stamp: stamp, settled: true, fileContent: newFileContent([32]byte{1}, filledOutline(), src, table)},
		{path: "b.py", language: "python", stamp: stamp, test: true, fileContent: newFileContent([32]byte{2}, &Outline{Language: "python"}, nil, table)},
		{path: "c.go", language: "go", fileContent: &fileContent{sum: [32]byte{3}, skip: SkipGenerated}},
	}}
}

func TestShardKeepsEverything(t *testing.T) {
	table := newNameTable()
	s := testShard(table)
	data := newShardWriter(table).encode(s)
	other := newNameTable()
	other.number("a name that another shard brought") // numbers differ
	got, err := decodeShard(data, other)
	require.NoError(t, err)
	assert.Equal(t, s.count, got.count)
	assert.Equal(t, s.number, got.number)
	assert.Equal(t, s.root, got.root)
	assert.Equal(t, s.versions, got.versions)
	require.Len(t, got.files, len(s.files))
	for i, want := range s.files {
		f := got.files[i]
		assert.Equal(t, want.path, f.path)
		assert.Equal(t, want.language, f.language)
		assert.Equal(t, want.stamp, f.stamp)
		assert.Equal(t, want.settled, f.settled)
		assert.Equal(t, want.test, f.test)
		assert.Equal(t, want.sum, f.sum)
		assert.Equal(t, want.skip, f.skip)
		assert.ElementsMatch(t, want.sums, f.sums)
		if want.outline == nil {
			assert.Nil(t, f.outline)
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
	table := newNameTable()
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
	table := newNameTable()
	s := testShard(table)
	data := newShardWriter(table).encode(s)
	for i := range data {
		damaged := slices.Clone(data)
		damaged[i] ^= 0x10
		_, err := decodeShard(damaged, newNameTable())
		require.ErrorIs(t, err, errShard, "byte %d", i)
		_, err = decodeShard(data[:i], newNameTable())
		require.ErrorIs(t, err, errShard, "cut to %d bytes", i)
	}
	_, err := decodeShard(nil, newNameTable())
	require.ErrorIs(t, err, errShard)
}

// FuzzDecodeShard gives bytes with a good checksum.
func FuzzDecodeShard(f *testing.F) {
	table := newNameTable()
	s := testShard(table)
	data := newShardWriter(table).encode(s)
	f.Add(data[:len(data)-crc32.Size])
	f.Add([]byte(shardMagic))
	f.Fuzz(func(t *testing.T, data []byte) {
		table := newNameTable()
		data = binary.BigEndian.AppendUint32(data, crc32.Checksum(data, castagnoli))
		s, err := decodeShard(data, table)
		if err != nil {
			return
		}
		newGraph(s.files, nil, table)
		for _, file := range s.files {
			if file.outline != nil {
				outlineOf(file, table)
			}
		}
	})
}
