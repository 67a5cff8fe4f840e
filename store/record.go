package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/stemma-news/stemma"
)

// A record is an article as it is kept: a line of JSON with all fields but id
// and text, and then the text byte for byte, so that offsets into it stay
// right; the whole as one frame of zstd. The id is a column, since it may be
// changed when the article is added.

// maxText is far more than ingest lets in, and less than SQLite can hold.
const maxText = 256 << 20

// codec packs and unpacks records, for many goroutines at a time.
type codec struct {
	enc *zstd.Encoder
	// short packs what is short and much alike, by a dictionary.
	short *zstd.Encoder
	dec   *zstd.Decoder
}

func newCodec() (codec, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithWindowSize(1<<20), zstd.WithEncoderCRC(true))
	if err != nil {
		return codec{}, err
	}
	short, err := zstd.NewWriter(nil, zstd.WithEncoderDictRaw(saidDictionary, []byte(saidWords)), zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderCRC(true))
	if err != nil {
		return codec{}, err
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(4*maxText), zstd.WithDecoderDictRaw(saidDictionary, []byte(saidWords)))
	return codec{enc, short, dec}, err
}

func (c codec) close() {
	if c.dec != nil {
		c.dec.Close()
	}
}

func (c codec) pack(a *stemma.Article) ([]byte, error) {
	switch {
	case a.ID == "":
		return nil, errors.New("has no id")
	case len(a.Text) > maxText:
		return nil, fmt.Errorf("its text has %d bytes, and an archive takes %d", len(a.Text), maxText)
	}
	fields := *a
	fields.ID, fields.Text = "", ""
	var b bytes.Buffer
	e := json.NewEncoder(&b) // ends the line; there is no line break within
	e.SetEscapeHTML(false)
	if err := e.Encode(&fields); err != nil {
		return nil, fmt.Errorf("cannot be written: %w", err)
	}
	b.WriteString(a.Text)
	return c.enc.EncodeAll(b.Bytes(), make([]byte, 0, b.Len()/2)), nil
}

func (c codec) unpack(id string, record []byte) (stemma.Article, error) {
	b, err := c.dec.DecodeAll(record, nil)
	if err != nil {
		return stemma.Article{}, fmt.Errorf("article %q: %w", id, err)
	}
	fields, text, found := bytes.Cut(b, []byte("\n"))
	var a stemma.Article
	if err := json.Unmarshal(fields, &a); err != nil || !found {
		return stemma.Article{}, fmt.Errorf("article %q: its record is damaged: %w", id, err)
	}
	a.ID, a.Text = id, string(text)
	return a, nil
}

// trees unpacks the two halves of a Trace.
func (c codec) trees(result, work []byte) (r, w []byte, err error) {
	if r, err = c.dec.DecodeAll(result, nil); err == nil {
		w, err = c.dec.DecodeAll(work, nil)
	}
	return r, w, err
}

// said unpacks what was read of an article for whom it cites.
func (c codec) said(data []byte) (s said, err error) {
	b, err := c.dec.DecodeAll(data, nil)
	if err == nil {
		err = json.Unmarshal(b, &s)
	}
	return s, err
}

// repaired returns an article whose fields are UTF-8, as JSON will have them, so
// that its hash is that of what is read back. The text is left as it is.
func repaired(a stemma.Article) stemma.Article {
	for _, field := range []*string{&a.ID, &a.Input, &a.URL, &a.Outlet, &a.Title, &a.Byline, &a.Lang} {
		*field = strings.ToValidUTF8(*field, "\uFFFD")
	}
	return a
}

// content is a hash over what a reader sees of an article. What is read from the text
// (language, sentences) is not in it, nor the way by which it came.
type content [sha256.Size]byte

func contentOf(a *stemma.Article) content {
	h := sha256.New()
	for _, field := range []string{a.Outlet, a.URL, a.Title, a.Byline, moment(a.Published, a.PublishedPrecision), moment(a.Updated, ""), a.Text} {
		var n [8]byte // keeps the fields apart
		binary.BigEndian.PutUint64(n[:], uint64(len(field)))
		h.Write(n[:])
		h.Write([]byte(field))
	}
	return content(h.Sum(nil))
}

func moment(t time.Time, p stemma.Precision) string {
	return t.UTC().Format(time.RFC3339Nano) + " " + string(p)
}

// suffix is what is put behind an id that another article has: always the same for
// one address, so that further revisions of the article find it, else for one content.
func suffix(a *stemma.Article, c content) string {
	sum := c[:]
	if a.URL != "" {
		s := sha256.Sum256([]byte(a.URL))
		sum = s[:]
	}
	return "-" + strings.ToLower(base32.StdEncoding.EncodeToString(sum))[:10]
}
