// Package intake turns what people hand to the server into articles: texts, files, links, and the articles of the API. It has limits
// for all of them, and names what could not be read.
//
// What is handed over lies in a folder of its own, which only this user of the machine can read, from Receive to Close: a browser
// has sent its files long before a trace of them begins. The names of files are from anybody, and never become paths. Links lead to
// the public internet alone, as far as the client of package fetch sees to it; nothing else leaves the machine.
package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/ingest"
)

// Drop is what somebody hands over.
type Drop struct {
	// Texts are texts as they were pasted. One that is nothing but addresses, one a line, counts as links.
	Texts []string
	// Pasted are texts of which more is known.
	Pasted []Text
	Links  []string
	Files  []File
}

// Text is a text that was pasted, and what who did says of it.
type Text struct {
	Text, Outlet, Title string
	// Published is a date as ISO 8601 writes it.
	Published string
}

// File is an upload.
type File struct {
	Name string
	Body io.Reader
}

// Options bound what is read; zero values stand for defaults.
type Options struct {
	Fetch     *fetch.Client // nil: links are refused
	MaxBytes  int64         // of a file; 64 MiB
	MaxTotal  int64         // of all files and texts together; 256 MiB
	MaxFiles  int           // and texts; 1000
	MaxLinks  int           // also of those that a feed names; 100
	MaxReport int           // reports; 2000
	// MaxLength is how many bytes the text of a report may have, MaxTexts those of all; 2 and 16 MiB. A trace takes a hundred
	// times as much memory, and its time: of what may be uploaded, much is pictures and markup.
	MaxLength, MaxTexts int64
	// Limit is how long reading may take, most of which is waiting for other servers; five minutes.
	Limit time.Duration
	// Room is what all that was handed over has in common; nil for as much as there is.
	Room *Room
	// Dir is where the folders of what was handed over are made; that of the system for temporary files if empty.
	Dir string
}

// WithDefaults returns the limits that hold.
func (o Options) WithDefaults() Options {
	set := func(n *int64, standard int64) {
		if *n <= 0 {
			*n = standard
		}
	}
	count := func(n *int, standard int) {
		if *n <= 0 {
			*n = standard
		}
	}
	set(&o.MaxBytes, 64<<20)
	set(&o.MaxTotal, 256<<20)
	count(&o.MaxFiles, 1000)
	count(&o.MaxLinks, 100)
	count(&o.MaxReport, 2000)
	set(&o.MaxLength, 2<<20)
	set(&o.MaxTexts, 16<<20)
	if o.Limit <= 0 {
		o.Limit = 5 * time.Minute
	}
	return o
}

// Read returns the articles. What cannot be read is in Batch.Errors; the error is that of ctx or the disk.
func Read(ctx context.Context, d Drop, o Options) (ingest.Batch, error) {
	h, err := Receive(ctx, d, o)
	if err != nil {
		return ingest.Batch{}, err
	}
	defer h.Close()
	return h.Read(ctx)
}

// Held is what was handed over, and not read yet.
type Held struct {
	o      Options
	dir    string
	inputs []string // paths and addresses, in their order
	links  int
	files  int
	texts  int   // also empty ones: they have numbers in a form
	left   int64 // bytes that may come yet
	taken  int64 // of Options.Room
	names  map[string]bool
	sum    hash.Hash
	errors []stemma.InputError
}

// Receive takes what is handed over out of the hands of who does. The caller must Close what it returns. The error is that of ctx, of
// a body that breaks off, or of the disk.
func Receive(ctx context.Context, d Drop, o Options) (*Held, error) {
	h, err := New(o)
	if err != nil {
		return nil, err
	}
	if err := h.add(ctx, d); err != nil {
		h.Close()
		return nil, err
	}
	return h, nil
}

// New returns what holds nothing yet, for who gets the parts one after the other.
func New(o Options) (*Held, error) {
	o = o.WithDefaults()
	dir, err := os.MkdirTemp(o.Dir, "stemma-drop-")
	if err != nil {
		return nil, fmt.Errorf("a place for what was handed over: %w", err)
	}
	return &Held{o: o, dir: dir, left: o.MaxTotal, names: map[string]bool{}, sum: sha256.New()}, nil
}

// Try tries whether something can be kept: whether the disk has room, may be written to, and files can be opened.
func Try(o Options) error {
	h, err := New(o)
	if err != nil {
		return err
	}
	err = os.WriteFile(filepath.Join(h.dir, "try"), make([]byte, 64<<10), 0o600)
	return errors.Join(err, h.Close())
}

// Close forgets what was handed over.
func (h *Held) Close() error {
	err := os.RemoveAll(h.dir)
	h.o.Room.Give(h.taken)
	h.taken = 0
	return err
}

// Empty says that there is nothing to read, and nothing to say of it either.
func (h *Held) Empty() bool { return len(h.inputs) == 0 && len(h.errors) == 0 }

// Links is how many links there are to follow, Files how many files and texts.
func (h *Held) Links() int { return h.links }

