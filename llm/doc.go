// Package llm has the clients that write pages: codeworm.LLMClients for real models, and one without a model.
//
// NewOllama asks an Ollama server, New any model of langchaingo, and NewPool several endpoints with the same model; all
// three can show an answer while it is written (codeworm.LLMStreamer). FactsOnly needs no model: it writes what the parser
// and git know.
//
// The files: ollama*.go and client.go are the first two clients. Both make their calls through attempt.go (time limit,
// retries, breaker), count in fit.go whether the whole prompt was read, type their errors in errors.go, and hand the pieces
// of an answer on through relay.go. transport.go and stream.go stand between langchaingo's Ollama client and the server and
// mend what it loses. pool.go is the pool, facts*.go the writer without a model.
package llm
