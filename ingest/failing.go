package ingest

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// A file that is bad is bad tomorrow, too; a disk, a mounted folder or a process that has run out of something may have
// recovered by then. What a format makes of half a file does not show which of the two it was, and so the errors are heard
// where the file is read.

// passing are the errors of a system that fails, and not of a file.
var passing = []error{
	syscall.EIO, syscall.ESTALE, syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM, syscall.EAGAIN, syscall.ETIMEDOUT,
	syscall.ECONNRESET, syscall.ENETUNREACH, syscall.EHOSTUNREACH, syscall.ENOTCONN,
}

// isPassing reports that a file could be read if it were tried again another time.
func isPassing(err error) bool {
	for _, p := range passing {
		if errors.Is(err, p) {
			return true
		}
	}
	return false
}

// hear tells who asked for it of an error that may pass.
func (o *Options) hear(err error) {
	if o.Failing != nil && isPassing(err) {
		o.Failing(err)
	}
}

// heard is a file whose errors are told. It has what readers of files on a disk use.
// The file is not embedded: io.Copy would find its WriteTo, and read past Read.
type heard struct {
	f *os.File
	o *Options
}

func (h *heard) Stat() (fs.FileInfo, error)                { return h.f.Stat() }
func (h *heard) Close() error                              { return h.f.Close() }
func (h *heard) Seek(off int64, whence int) (int64, error) { return h.f.Seek(off, whence) }

func (h *heard) Read(b []byte) (int, error) {
	n, err := h.f.Read(b)
	h.o.hear(err)
	return n, err
}

func (h *heard) ReadAt(b []byte, at int64) (int, error) {
	n, err := h.f.ReadAt(b, at)
	h.o.hear(err)
	return n, err
}

// listen has the errors of a file on the disk told, where somebody asks for them.
func (o *Options) listen(f fs.File) fs.File {
	if on, is := f.(*os.File); is && o.Failing != nil {
		return &heard{on, o}
	}
	return f
}
