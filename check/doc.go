// Package check finds what a text about source code names that does not exist, and takes it out.
//
// A [Scope] says what may be named: the source that is described, the repository as [Names], the languages.
// [Markdown] looks at every code span, link, quoted code and line reference of a text, and at what else in it is
// certainly a name; its [Report] lists each as a [Mention], and as a [Finding] what must not be published. [Renumber]
// mends line numbers that count from the wrong place, [Faults] are the pieces of a text that a model can be asked to mend ([RepairRequest], [Repair]), and [Drop] takes
// out the sentences, items and sections that hold what is left.
//
// The files follow the way of a text:
//
//   - check.go cuts the text into sections that are parsed on their own, and ignore.go reads the comments that say what not to
//     look at;
//   - aside.go is the table of what documents of people's mention that is nothing of the repository's, asideforms.go how it is
//     written, history.go which parts of a text tell what was;
//   - drift.go compares what a text names in two states of the repository;
//   - extract.go walks the parsed text and makes the mentions; suggest.go tells which parts of it make suggestions;
//   - blockkind.go is the table of what a code block may hold; blocknames.go, diagram.go and shell.go take the names of
//     each, code.go and mask.go read programs;
//   - prose.go and key.go tell what is a name in running text, product.go what only looks like one;
//   - class.go is the table of what a code span may be, shape.go what each of it looks like, wellknown.go which
//     commands and files are known by convention;
//   - resolve.go, path.go and member.go look for what is mentioned: names.go for a single name as one language reads
//     it, vocabulary.go in what the source and the repository hold, chain.go for the names in an expression;
//   - lines.go and lineoffset.go settle what is said of lines;
//   - related.go is what is asked of names that know how they belong together: receiver.go tells what stands before a
//     member, style.go case styles, and relate.go, place.go and method.go what a sentence says of parameters, files and
//     methods;
//   - statement.go judges what the sentences of a generated text assert: sentence.go and described.go prepare the sentence and
//     what it is about, judge.go tries the kinds, and the files statement_*.go are the tables of them, one a subject; statement_types.go
//     reads types as languages write them, statement_infer.go and statement_values.go what is returned where no type is written;
//   - repair.go has the model that wrote a text mend the pieces with findings;
//   - drop.go and dropblock.go mark what goes with a finding, dropempty.go what is left without content, dropper.go makes
//     the edits.
package check
