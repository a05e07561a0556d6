package clean

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// LoopGuard tells while an answer comes that it goes round in circles: the same words, sentences, paragraphs or items of a
// list over and over. Its zero value is ready. It takes time in proportion to what is written to it, and some ten kilobytes.
// It is not for several goroutines at a time.
type LoopGuard struct {
	at     int  // how many bytes were written
	found  bool // a loop was found
	start  int  // where the first repetition begins
	fenced bool

	bytes, words, units, shapes rounds

	word           wordHash
	unit, shape    wordHash
	wordAt, unitAt int
	line           []byte // the start of the line so far, without blanks before it
	last           rune
	rest           []byte // of a character whose bytes have not all come
	span           bool   // in a code span
}

// Write takes the next piece of the answer, and reports whether the answer loops. Once it does it stays so.
func (g *LoopGuard) Write(piece string) bool {
	if len(g.rest) > 0 {
		piece = string(g.rest) + piece
		g.rest = nil
	}
	for piece != "" && !g.found {
		if !utf8.FullRuneInString(piece) {
			g.rest = []byte(piece)
			break
		}
		r, size := utf8.DecodeRuneInString(piece)
		g.take(r, size)
		piece = piece[size:]
	}
	return g.found
}

// Start is the offset in what was written at which the first repetition begins: what stands before it was said once.
// Before a loop is found it is 0.
func (g *LoopGuard) Start() int { return g.start }

// Bounds of what is a loop. The repeated text has to have been written at least so many times, and to be at least so long
// in all. Real tables, lists and arrays repeat little things often, and long things seldom.
var (
	signsBound = []bound{{repeats: 12, bytes: 400}}                                                    // characters, with letters or digits
	rulesBound = []bound{{repeats: 12, bytes: 2500}}                                                   // characters without any: rules, blanks
	codeBound  = []bound{{repeats: 50, bytes: 1000}}                                                   // lines of code
	wordsBound = []bound{{repeats: 10, bytes: 300}}                                                    // words, whatever stands between them
	unitsBound = []bound{{repeats: 3, bytes: 900}, {repeats: 5, bytes: 220}, {repeats: 25, bytes: 50}} // sentences and lines
	shapeBound = []bound{{repeats: 30, bytes: 1800}, {repeats: 120, bytes: 100}}                       // sentences and lines but for names and numbers
)

type bound struct{ repeats, bytes int }

const (
	bytePeriods = 64
	wordPeriods = 48
	unitPeriods = 24
)

func (g *LoopGuard) take(r rune, size int) {
	from := g.at
	g.at += size
	limits := signsBound
	if g.fenced {
		limits = codeBound
	}
	h := uint64(r)
	g.judge(g.bytes.push(h, from, size, unicode.IsLetter(r) || unicode.IsDigit(r), bytePeriods), limits, rulesBound)
	if r == '\n' || unicode.IsSpace(r) {
		g.endWord()
	}
	ends := r == '\n' || unicode.IsSpace(r) && strings.ContainsRune(".!?:", g.last) || strings.ContainsRune("。！？", r)
	if ends {
		g.endUnit(r == '\n')
	}
	if r == '\n' {
		g.endLine()
	} else {
		g.grow(r, from)
	}
	g.last = r
}

// grow adds a character to the word, the sentence and the line.
func (g *LoopGuard) grow(r rune, from int) {
	if len(g.line) < 8 && (len(g.line) > 0 || !unicode.IsSpace(r)) {
		g.line = utf8.AppendRune(g.line, r)
	}
	if r == '`' {
		g.span = !g.span
		if g.span {
			g.shape.add('`')
		}
	}
	if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' {
		return
	}
	if g.word.n == 0 {
		g.wordAt = from
	}
	if g.unit.n == 0 && g.unit.digits == 0 {
		g.unitAt = from
	}
	r = unicode.ToLower(r)
	g.word.add(r)
	switch {
	case !unicode.IsDigit(r) && !g.span:
		g.shape.add(r)
	case unicode.IsDigit(r) && !unicode.IsDigit(g.last):
		g.shape.add('0') // a number of any length
	}
}

