// Package llm has the clients that write pages.
//
// NewOllama asks an Ollama server, New any model of langchaingo, NewPool several
// endpoints with the same model, and FactsOnly needs no model: it writes what
// the parser and git know. All of them are codeworm.LLMClients.
package llm
