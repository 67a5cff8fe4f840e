package fetch

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	entrySuffix = ".page"
	// tempPrefix is how files begin that are being written. One that is an hour old was left by a crash.
	tempPrefix = ".writing-"
	tempAge    = time.Hour
	// entryOverhead is how much longer than its body an entry may be: the header, and what zstd adds at worst.
	entryOverhead = 2*maxHeader + 64<<10
)

// cache is a folder of entries, each a file named by the digest of its address. Files are written aside and then
// renamed, so that several processes see whole ones or none; a file that is used gets the time of day as its date, and
// those with the oldest dates go when there are too many.
type cache struct {
	dir     string
	limit   int64
	maxBody int64

	mu      sync.Mutex
	known   bool
	written int64 // bytes in the folder as this process knows
}

func newCache(dir string, limit, maxBody int64) *cache {
	return &cache{dir: dir, limit: limit, maxBody: maxBody}
}

func (c *cache) path(address string) string {
	sum := sha256.Sum256([]byte(address))
	name := hex.EncodeToString(sum[:16])
	return filepath.Join(c.dir, name[:2], name+entrySuffix)
}

// load returns what is kept of an address; nil if there is nothing, or nothing that can be read, which is thrown away.
func (c *cache) load(address string) *entry {
	name := c.path(address)
	data, err := readFile(name, c.maxBody+entryOverhead)
	if err != nil {
		return nil // what cannot be read is written over
	}
	e, err := parseEntry(data, c.maxBody)
	if err == nil && e.URL == address {
		now := time.Now()
		_ = os.Chtimes(name, now, now) // if not, it goes earlier than others, no more
		return e
	}
	if errors.Is(err, errEntry) || err == nil {
		os.Remove(name)
	}
	return nil
}

func readFile(name string, limit int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit {
		return nil, ErrTooLarge // for this process; another one may read more
	}
	return data, err
}

// store keeps an answer.
func (c *cache) store(address string, e *entry) error {
	kept := *e
	kept.URL = address
	data, err := kept.marshal()
	if err == nil {
		err = c.write(c.path(address), data)
	}
	if err != nil {
		return fmt.Errorf("keep it in the cache %s: %w", c.dir, err)
	}
	return c.bound(int64(len(data)))
}

// write makes a file whole or not at all.
func (c *cache) write(name string, data []byte) error {
	dir := filepath.Dir(name)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, tempPrefix)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if errClose := f.Close(); err == nil {
		err = errClose
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		os.Remove(f.Name()) // eviction takes it later
	}
	return err
}

// bound throws out what was not used for longest when the folder is over its limit. What other processes write is seen
// when the folder is looked through, which is at the first write and when this one has written its share.
func (c *cache) bound(added int64) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.written += added
	if c.known && c.written <= c.limit {
		return nil
	}
	files, total, err := c.files()
	if err != nil {
		return fmt.Errorf("look through the cache %s: %w", c.dir, err)
	}
	if total > c.limit {
		total = evict(files, total, c.limit/10*9)
	}
	c.known, c.written = true, total
	return nil
}

type cacheFile struct {
	name string
	size int64
	used time.Time
}

// files lists the entries, and removes what crashes left.
func (c *cache) files() (files []cacheFile, total int64, err error) {
	err = filepath.WalkDir(c.dir, func(name string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // another process was faster
		}
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return nil //nolint:nilerr // likewise
		}
		switch {
		case strings.HasPrefix(d.Name(), tempPrefix) && time.Since(info.ModTime()) > tempAge:
			os.Remove(name) // another process was faster
		case strings.HasSuffix(d.Name(), entrySuffix):
			files = append(files, cacheFile{name, info.Size(), info.ModTime()})
			total += info.Size()
		}
		return nil
	})
	return files, total, err
}

// evict removes the files not used for longest until the rest is no larger than the goal, and returns its size.
func evict(files []cacheFile, total, goal int64) int64 {
	slices.SortFunc(files, func(a, b cacheFile) int { return a.used.Compare(b.used) })
	for _, f := range files {
		if total <= goal {
			break
		}
		os.Remove(f.name) // another process was faster
		total -= f.size
	}
	return total
}