// MaxTyped is how many bytes all texts of a form may have together. More than is traced of all texts is not taken into memory.
func (h *Held) MaxTyped() int64 { return min(h.o.MaxBytes, h.left, h.o.MaxTexts) }

// Files is how many files and texts there are.
func (h *Held) Files() int { return h.files }

// Digest tells what was handed over from everything else.
func (h *Held) Digest() string { return hex.EncodeToString(h.sum.Sum(nil)) }

func (h *Held) add(ctx context.Context, d Drop) error {
	for _, t := range d.Texts {
		if err := h.AddText(Text{Text: t}); err != nil {
			return err
		}
	}
	for _, t := range d.Pasted {
		if err := h.AddText(t); err != nil {
			return err
		}
	}
	for _, f := range d.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := h.AddFile(f); err != nil {
			return err
		}
	}
	for _, l := range d.Links {
		h.AddLink(l)
	}
	return nil
}

// AddText takes a text. The error is that of the disk.
func (h *Held) AddText(t Text) error {
	h.texts++
	t.Text = strings.TrimSpace(t.Text)
	if t.Text == "" {
		return nil
	}
	if links := onlyLinks(t.Text); links != nil && t.Outlet == "" {
		for _, l := range links {
			h.AddLink(l)
		}
		return nil
	}
	name, body := fmt.Sprintf("text %d.txt", h.texts), t.Text
	if t.Outlet+t.Published+t.Title != "" { // what is said of it must be there before its id is made
		b, err := json.Marshal(map[string]string{"text": t.Text, "outlet": t.Outlet, "title": t.Title, "published": t.Published})
		if err != nil {
			return err
		}
		name, body = fmt.Sprintf("text %d.json", h.texts), string(b)
	}
	return h.AddFile(File{name, strings.NewReader(body)})
}

// AddFile takes a file. The error is that of its body, or of the disk.
func (h *Held) AddFile(f File) error {
	if h.files++; h.files > h.o.MaxFiles {
		if h.files == h.o.MaxFiles+1 {
			h.fail(shown(f.Name), "more than %d files and texts: this one and those after it were not read; put them into a .zip or a .jsonl, or trace a folder with the command", h.o.MaxFiles)
		}
		return nil
	}
	name := h.unique(safe(f.Name))
	path := filepath.Join(h.dir, name)
	n, err := h.keep(path, f.Body)
	fmt.Fprintf(h.sum, "file %q %d\n", f.Name, n)
	switch {
	case errors.Is(err, errLarge):
		h.fail(name, "larger than %s: cut it into parts, or trace it with the command", size(h.o.MaxBytes))
	case errors.Is(err, errTotal):
		h.fail(name, "all files together are larger than %s: this one was not read; send fewer, or trace a folder with the command", size(h.o.MaxTotal))
	case errors.Is(err, errRoom):
		h.fail(name, "too much waits to be traced at the moment, of all who hand over reports: this one was not read; try again in a few minutes")
	case err != nil:
		return fmt.Errorf("receive %s: %w", name, err)
	case n == 0:
		h.fail(name, "an empty file")
	default:
		h.inputs = append(h.inputs, path)
		return nil
	}
	return os.Remove(path)
}

var (
	errLarge = errors.New("too large")
	errTotal = errors.New("too much in all")
	errRoom  = errors.New("no room")
)

// keep writes a body into a file, as far as there may be so much.
func (h *Held) keep(path string, body io.Reader) (int64, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	limit := min(h.o.MaxBytes, h.left)
	n, err := io.Copy(io.MultiWriter(roomWriter{h.o.Room, &h.taken}, f, h.sum), io.LimitReader(body, limit+1))
	if e := f.Close(); err == nil {
		err = e
	}
	switch {
	case err != nil:
	case n > h.o.MaxBytes:
		return n, errLarge
	case n > h.left:
		return n, errTotal
	default:
		h.left -= n
	}
	return n, err
}

// AddLink takes a link.
func (h *Held) AddLink(link string) {
	link = strings.TrimSpace(link)
	if link == "" {
		return
	}
	h.links++
	switch {
	case !isLink(link):
		h.fail(shown(link), "not the address of a page: give one that begins with https:// or http://")
	case h.o.Fetch == nil:
		h.fail(shown(link), "this server follows no links: save the page and drop the file, or paste its text")
	case h.links > h.o.MaxLinks:
		if h.links == h.o.MaxLinks+1 {
			h.fail(shown(link), "more than %d links: this one and those after it were not followed", h.o.MaxLinks)
		}
	default:
		fmt.Fprintf(h.sum, "link %q\n", link)
		h.inputs = append(h.inputs, link)
	}
}

func (h *Held) fail(input, format string, args ...any) {
	h.errors = append(h.errors, stemma.InputError{Input: input, Problem: fmt.Sprintf(format, args...)})
}

func size(n int64) string {
	const mib = 1 << 20
	if n >= mib {
		return fmt.Sprintf("%d MiB", n/mib)
	}
	return fmt.Sprintf("%d bytes", n)
}
