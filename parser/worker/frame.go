package worker

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
)

// hello is what a worker says first. It changes with everything that goes through the pipes.
const hello = "codeworm parser worker 1\n"

// What is asked of a worker, and what it answers: the first byte of a frame.
const (
	askParse   = 'p' // a path and a source
	askPrepare = 'r'
	sayOutline = 'o'
	sayRefused = 'e' // a source.ParseError: its reason and its cause
	sayFailed  = 'f' // another error, as text
	sayDone    = 'd'
)

// maxFrame is the length in bytes of the largest frame that is taken. Outlines are smaller than their sources, as a rule.
const maxFrame = 64 << 20

// frameHead is the number of bytes before a frame, which hold its length.
const frameHead = 4

var errFrame = errors.New("the frame is longer than any can be")

// begin empties a buffer and leaves room for a frame's length.
func begin(b []byte) []byte { return append(b[:0], make([]byte, frameHead)...) }

// writeFrame writes what was appended to a buffer since begin.
func writeFrame(w io.Writer, b []byte) error {
	if len(b)-frameHead > maxFrame {
		return errFrame
	}
	binary.LittleEndian.PutUint32(b, uint32(len(b)-frameHead))
	_, err := w.Write(b)
	return err
}

// readFrame reads a frame into a buffer. The buffer grows as bytes come, not by what their length says.
func readFrame(r io.Reader, into *bytes.Buffer) error {
	var head [frameHead]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return err
	}
	n := int64(binary.LittleEndian.Uint32(head[:]))
	if n > maxFrame {
		return errFrame
	}
	into.Reset()
	if _, err := io.CopyN(into, r, n); err != nil {
		if errors.Is(err, io.EOF) {
			return io.ErrUnexpectedEOF
		}
		return err
	}
	return nil
}

// appendText appends a text with its length.
func appendText(b []byte, text string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

// cutText takes a text with its length from the beginning of b.
func cutText(b []byte) (text string, rest []byte, ok bool) {
	n, size := binary.Uvarint(b)
	if size <= 0 || n > uint64(len(b)-size) {
		return "", nil, false
	}
	return string(b[size : size+int(n)]), b[size+int(n):], true
}
