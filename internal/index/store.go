package index

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"sync"

	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/source"
)

// outlinesBucket is the bucket of a Cache that outlines are in.
const outlinesBucket = "outlines"

// A shard holds about filesAShard files, until there are maxShards of them. A changed file costs writing its
// whole shard again.
const (
	filesAShard = 128
	maxShards   = 256
)

// outlineStore keeps the outlines of a repository in a Cache, in shards by the
// paths of the files. Losing them, or finding damaged ones or those of others, costs only the
// time to read the files again. It can be used from several goroutines at a time, and its methods do nothing when
// it is nil.
type outlineStore struct {
	cache   Cache
	version func(language string) string
	repo    Repo
	table   *graph.NameTable
	keeper  Keeper // nil keeps everything

	mu     sync.Mutex
	paths  map[string]bool // whether they may be kept, as far as the keeper was asked or they were
	shards [][]*graph.File // what the cache holds, nil for a shard that has to be written
}

// newOutlineStore returns nil when there is no cache to keep outlines in, or the parser does
// not say which of them are still good.
func newOutlineStore(cache Cache, parser Parser, repo Repo, table *graph.NameTable) *outlineStore {
	v, ok := parser.(Versioner)
	if cache == nil || !ok {
		return nil
	}
	keeper, _ := parser.(Keeper)
	return &outlineStore{cache: cache, version: v.Version, repo: repo, table: table, keeper: keeper, paths: map[string]bool{}}
}

// keeps reports whether an outline may be kept.
func (s *outlineStore) keeps(o *source.Outline) bool {
	return s == nil || s.keeper == nil || s.keeper.KeepsOutline(o)
}

// keepsPath reports whether what belongs to a path may be kept. The caller holds the lock.
func (s *outlineStore) keepsPath(path string) bool {
	if s.keeper == nil {
		return true
	}
	may, known := s.paths[path]
	if !known {
		may = s.keeper.KeepsPath(path)
		s.paths[path] = may
	}
	return may
}

// name returns the name of a shard in the cache.
func (s *outlineStore) name(shard int) string { return s.repo.Name + "/" + strconv.Itoa(shard) }

// load returns the files whose outlines are still good, by their paths.
func (s *outlineStore) load(ctx context.Context) (map[string]*graph.File, error) {
	files := map[string]*graph.File{}
	if s == nil {
		return files, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	count := 1
	for i := 0; i < count; i++ {
		data, err := s.cache.CacheGet(ctx, outlinesBucket, s.name(i))
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil || data == nil {
			s.shards = append(s.shards, nil)
			continue
		}
		read, err := decodeShard(data, s.table)
		if err != nil || read.number != i || i > 0 && read.count != count || read.count > maxShards {
			s.shards = append(s.shards, nil)
			continue
		}
		count = read.count
		s.shards = append(s.shards, s.usable(&read))
		for _, f := range read.files {
			if f != nil {
				files[f.Path], s.paths[f.Path] = f, true
			}
		}
	}
	return files, nil
}

// usable drops from a shard the files that an earlier version of the parser read. It returns the files of the
// shard, or nil when the shard has to be written again.
func (s *outlineStore) usable(read *shard) []*graph.File {
	current := map[string]bool{}
	for _, v := range read.versions {
		current[v.language] = v.version == s.version(v.language) && v.version != ""
	}
	whole := read.files
	read.files = slices.DeleteFunc(slices.Clone(read.files), func(f *graph.File) bool { return !current[f.Language] })
	if read.root != s.repo.Path {
		// Another folder's stamps say nothing about this one's files.
		for _, f := range read.files {
			f.Trusted = false
		}
		return nil
	}
	if len(whole) != len(read.files) {
		return nil
	}
	return whole
}

// save writes the shards in which something changed. What an error leaves unwritten is written the
// next time.
func (s *outlineStore) save(ctx context.Context, files []*graph.File) error {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	count := shardCount(len(files))
	if count != len(s.shards) {
		for i := count; i < len(s.shards); i++ {
			if err := s.cache.CachePut(ctx, outlinesBucket, s.name(i), nil); err != nil {
				return fmt.Errorf("keep the outlines of repo %s: %w", s.repo.Name, err)
			}
		}
		s.shards = make([][]*graph.File, count)
	}
	byShard := make([][]*graph.File, count)
	for _, f := range files {
		if f.Skip != source.SkipUnreadable && !f.Transient && s.keepsPath(f.Path) { // the first may pass without a trace
			i := shardOf(f.Path, count)
			byShard[i] = append(byShard[i], f)
		}
	}
	var w *shardWriter
	for i, files := range byShard {
		if s.shards[i] != nil && slices.Equal(s.shards[i], files) {
			continue
		}
		if w == nil {
			w = newShardWriter(s.table)
		}
		data := w.encode(shard{count: count, number: i, root: s.repo.Path, versions: s.versions(files), files: files})
		if err := s.cache.CachePut(ctx, outlinesBucket, s.name(i), data); err != nil {
			return fmt.Errorf("keep the outlines of repo %s: %w", s.repo.Name, err)
		}
		if files == nil {
			files = []*graph.File{}
		}
		s.shards[i] = files
	}
	return nil
}

// versions returns the languages of the files, with the parser's versions of them.
func (s *outlineStore) versions(files []*graph.File) []languageVersion {
	var versions []languageVersion
	known := map[string]bool{}
	for _, f := range files {
		if !known[f.Language] {
			known[f.Language] = true
			versions = append(versions, languageVersion{f.Language, s.version(f.Language)})
		}
	}
	return versions
}

// shardCount returns the power of two, at most maxShards, that makes shards of at most filesAShard files on average.
func shardCount(files int) int {
	count := 1
	for count < maxShards && files > count*filesAShard {
		count *= 2
	}
	return count
}

// shardOf returns the number of the shard, out of count, that a path belongs to.
func shardOf(path string, count int) int {
	h := fnv.New32a()
	h.Write([]byte(path))
	return int(h.Sum32() % uint32(count))
}
