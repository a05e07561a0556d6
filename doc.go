// Package codeworm keeps source repositories documented. It finds what most
// deserves a page, has a model write it, proves that what the page says exists,
// and publishes it to a sink: a git repository, a folder, or one of your own.
//
//	func document(ctx context.Context) error {
//		p, err1 := parser.New(golang.Language) // link only the grammars you need
//		sink, err2 := devlog.NewGit(devlog.GitConfig{Dir: "../devlog"})
//		store, err3 := sqlite.Open(ctx, "../devlog.db")
//		client, err4 := llm.NewOllama(llm.OllamaConfig{Model: "qwen2.5:7b"})
//		if err := errors.Join(err1, err2, err3, err4); err != nil {
//			return err
//		}
//		d, err := codeworm.New(codeworm.Config{Repos: []codeworm.Repo{{Path: "."}}, Parser: p, LLM: client, Store: store, Sink: sink})
//		if err != nil {
//			return err
//		}
//		return errors.Join(d.Run(ctx), store.Close()) // Run returns when ctx is done
//	}
//
// # Parts and their optional interfaces
//
// A [Daemon] is made of five parts and a [Redactor], each an interface with a default in a package
// of its own, so that a program links only what it uses. What a part can also do is an
// optional interface that the daemon finds by type assertion. Package codewormtest has a conformance
// suite and a fake for each part.
//
//	part         default                    optional interfaces: what they add
//	Parser       parser.New, worker.New     ParserPreparer: work before the first file
//	                                        ParserVersioner: outlines can be kept over restarts
//	                                        FileClassifier: which files are not worth reading
//	LLMClient    llm.NewOllama, llm.New,    LLMReadier: says whether the server would answer
//	             llm.FactsOnly, llm.NewPool LLMWarmer: loads the model before the first prompt
//	                                        LLMContextSizer: how many tokens fit
//	                                        LLMDescriber: model, document types, parallel prompts
//	                                        LLMStreamer: the answer while it is written
//	StateStore   sqlite.Open,               ClaimRenewer: claims can be prolonged
//	             postgres.Open              ClaimChooser: many daemons share the targets without a fight
//	                                        Cache: what can be computed again; only a store can be one
//	                                        PageSearcher: finds pages by what they say
//	                                        History: what was attempted, and statistics of it
//	Scheduler    schedule.NewDaily,         BatchScheduler: several pages in one go
//	             schedule.Continuous
//	DevlogSink   devlog.NewGit,             SinkPreparer: creates its structure
//	             devlog.NewFolder,          PageFinder, PageLister, PageWatcher: what it holds
//	             devlog.Multi               PageRetirer: takes a page back
//	                                        PageAwaiter: which pages may come from others yet
//	                                        PageGuard: which pages it cannot take now
//	                                        PageLinker: lets pages link to each other
//	                                        SinkPusher: sends pages to a remote
//	                                        SinkDescriber, SinkFolders: where it is
//	Redactor     DefaultRedactor,           none
//	             redact.New
//
// A [Repo] may have a [Fetcher], fetch.NewClone or fetch.NewCheckout, which brings it up to date before it is read.
// A sink of one's own needs Publish alone, and does more with each interface: PageFinder keeps a page that a dead daemon published from being
// written twice, PageLister or PageWatcher has lost pages written again, PageRetirer takes pages back, PageLinker lets them link, which notes of
// renamed files need, too. Two examples are there to copy: examples/wiki for a git wiki, examples/httpsink for a wiki over HTTP.
//
// Package page says what a page is, source what a parser finds, prompt what a model is told, schedule when pages
// are due. Package check proves that what a text names exists; it can be used on its own.
//
// # The life of a daemon
//
// [New] checks a [Config] and reports every problem at once. [Daemon.Run] prepares the
// parser and the sink, waits for the model server, loads the model, and then makes a
// page whenever the scheduler says so, until its context is done; it returns when
// all it started has ended. [Daemon.RunOnce] and [Daemon.RunN] make pages at once, [Daemon.Plan]
// says what would be written next and changes nothing. [Daemon.Subscribe] gives typed
// events, enough for an honest progress bar; a slow subscriber loses events, never time.
//
// # The life of a page
//
// A page.Target is what one page is about: a document type, a repository, a path and a symbol. Its page.Key
// is its identity, its fingerprint the hash of everything the page depends on. A
// target is due when its page is missing, was made from other source or prompts, is older than Config.MaxAge, or was written
// without a model and now there is one.
// Due targets take turns in proportion to the weights of repositories and document types, the
// most interesting first. The daemon claims the target, gathers the page.Facts about
// it, asks the model, cleans and checks the answer, renders the page.Page, publishes it and saves the
// [Record]. A page that was published by a daemon that died before it could record it is
// found in the sink and recorded, not written twice.
//
// # Errors
//
// What callers branch on are sentinels: [ErrNothingDue], [ErrClaimed], [ErrClaimLost], [ErrSinkUnready], [ErrPageBlocked], [ErrUnsettled],
// [ErrUnreachable], [ErrModelMissing], [ErrDidNotFit], [ErrOutOfMemory], [ErrRefused], [ErrTooSlow], [ErrBadAnswer], [ErrRejected], [ErrNoRevision].
// What they print are typed errors that name the thing, the cause and the next step: [ConfigError] and [LLMError].
package codeworm
