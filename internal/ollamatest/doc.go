//go:build unix

// Package ollamatest runs a real Ollama server for tests.
//
// Start finds the server's program, or builds it once, writes a tiny model,
// and serves it on a free loopback port until the test ends. The model knows
// no language, but everything around it is real: readiness, loading,
// cancellation, token counts, silent truncation, the prompt cache, parallel slots.
//
// WithSmallModel adds a small real model, whose weights are fetched once: for tests of what becomes of prose.
package ollamatest
