// Package codeworm keeps source repositories documented. It finds what most
// deserves a page, has a model write it, proves that what the page says exists,
// and publishes it to a sink: a git repository, a folder, or one of your own.
//
// # A daemon and its parts
//
// A [Daemon] is made of five parts, each an interface with a default in a
// package of its own, so that a program links only what it uses:
//
//   - [Parser] reads source files; package parser has one on tree-sitter.
//   - [LLMClient] writes; package llm has clients for Ollama and for any model of
//     langchaingo, and a writer that needs no model.
//   - [StateStore] remembers what was published; package state/sqlite.
//   - [Scheduler] says when a page is due; [Daily] and [Continuous] are here.
//   - [DevlogSink] is where pages go; package devlog.
//
// What a part can do besides is an optional interface that the daemon finds by
// type assertion: [LLMReadier], [LLMWarmer], [ClaimRenewer], [PageFinder] and others.
// Package codewormtest has a conformance suite and a fake for each interface.
//
// # The life of a daemon
//
// [New] checks a [Config] and reports every problem at once. [Daemon.Run] prepares the
// parser and the sink, waits for the model server, loads the model, and then makes a
// page whenever the scheduler says so, until its context is done; it returns when
// all it started has ended. [Daemon.RunOnce] and [Daemon.RunN] make pages at once, [Daemon.Plan]
// says what would be written next and changes nothing. [Daemon.Subscribe] gives typed
// events; a slow subscriber loses events, never time.
//
// # The life of a page
//
// A [Target] is what one page is about: a document type, a repository, a path and a symbol. Its [Key]
// is its identity, its fingerprint the hash of everything the page depends on. A
// target is due when its page is missing, made from other source, or written without a model.
// Due targets take turns in proportion to the weights of repositories and document types, the
// most interesting first. The daemon claims the target, gathers the [Facts] about
// it, asks the model, cleans and checks the answer, renders the [Page], publishes it and saves the
// [Record]. A page that was published by a daemon that died before it could record it is
// found in the sink and recorded, not written twice.
//
// # Errors
//
// What callers branch on are sentinels: [ErrNothingDue], [ErrClaimed], [ErrClaimLost],
// [ErrUnreachable], [ErrModelMissing], [ErrDidNotFit], [ErrOutOfMemory], [ErrRefused], [ErrBadAnswer], [ErrRejected].
// What they print are typed errors that name the thing, the cause and the next
// step: [ConfigError], [LLMError], [ParseError], [AnswerError].
package codeworm