// endWord ends a word. One that only numbers an item counts nowhere.
func (g *LoopGuard) endWord() {
	w := g.word
	g.word = wordHash{}
	if w.n == 0 {
		return
	}
	if w.letters == 0 && g.unit.n == 0 && strings.ContainsRune(".)", g.last) {
		g.shape = wordHash{}
		return
	}
	g.unit.join(w)
	if !g.fenced && !g.inTable() {
		g.judge(g.words.push(w.sum, g.wordAt, w.n+1, w.letters > 0, wordPeriods), wordsBound, nil)
	}
}

// endUnit ends a sentence or a line.
func (g *LoopGuard) endUnit(line bool) {
	if g.fenced && !line || g.unit.n == 0 {
		if line {
			g.unit, g.shape = wordHash{}, wordHash{}
		}
		return
	}
	u, s := g.unit, g.shape
	g.unit, g.shape = wordHash{}, wordHash{}
	limits := unitsBound
	if g.fenced {
		limits = codeBound
	}
	g.judge(g.units.push(u.sum, g.unitAt, u.n, true, unitPeriods), limits, nil)
	if !g.fenced && !g.inTable() && s.letters > 0 {
		g.judge(g.shapes.push(s.sum, g.unitAt, s.n, true, unitPeriods/4), shapeBound, nil)
	}
}

// endLine begins a new line.
func (g *LoopGuard) endLine() {
	if start := string(g.line); strings.HasPrefix(start, "```") || strings.HasPrefix(start, "~~~") {
		g.fenced = !g.fenced
	}
	g.line, g.span = g.line[:0], false
}

func (g *LoopGuard) inTable() bool { return len(g.line) > 0 && g.line[0] == '|' }

// judge takes what goes round, and finds the loop when it does so too often.
func (g *LoopGuard) judge(r *round, limits, rules []bound) {
	if r == nil || g.found {
		return
	}
	if !r.says {
		limits = rules
	}
	for _, b := range limits {
		if r.items >= (b.repeats-1)*r.period && r.bytes >= b.bytes {
			g.found, g.start = true, r.start
		}
	}
}

// rounds finds in a sequence how long it has repeated itself with each period.
type rounds struct {
	n    int
	seen [bytePeriods]uint64
	runs [bytePeriods + 1]round
}

// round is a sequence that repeats itself: it began at start, and has since had so many items and bytes.
type round struct {
	period, items, bytes, start int
	says                        bool // it holds letters or digits
}

// push adds an item, and returns the longest repetition that ends with it, or nil.
func (s *rounds) push(item uint64, at, size int, says bool, periods int) *round {
	var longest *round
	for p := 1; p <= min(periods, s.n); p++ {
		r := &s.runs[p]
		if s.seen[(s.n-p)%bytePeriods] != item {
			*r = round{}
			continue
		}
		if r.items == 0 {
			r.period, r.start = p, at
		}
		r.items++
		r.bytes += size
		r.says = r.says || says
		if longest == nil || r.items/r.period > longest.items/longest.period {
			longest = r
		}
	}
	s.seen[s.n%bytePeriods] = item
	s.n++
	return longest
}

// wordHash is a hash of letters and digits, and how many there are.
type wordHash struct {
	sum                uint64
	n, letters, digits int
}

func (w *wordHash) add(r rune) {
	w.sum = (w.sum ^ uint64(r)) * 1099511628211
	w.n += utf8.RuneLen(r)
	if unicode.IsDigit(r) {
		w.digits++
	} else {
		w.letters++
	}
}

// join adds a word to a sentence.
func (w *wordHash) join(word wordHash) {
	w.sum = (w.sum ^ word.sum) * 1099511628211
	w.n += word.n + 1
	w.letters += word.letters
	w.digits += word.digits
}
