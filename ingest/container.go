package ingest

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/stemma-news/stemma/extract"
)

const (
	// maxContainers is how deep archives of files may be nested.
	maxContainers = 3
	// maxName is how many bytes the name of a file in one may have, with its
	// folders, each of which is looked at: as many as on a disk (PATH_MAX).
	maxName = 4 << 10
)

// container is an archive of files that is read. Nothing of it is written to
// the disk: the names in it are only what its files are called.
type container struct {
	*part
	n      int64 // files so far
	read   int
	others leftOut
	links  leftOut // links, pipes and the like
}

// next counts an entry and reports whether it is read: files are, and no links.
func (c *container) next(ctx context.Context, name string, mode fs.FileMode) (string, bool) {
	c.n++
	name = nameWithin(name)
	if len(name) > maxName {
		if mode.IsRegular() && c.begin(ctx, c.n) {
			c.fail(c.input, "the name of file %d in it (%s) has %s, and one may have %s: give it a shorter one", c.n, short([]byte(name)), size(int64(len(name))), size(maxName))
		}
		return name, false
	}
	if !mode.IsRegular() && !mode.IsDir() && c.inside == "" && !isHidden(name) && !isNoReport(name) {
		c.links.add(name)
	}
	wanted := mode.IsRegular() && c.begin(ctx, c.n) && (c.inside == "" || c.inside == name || strings.HasPrefix(c.inside, name+"/"))
	switch {
	case name == "" || !wanted:
	case c.inside == "" && isHidden(name):
	case c.inside != "" || isRead(name):
		c.read++
		return name, true
	case !isNoReport(name):
		c.others.add(name)
	}
	return name, false
}

// done tells of what was not read.
func (c *container) done() {
	if c.links.n > 0 && (c.from == Place{}) {
		c.note(c.input, "passed over, for it is no file but a link, a pipe, a file with holes or the like: %s", c.links.named())
	}
	switch {
	case c.inside != "" && c.read == 0:
		c.fail(c.input+"/"+c.inside, "there is no such file in the archive: check the name")
	case c.inside != "" || c.from != Place{}:
	case c.read == 0:
		c.fail(c.input, "no articles in this archive%s: it needs files that end in %s", c.others.example(), readExtensions())
	case c.others.n > 0:
		c.fail(c.input, "%s: what is read in an archive ends in %s; other files are read by their own names (%s/NAME)", &c.others, readExtensions(), c.input)
	}
}

