// Package tree copies a tree-sitter tree into an array in one call of C. Every step that the
// binding takes through a tree crosses from Go to C, allocates and looks into
// a map; walking all nodes of a file that way takes longer than parsing it.
package tree

// #cgo noescape cw_flatten
// #cgo nocallback cw_flatten
// #cgo nocallback cw_count
// #cgo nocallback cw_thread_time
// #include "flatten.h"
import "C"

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"sync"
	"time"
	"unsafe"

	sitter "github.com/smacker/go-tree-sitter"
)

// Node is one node of a tree. The fields follow cw_node in flatten.h.
type Node struct {
	Start, End uint32 // bytes, half-open
	Parent     uint32 // index of the parent; 0 for the root itself
	Next       uint32 // index after the last descendant
	Prev       uint32 // index of the sibling before; 0 for none
	Symbol     uint16 // the grammar's number of the node's type
	Field      uint16 // the grammar's number of the field it fills; 0 for none
	Flags      uint8
	_          [3]byte
}

// The flags.
const (
	Named   = C.CW_NAMED
	Missing = C.CW_MISSING
	Extra   = C.CW_EXTRA // comments and what else may stand anywhere
)

// SymbolError is the type of what the grammar did not understand.
const SymbolError = 0xFFFF

// Is reports whether all the flags are set.
func (n *Node) Is(flags uint8) bool { return n.Flags&flags == flags }

// Tree is a file's syntax tree in preorder: the children of node i begin at i+1, and
// the sibling of node i is at its Next when that is less than its parent's Next.
type Tree struct {
	Nodes []Node
	// Cut says that nodes below the depth limit are missing.
	Cut bool
	// Spent is the processor time that parsing took.
	Spent time.Duration
}

// Limits bound what a file may cost.
type Limits struct {
	Depth int           // of the tree; what is deeper is left out
	Time  time.Duration // of the processor, for parsing; on a busy machine that takes longer
	// Slice is how long the parser runs before it looks whether ctx is done.
	Slice time.Duration
}

// ErrTimeout says that parsing took longer than Limits.Time.
var ErrTimeout = errors.New("time limit reached")

// buffers keeps the arrays of trees that were released.
var buffers = sync.Pool{New: func() any { return new([]Node) }}

// Parse parses the source with a parser of its own. The error is ctx's,
// ErrTimeout, or what the binding said.
//
// The context never reaches the binding: one that is done as a parse ends would
// leave the parser cancelled for ever. The parser works in slices of time instead and
// goes on where it was, on the same source.
func Parse(ctx context.Context, language *sitter.Language, source []byte, limits Limits) (*Tree, error) {
	p := sitter.NewParser()
	defer p.Close()
	p.SetLanguage(language)
	p.SetOperationLimit(int(limits.Slice.Microseconds()))
	runtime.LockOSThread() // whose time is measured
	defer runtime.UnlockOSThread()
	spent := stopwatch()
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		parsed, err := p.ParseCtx(context.Background(), nil, source)
		if err == nil {
			defer parsed.Close()
			t := flatten(parsed.RootNode(), limits.Depth)
			t.Spent = spent()
			return t, nil
		}
		if !errors.Is(err, sitter.ErrOperationLimit) {
			return nil, err
		}
		if spent() > limits.Time {
			return nil, ErrTimeout
		}
	}
}

// stopwatch returns how much of the processor the calling thread has used since, or how much time has passed where the system
// does not say.
func stopwatch() func() time.Duration {
	start, begun := C.cw_thread_time(), time.Now()
	return func() time.Duration {
		if now := C.cw_thread_time(); now >= 0 && start >= 0 {
			return time.Duration(now - start)
		}
		return time.Since(begun)
	}
}

func flatten(root *sitter.Node, depth int) *Tree {
	node := *(*C.TSNode)(unsafe.Pointer(root))
	count := C.cw_count(node)
	buffer := buffers.Get().(*[]Node)
	if cap(*buffer) < int(count) {
		*buffer = make([]Node, count, count+count/4)
	}
	nodes := (*buffer)[:count]
	var cut C.bool
	n := C.cw_flatten(node, (*C.cw_node)(unsafe.Pointer(&nodes[0])), count, C.uint32_t(depth), &cut)
	return &Tree{Nodes: nodes[:n], Cut: bool(cut)}
}

// keepNodes is the longest array that is kept for the next file: one huge file
// must not hold its memory for ever.
const keepNodes = 1 << 19

// Release gives the tree's memory to the next tree. The tree is empty afterwards.
func (t *Tree) Release() {
	if nodes := t.Nodes; cap(nodes) > 0 && cap(nodes) <= keepNodes {
		nodes = nodes[:0]
		buffers.Put(&nodes)
	}
	t.Nodes = nil
}

// Check reports whether the binding in this program is laid out as this package
// takes it to be.
func Check() error {
	if !bool(C.cw_linked()) {
		return errors.New("the tree-sitter runtime in this program lacks functions of its C interface; build with github.com/smacker/go-tree-sitter v0.0.0-20240827094217-dd81d9e9be82")
	}
	if size, want := unsafe.Sizeof(Node{}), uintptr(C.sizeof_cw_node); size != want {
		return fmt.Errorf("a node has %d bytes in Go and %d in C; report this with the platform's name", size, want)
	}
	node := reflect.TypeFor[sitter.Node]()
	if node.NumField() == 0 || node.Field(0).Type.Kind() != reflect.Struct || node.Field(0).Type.Size() != unsafe.Sizeof(C.TSNode{}) {
		return errors.New("sitter.Node does not begin with a TSNode any more; build with github.com/smacker/go-tree-sitter v0.0.0-20240827094217-dd81d9e9be82")
	}
	return nil
}
