//go:build unix

package ollamatest

import (
	"bytes"
	"encoding/binary"
)

// The GGUF file format, version 3, as far as it is needed here: a header, typed
// key-value pairs, tensor descriptions, and the tensors' data, each at a
// multiple of 32 bytes.
// https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
const (
	ggufVersion   = 3
	ggufAlignment = 32
)

// The value types of GGUF that are used.
const (
	ggufUint32  uint32 = 4
	ggufInt32   uint32 = 5
	ggufFloat32 uint32 = 6
	ggufBool    uint32 = 7
	ggufString  uint32 = 8
	ggufArray   uint32 = 9
)

// tensor is a matrix of 32-bit floats; rows of width columns, or a vector when
// there is one row.
type tensor struct {
	name        string
	width, rows int
	data        []float32
}

// gguf collects the parts of a file.
type gguf struct {
	keys    uint64
	meta    bytes.Buffer
	tensors []tensor
}

// put writes little-endian; a bytes.Buffer never fails.
func put(b *bytes.Buffer, v any) { _ = binary.Write(b, binary.LittleEndian, v) }

func putString(b *bytes.Buffer, s string) {
	put(b, uint64(len(s)))
	b.WriteString(s)
}

func (g *gguf) key(name string, valueType uint32) {
	g.keys++
	putString(&g.meta, name)
	put(&g.meta, valueType)
}

func (g *gguf) array(name string, elementType uint32, length int) {
	g.key(name, ggufArray)
	put(&g.meta, elementType)
	put(&g.meta, uint64(length))
}

// set adds a key; the value's Go type decides the type in the file.
func (g *gguf) set(name string, value any) {
	switch v := value.(type) {
	case string:
		g.key(name, ggufString)
		putString(&g.meta, v)
	case int:
		g.key(name, ggufUint32)
		put(&g.meta, uint32(v))
	case float32:
		g.key(name, ggufFloat32)
		put(&g.meta, v)
	case bool:
		g.key(name, ggufBool)
		put(&g.meta, v)
	case []string:
		g.array(name, ggufString, len(v))
		for _, s := range v {
			putString(&g.meta, s)
		}
	case []int32:
		g.array(name, ggufInt32, len(v))
		put(&g.meta, v)
	default:
		panic("ollamatest: no GGUF type for " + name)
	}
}

// encode is the whole file.
func (g *gguf) encode() []byte {
	var b bytes.Buffer
	b.WriteString("GGUF")
	put(&b, uint32(ggufVersion))
	put(&b, uint64(len(g.tensors)))
	put(&b, g.keys)
	b.Write(g.meta.Bytes())

	var data bytes.Buffer
	for _, t := range g.tensors {
		pad(&data)
		dims := []uint64{uint64(t.width), uint64(t.rows)}
		if t.rows == 1 {
			dims = dims[:1]
		}
		putString(&b, t.name)
		put(&b, uint32(len(dims)))
		put(&b, dims)
		put(&b, uint32(0)) // 32-bit float
		put(&b, uint64(data.Len()))
		put(&data, t.data)
	}
	pad(&b)
	b.Write(data.Bytes())
	return b.Bytes()
}

func pad(b *bytes.Buffer) {
	for b.Len()%ggufAlignment != 0 {
		b.WriteByte(0)
	}
}