// nameWithin returns the name of a file in an archive, without what would lead
// out of it.
func nameWithin(name string) string {
	name = strings.ReplaceAll(extract.Decode([]byte(name)).Text, `\`, "/")
	return strings.TrimPrefix(path.Clean("/"+name), "/")
}

func isHidden(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if strings.HasPrefix(part, ".") || part == "__MACOSX" {
			return true
		}
	}
	return false
}

// readTar reads the files in a tar archive.
func readTar(ctx context.Context, p *part, s *stream) error {
	if p.tooDeep() {
		return nil
	}
	c := container{part: p}
	for t := tar.NewReader(s); ; {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			c.done()
			return nil
		}
		if err != nil {
			if ctx.Err() == nil {
				p.fail(p.input, "a damaged tar archive (%s): what comes before is read; pack it again", plainly(err))
			}
			return ctx.Err()
		}
		if name, ok := c.next(ctx, h.Name, modeOf(h)); ok {
			p.inner(ctx, name, h.Size, t)
		}
	}
}

// modeOf is what a header of a tar archive is of. What stands for all files
// (global headers) is none. A file with holes (sparse) is not read: a line in its
// header makes it any number of exabytes long, and no article has holes.
func modeOf(h *tar.Header) fs.FileMode {
	switch h.Typeflag {
	case tar.TypeReg:
		for key := range h.PAXRecords {
			if strings.HasPrefix(key, "GNU.sparse.") {
				return fs.ModeIrregular
			}
		}
		return 0
	case tar.TypeDir, tar.TypeXGlobalHeader:
		return fs.ModeDir
	}
	return fs.ModeIrregular
}

func (p *part) tooDeep() bool {
	if p.containers >= maxContainers {
		p.fail(p.input, "archives are nested more than %d deep: unpack it", maxContainers)
		return true
	}
	return false
}

// readZip reads the files in a zip archive, in the order of its directory.
func readZip(ctx context.Context, p *part, s *stream) error {
	if p.tooDeep() {
		return nil
	}
	in, size, err := p.anywhere(s)
	if err != nil || in == nil {
		return err
	}
	z, err := openZip(in, size, maxZipList)
	switch {
	case errors.Is(err, errZipList):
		p.fail(p.input, "%s: unpack it, or pack it as a tar archive", err)
		return ctx.Err()
	case err != nil:
		p.fail(p.input, "not a whole zip archive (%s): pack it again", plainly(err))
		return ctx.Err()
	}
	if office(z) {
		p.fail(p.input, "an office document: save its text as .txt")
		return nil
	}
	c := container{part: p}
	if p.containers == 0 {
		p.limit.packed = size
	}
	p.pagesOf(ctx, z)
	saved := savedPages(z)
	for _, f := range z.File {
		mode := f.Mode().Type()
		part := c.inside == "" && (saved(nameWithin(f.Name)) || p.crawled != nil && !strings.HasPrefix(f.Name, "archive/"))
		if part {
			mode = fs.ModeDir // counted, and not read
		}
		if name, ok := c.next(ctx, f.Name, mode); ok {
			p.zipped(ctx, name, f)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	c.done()
	return nil
}

// zipped reads a file in a zip archive.
func (p *part) zipped(ctx context.Context, name string, f *zip.File) {
	where := p.input + "/" + name
	if f.Flags&1 != 0 {
		p.fail(where, "encrypted: unpack it with its password")
		return
	}
	r, err := f.Open()
	if err != nil {
		p.fail(where, "cannot be unpacked (%s): pack it again", plainly(err))
		return
	}
	defer r.Close()
	p.inner(ctx, name, -1, p.limit.watch(ctx, r))
}

// anywhere returns a file that can be read from anywhere, and its size: as it
// lies on the disk, or else in memory.
func (p *part) anywhere(s *stream) (io.ReaderAt, int64, error) {
	if !s.packed && s.seek != nil {
		size, err := s.seek.Seek(0, io.SeekEnd)
		if err == nil && s.at != nil {
			return s.at, size, nil
		}
	}
	b, err := io.ReadAll(io.LimitReader(s, maxHeld+1))
	if err != nil {
		return nil, 0, err
	}
	if len(b) > maxHeld {
		p.fail(p.input, "more than %s, and it cannot be read from the middle here: give it as a file", size(maxHeld))
		return nil, 0, nil
	}
	return bytes.NewReader(b), int64(len(b)), nil
}

// budget is how much a file may unpack to with all that is in it, at all levels:
// files in an archive can overlap, and what is packed at each of several levels
// within bounds can be without any.
type budget struct {
	packed   int64    // 0 where it is known as it is read
	in       *counter // what has been read of the file, as it lies on the disk
	unpacked int64
}

// over reports that it is spent.
func (b *budget) over() bool {
	return b.unpacked > freeSize && b.unpacked/maxRatio > max(b.packed, b.in.n)
}

func (b *budget) watch(ctx context.Context, r io.Reader) io.Reader {
	return readerFunc(func(p []byte) (int, error) {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		if b.over() {
			return 0, errBomb
		}
		n, err := r.Read(p)
		b.unpacked += int64(n)
		if err != nil && !errors.Is(err, io.EOF) {
			err = fmt.Errorf("damaged in the archive (%s): pack it again", plainly(err))
		}
		return n, err
	})
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// office recognises documents of office programs, which are zip archives.
func office(z *zip.Reader) bool {
	for _, f := range z.File {
		switch f.Name {
		case "[Content_Types].xml", "mimetype", "META-INF/manifest.xml":
			return true
		}
	}
	return false
}

// savedPages tells which files are the parts of pages that a browser saved.
func savedPages(z *zip.Reader) func(string) bool {
	folders := map[string]bool{}
	for _, f := range z.File {
		name := nameWithin(f.Name)
		if ext := path.Ext(name); (ext == ".html" || ext == ".htm") && len(name) <= maxName {
			folders[strings.TrimSuffix(name, ext)+"_files"] = true
		}
	}
	return func(name string) bool {
		if len(name) > maxName {
			return false
		}
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			if folders[dir] {
				return true
			}
		}
		return false
	}
}
