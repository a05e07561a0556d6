// Package llm has the clients that write pages.
//
// NewOllama talks to an Ollama server, New to any model of langchaingo, and FactsOnly needs no model: it writes what the parser and
// git know. All of them are codeworm.LLMClients.
package llm
