package llm

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"time"
	"unicode/utf8"
)

// Limits of a stream. langchaingo's client gives up without a word at a line of 512,000
// bytes, so longer texts are handed on in pieces.
const (
	maxLine   = 16 << 20 // bytes of a line that are read
	maxAnswer = 32 << 20 // bytes of all lines
	pieceSize = 32 << 10 // bytes of text in a line that is handed on
)

// chatLine is a line of Ollama's stream.
type chatLine struct {
	Message struct {
		Content  string `json:"content"`
		Thinking string `json:"thinking"`
	} `json:"message"`
	Done       bool   `json:"done"`
	DoneReason string `json:"done_reason"`
	Error      string `json:"error"`

	PromptEvalCount    int           `json:"prompt_eval_count"`
	EvalCount          int           `json:"eval_count"`
	LoadDuration       time.Duration `json:"load_duration"`
	PromptEvalDuration time.Duration `json:"prompt_eval_duration"`
	EvalDuration       time.Duration `json:"eval_duration"`
}

// stream is the body that langchaingo's client reads: the server's lines, read and
// written anew, up to the one that says it is done or an error.
type stream struct {
	lines    *lines
	body     io.Closer
	exchange *exchange
	out      bytes.Buffer
	ended    bool
}

func (s *stream) Read(p []byte) (int, error) {
	for s.out.Len() == 0 {
		if s.ended {
			return 0, io.EOF
		}
		s.next()
	}
	return s.out.Read(p)
}

func (s *stream) Close() error { return s.body.Close() }

// next reads a line of the server and writes what the client may see of it.
func (s *stream) next() {
	text, err := s.lines.next()
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = nil
		}
		s.fail(&streamError{what: brokeOff, err: err})
		return
	}
	var line chatLine
	switch err := json.Unmarshal(text, &line); {
	case err != nil && s.lines.broken() != nil:
		s.fail(&streamError{what: brokeOff, err: s.lines.broken()})
		return
	case err != nil:
		s.fail(&streamError{what: "the answer is not what an Ollama server sends: " + oneLine(string(text))})
		return
	case line.Error != "":
		s.fail(&serverError{line.Error})
		return
	}
	content := line.Message.Content
	if err := s.exchange.piece(content, line.Message.Thinking); err != nil {
		// The client closes the body, and the server sees that nobody listens. That comes right after a token on purpose:
		// Ollama 0.9.6 loses a slot for good when its client goes while the next one is being sent.
		s.fail(err)
		return
	}
	for len(content) > pieceSize {
		cut := pieceSize
		for !utf8.RuneStart(content[cut]) {
			cut--
		}
		s.write(content[:cut], false)
		content = content[cut:]
	}
	s.write(content, line.Done)
	if line.Done {
		s.ended = true
		s.exchange.done, s.exchange.last = true, line
	}
}

// fail ends the stream with an error that the client passes on as a text; the
// error itself is kept in the exchange.
func (s *stream) fail(err error) {
	s.ended = true
	s.exchange.err = err
	s.writeJSON(map[string]string{"error": err.Error()})
}

func (s *stream) write(content string, done bool) {
	s.writeJSON(map[string]any{"message": map[string]string{"role": "assistant", "content": content}, "done": done})
}

func (s *stream) writeJSON(v any) {
	_ = json.NewEncoder(&s.out).Encode(v) // strings and booleans always can be written
}

const brokeOff = "the answer broke off before its end"

// lines reads lines that are not blank, and no more than maxAnswer.
type lines struct{ scanner *bufio.Scanner }

func newLines(r io.Reader) *lines {
	scanner := bufio.NewScanner(io.LimitReader(r, maxAnswer))
	scanner.Buffer(nil, maxLine)
	return &lines{scanner}
}

// next is the next line, or io.EOF after the last one. It is good until the next call.
func (l *lines) next() ([]byte, error) {
	for l.scanner.Scan() {
		if line := bytes.TrimSpace(l.scanner.Bytes()); len(line) > 0 {
			return line, nil
		}
	}
	if err := l.scanner.Err(); err != nil {
		return nil, err
	}
	return nil, io.EOF
}

// broken is why reading ended; nil at the end of the body and before it.
func (l *lines) broken() error { return l.scanner.Err() }
