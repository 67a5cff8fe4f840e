package fetch

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"
)

// entry is an answer as the cache keeps it.
type entry struct {
	// URL is what was asked for, Final where it was after redirects.
	URL    string      `json:"url"`
	Final  string      `json:"final"`
	Status int         `json:"status"`
	Header http.Header `json:"header"`
	// Asked is when the server last said that it is so.
	Asked time.Time `json:"asked"`
	// Private says that it was this machine or its network that answered.
	Private bool `json:"private,omitempty"`

	body      []byte
	unchanged bool   // the server said so just now
	moved     string // see Response.Moved
}

// newEntry keeps an answer without its cookies, which are nobody's business.
func newEntry(u *url.URL, resp *http.Response, body []byte, now time.Time) *entry {
	h := resp.Header.Clone()
	h.Del("Set-Cookie")
	return &entry{Final: shown(u), Status: resp.StatusCode, Header: h, Asked: now.UTC(), body: body}
}

// condition asks for the body only if it is another one.
func (e *entry) condition(h http.Header) {
	if tag := e.Header.Get("ETag"); tag != "" {
		h.Set("If-None-Match", tag)
	}
	if date := e.Header.Get("Last-Modified"); date != "" {
		h.Set("If-Modified-Since", date)
	}
}

// confirmed is the entry after a 304, with what that says of its age (RFC 9111, 3.2).
func (e *entry) confirmed(h http.Header, now time.Time) *entry {
	next := *e
	next.Header = e.Header.Clone()
	for _, key := range []string{"Cache-Control", "Expires", "Date", "Age", "Etag", "Last-Modified"} {
		if v := h.Values(key); len(v) > 0 {
			next.Header[key] = v
		}
	}
	next.Asked, next.unchanged = now.UTC(), true
	return &next
}

// maxFresh is the longest that a page counts as fresh, whatever its server says: news change.
const maxFresh = 24 * time.Hour

// fresh says whether the server need not be asked: it said for how long, or it is an archived copy, which never changes.
func (e *entry) fresh(now time.Time) bool {
	if _, captured := memento(e.Final, e.Header); !captured.IsZero() {
		return true
	}
	age := now.Sub(e.Asked)
	return age >= 0 && age < e.lifetime()
}

// lifetime reads max-age, or else Expires. There is no guessing from Last-Modified: asking costs one small answer. What
// a server wants nobody to store is kept for Offline, in a folder that is the user's own, and asked for each time.
func (e *entry) lifetime() time.Duration {
	life := e.expires()
	control := strings.ToLower(strings.Join(e.Header.Values("Cache-Control"), ","))
	for directive := range strings.SplitSeq(control, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
		switch name {
		case "no-cache", "no-store":
			return 0
		case "max-age":
			age, _ := strconv.ParseInt(e.Header.Get("Age"), 10, 32)
			n, err := strconv.ParseInt(strings.Trim(value, `"`), 10, 32)
			if err != nil {
				return 0
			}
			life = time.Duration(n-max(age, 0)) * time.Second
		}
	}
	return min(life, maxFresh)
}

// expires is the time from Date to Expires.
func (e *entry) expires() time.Duration {
	end, err := http.ParseTime(e.Header.Get("Expires"))
	start, errStart := http.ParseTime(e.Header.Get("Date"))
	if err != nil || errStart != nil {
		return 0
	}
	return end.Sub(start)
}

// The form of an entry on disk: a line with the SHA-256 of all that follows, a line of JSON, and the body in zstd. The
// digest finds what a crash or a bad disk left; what has it is still read under limits.
const entryMagic = "stemma-fetch-1 "

var errEntry = errors.New("not a whole entry of the cache")

func (e *entry) marshal() ([]byte, error) {
	head, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("write the head: %w", err)
	}
	z, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, fmt.Errorf("compress: %w", err)
	}
	defer z.Close()
	return signed(z.EncodeAll(e.body, append(head, '\n'))), nil
}

// signed puts the first line before the rest.
func signed(rest []byte) []byte {
	sum := sha256.Sum256(rest)
	return append([]byte(entryMagic+hex.EncodeToString(sum[:])+"\n"), rest...)
}

// parseEntry reads an entry whose body has at most maxBody bytes.
func parseEntry(data []byte, maxBody int64) (*entry, error) {
	first, rest, ok := bytes.Cut(data, []byte("\n"))
	sum := sha256.Sum256(rest)
	if !ok || string(first) != entryMagic+hex.EncodeToString(sum[:]) {
		return nil, errEntry
	}
	head, packed, ok := bytes.Cut(rest, []byte("\n"))
	e := &entry{}
	if !ok || json.Unmarshal(head, e) != nil {
		return nil, errEntry
	}
	z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(uint64(max(maxBody, 1))))
	if err != nil {
		return nil, fmt.Errorf("unpack: %w", err)
	}
	defer z.Close()
	e.body, err = z.DecodeAll(packed, nil)
	switch {
	case errors.Is(err, zstd.ErrDecoderSizeExceeded), int64(len(e.body)) > maxBody:
		return nil, ErrTooLarge
	case err != nil:
		return nil, errEntry
	}
	if e.Header == nil {
		e.Header = http.Header{}
	}
	return e, nil
}
