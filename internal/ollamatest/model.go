//go:build unix

package ollamatest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"unicode"
)

// The shape of the model: the llama architecture, small enough to load and
// run in no time.
const (
	width       = 64
	layers      = 2
	heads       = 4
	feedForward = 128
	// MaxContext is the longest context the model can be given, in tokens. A
	// token of a prompt is one byte.
	MaxContext = 32768
)

// The two special tokens follow the 256 bytes.
const (
	startToken = 256 + iota
	endToken
	firstWord
)

// chatTemplate ends with the special token that makes the model begin.
const chatTemplate = "{{ range .Messages }}[{{ .Role }}]\n{{ .Content }}\n{{ end }}[assistant]\n<|start|>"

// noiseModel is a model of random weights: it goes on and on with lower-case
// letters and spaces, differently for every prompt and seed, until num_predict stops it.
func noiseModel() []byte {
	const letters = "abcdefghijklmnopqrstuvwxyz "
	random := rand.New(rand.NewPCG(1, 2))
	embed := gaussian(random, firstWord*width, 1)
	output := gaussian(random, firstWord*width, 0.2)
	// Column 0 is the same for all tokens and the layers leave it alone, so that
	// row by row it is a bias.
	for token := range firstWord {
		embed[token*width] = 8
		output[token*width] = -10
	}
	for _, letter := range letters {
		output[int(letter)*width] = 0
	}
	output[' '*width] = 0.2
	return encodeModel(random, nil, embed, output, 0.1)
}

// sayingModel is a model that answers every prompt with the same text and
// then stops. Every word of the text is a token whose most likely successor, by far, is
// the next word: nearly orthogonal rows make each word point at its successor.
func sayingModel(text string) []byte {
	words := uniqueWords(text)
	random := rand.New(rand.NewPCG(3, 4))
	tokens := firstWord + len(words)
	embed := make([]float32, tokens*width)
	for i := range embed {
		embed[i] = float32(random.IntN(2)*2 - 1)
	}
	output := make([]float32, tokens*width)
	previous := startToken
	for i := range len(words) + 1 {
		token := firstWord + i
		if i == len(words) {
			token = endToken
		}
		copy(output[token*width:(token+1)*width], embed[previous*width:(previous+1)*width])
		previous = token
	}
	return encodeModel(random, words, embed, output, 0.001)
}

// uniqueWords splits a text into words with the white space before them, and
// joins neighbours until no two are the same: a vocabulary holds a token once.
func uniqueWords(text string) []string {
	seen := map[string]bool{}
	var words []string
	word := ""
	for _, field := range splitBeforeSpace(text) {
		word += field
		if len(word) > 1 && !seen[word] {
			seen[word] = true
			words = append(words, word)
			word = ""
		}
	}
	for word != "" && len(words) > 0 {
		word = words[len(words)-1] + word
		words = words[:len(words)-1]
		if !seen[word] {
			break
		}
	}
	if word != "" {
		words = append(words, word)
	}
	return words
}

func splitBeforeSpace(text string) []string {
	var fields []string
	start := 0
	inWord := false
	for i, r := range text {
		if unicode.IsSpace(r) && inWord {
			fields = append(fields, text[start:i])
			start, inWord = i, false
		} else if !unicode.IsSpace(r) {
			inWord = true
		}
	}
	return append(fields, text[start:])
}

// encodeModel writes the file. The influence scales what the layers add to a token's embedding.
func encodeModel(random *rand.Rand, words []string, embed, output []float32, influence float32) []byte {
	var g gguf
	tokens, types := vocabulary(words)
	for _, kv := range []struct {
		key   string
		value any
	}{
		{"general.architecture", "llama"},
		{"general.name", "tiny"},
		{"general.file_type", 0},
		{"llama.vocab_size", len(tokens)},
		{"llama.context_length", MaxContext},
		{"llama.embedding_length", width},
		{"llama.block_count", layers},
		{"llama.feed_forward_length", feedForward},
		{"llama.attention.head_count", heads},
		{"llama.attention.head_count_kv", heads},
		{"llama.attention.layer_norm_rms_epsilon", float32(1e-5)},
		{"llama.rope.dimension_count", width / heads},
		{"llama.rope.freq_base", float32(10000)},
		{"tokenizer.ggml.model", "gpt2"},
		{"tokenizer.ggml.pre", "default"},
		{"tokenizer.ggml.tokens", tokens},
		{"tokenizer.ggml.token_type", types},
		{"tokenizer.ggml.merges", []string{}},
		{"tokenizer.ggml.bos_token_id", startToken},
		{"tokenizer.ggml.eos_token_id", endToken},
		{"tokenizer.ggml.add_bos_token", false},
	} {
		g.set(kv.key, kv.value)
	}
	add := func(name string, width, rows int, data []float32) {
		g.tensors = append(g.tensors, tensor{name, width, rows, data})
	}
	ones := make([]float32, width)
	for i := range ones {
		ones[i] = 1
	}
	add("token_embd.weight", width, len(tokens), embed)
	for layer := range layers {
		block := fmt.Sprintf("blk.%d.", layer)
		add(block+"attn_norm.weight", width, 1, ones)
		add(block+"attn_q.weight", width, width, gaussian(random, width*width, 0.3))
		add(block+"attn_k.weight", width, width, gaussian(random, width*width, 0.3))
		add(block+"attn_v.weight", width, width, gaussian(random, width*width, 0.3))
		add(block+"attn_output.weight", width, width, addition(random, width, influence))
		add(block+"ffn_norm.weight", width, 1, ones)
		add(block+"ffn_gate.weight", width, feedForward, gaussian(random, width*feedForward, 0.1))
		add(block+"ffn_up.weight", width, feedForward, gaussian(random, width*feedForward, 0.1))
		add(block+"ffn_down.weight", feedForward, width, addition(random, feedForward, influence))
	}
	add("output_norm.weight", width, 1, ones)
	add("output.weight", width, len(tokens), output)
	return g.encode()
}

func gaussian(random *rand.Rand, length int, scale float32) []float32 {
	data := make([]float32, length)
	for i := range data {
		data[i] = float32(random.NormFloat64()) * scale
	}
	return data
}

// addition is a matrix that maps so many columns to what a layer adds to a
// token's embedding: nothing to column 0.
func addition(random *rand.Rand, columns int, scale float32) []float32 {
	data := gaussian(random, columns*width, scale)
	clear(data[:columns])
	return data
}

// vocabulary is the 256 bytes, the special tokens, and the words.
func vocabulary(words []string) (tokens []string, types []int32) {
	const normal, control = 1, 3
	for b := range 256 {
		tokens = append(tokens, string(printable(byte(b))))
		types = append(types, normal)
	}
	tokens = append(tokens, "<|start|>", "<|end|>")
	types = append(types, control, control)
	for _, word := range words {
		var token strings.Builder
		for _, b := range []byte(word) {
			token.WriteRune(printable(b))
		}
		tokens = append(tokens, token.String())
		types = append(types, normal)
	}
	return tokens, types
}

// printable is the rune that stands for a byte in a byte-level vocabulary of
// the GPT-2 kind: itself where it is visible in Latin-1, otherwise the next of those from U+0100 on.
func printable(b byte) rune {
	visible := func(b byte) bool { return '!' <= b && b <= '~' || 0xA1 <= b && b <= 0xAC || 0xAE <= b }
	if visible(b) {
		return rune(b)
	}
	next := rune(0x100)
	for other := range b {
		if !visible(other) {
			next++
		}
	}
	return next
}
