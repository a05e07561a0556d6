package index

import (
	"slices"
	"sync"

	"github.com/codeworm/codeworm/internal/graph"
)

// textWords remembers which words stand in the files that were searched, so that a file is read again only for a word that it
// probably has. The indexes that follow each other share one; files are known by their stamps. It can be used from
// several goroutines at a time.
type textWords struct {
	mu    sync.RWMutex
	asked int        // how many searches were made
	any   wordFilter // of all files; nil before the first
	kept  int        // how often a file was added to it
	files map[string]fileWords
}

// fileWords are the words of one file.
type fileWords struct {
	stamp graph.Stamp
	size  int // of what is searched, in bytes; -1 when the file is not
	words wordFilter
}

// searchesBefore is how many searches are made before the words of files are remembered: that takes longer than a search, and one text
// needs up to so many.
const searchesBefore = 3

// worth reports whether words are to be remembered in a search, and counts it.
func (t *textWords) worth() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.asked++
	return t.asked > searchesBefore
}

// of returns the words of a file that has the stamp, if they are known.
func (t *textWords) of(path string, stamp graph.Stamp) (fileWords, bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	f, ok := t.files[path]
	return f, ok && f.stamp == stamp
}

// keep remembers the words of the text of one of so many files, or that it is none that is searched.
func (t *textWords) keep(path string, stamp graph.Stamp, text string, searched bool, files int) {
	f := fileWords{stamp: stamp, size: -1}
	var sums []uint64
	if searched {
		f.size = len(text)
		sums = wordSums(text)
		f.words = make(wordFilter, (len(sums)*bitsAWord+63)/64)
		for _, sum := range sums {
			f.words.add(sum)
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.any == nil {
		t.any, t.files = make(wordFilter, min(max(files, minAny)*bitsAFile, maxAny)/64), map[string]fileWords{}
	}
	for _, sum := range sums {
		t.any.add(sum)
	}
	t.kept++
	t.files[path] = f
}

// forget drops the files that are not among the paths, which are sorted.
func (t *textWords) forget(paths []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.files) <= len(paths) {
		return
	}
	for path := range t.files {
		if _, there := slices.BinarySearch(paths, path); !there {
			delete(t.files, path)
		}
	}
}

// possible returns the sums that some file may have, of all that were kept so often.
func (t *textWords) possible(sums []uint64) (some []uint64, kept int) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return slices.DeleteFunc(sums, func(sum uint64) bool { return !t.any.has(sum) }), t.kept
}

// changed reports whether files were kept since they were kept so often.
func (t *textWords) changed(kept int) bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.kept != kept
}

// A filter takes ten bits a word, and sets four of them: it takes 1 word of 80 for one that it has. That of all files
// takes 2048 bits for each, because most of their words are those of others, and 4 MB at most.
const (
	bitsAWord = 10
	bitsSet   = 4
	bitsAFile = 2048
	minAny    = 32 // files
	maxAny    = 1 << 25
)

// wordFilter is a Bloom filter of the sums of words.
type wordFilter []uint64

// bit is the place of the nth bit of a sum: double hashing by its halves.
func (w wordFilter) bit(sum uint64, n uint32) (word int, mask uint64) {
	at := uint64(uint32(sum)+n*(uint32(sum>>32)|1)) * uint64(len(w)*64) >> 32
	return int(at / 64), 1 << (at % 64)
}

func (w wordFilter) add(sum uint64) {
	for n := range uint32(bitsSet) {
		word, mask := w.bit(sum, n)
		w[word] |= mask
	}
}

// has reports whether the sum was added; rarely it says so of one that was not.
func (w wordFilter) has(sum uint64) bool {
	if len(w) == 0 {
		return false
	}
	for n := range uint32(bitsSet) {
		if word, mask := w.bit(sum, n); w[word]&mask == 0 {
			return false
		}
	}
	return true
}

// wordSums returns the sums of the runs of ASCII word bytes in a text, each once.
func wordSums(text string) []uint64 {
	var sums []uint64
	for at := 0; at < len(text); {
		run, skipped := firstRun(text[at:])
		at += skipped + len(run)
		if run != "" {
			sums = append(sums, wordSum(run))
		}
	}
	slices.Sort(sums)
	return slices.Compact(sums)
}

// wordSum is the FNV-1a sum of a word, mixed so that each half of it depends on all of the word.
func wordSum(word string) uint64 {
	sum := uint64(14695981039346656037)
	for i := range len(word) {
		sum = (sum ^ uint64(word[i])) * 1099511628211
	}
	sum ^= sum >> 32
	sum *= 1099511628211
	return sum ^ sum>>29
}
