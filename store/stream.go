package store

import (
	"encoding/json"
	"errors"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

// An archive as a stream: lines of JSON, each an object with one member that says what it
// is. What can be derived is left out: columns, counts, the indexes of addresses and of
// search. The order is always the same, what is referred to comes first, and the last line
// tells how many lines there were and their hash, so that a stream that was cut off is
// recognised. The kinds of line, in their order, are in doc.go; names of articles and
// stories are ids, times are seconds since 1970 (of messages: milliseconds), bytes are in
// base64.

// streamSchema names the form of the stream.
const streamSchema = "stemma/archive/v1"

// line is one line of a stream; one of the fields is set.
type line struct {
	Archive  *streamHead     `json:"archive,omitempty"`
	Revision *streamRevision `json:"revision,omitempty"`
	Alias    *streamAlias    `json:"alias,omitempty"`
	Input    *streamInput    `json:"input,omitempty"`
	Placed   *streamPlaced   `json:"placed,omitempty"`
	Story    *streamStory    `json:"story,omitempty"`
	Redirect *streamRedirect `json:"redirect,omitempty"`
	Member   *streamMember   `json:"member,omitempty"`
	Trace    *streamTrace    `json:"trace,omitempty"`
	Cites    *streamCite     `json:"cites,omitempty"`
	Said     *streamSaid     `json:"attributions,omitempty"`
	State    *streamState    `json:"state,omitempty"`
	Message  *streamMessage  `json:"message,omitempty"`
	End      *streamEnd      `json:"end,omitempty"`
}

type streamHead struct {
	Schema string `json:"schema"`
}

// streamRevision is a revision, in the order of arrival.
type streamRevision struct {
	ID    string `json:"id"`
	Added int64  `json:"added"`
	// N is its number, where that is not the one after the number of the line before.
	N int64 `json:"n,omitempty"`
	// Latest is the article's latest revision, which need not be the last that came.
	Latest  bool           `json:"latest,omitempty"`
	Article stemma.Article `json:"article"` // without the id, and the text where it is in Bytes
	Bytes   []byte         `json:"bytes,omitempty"`
	// Damaged is the hash of the content of one whose record is damaged; Article is then
	// what is known without it.
	Damaged []byte `json:"damaged,omitempty"`
}

func (r *streamRevision) set(a stemma.Article) {
	a.ID = ""
	if !utf8.ValidString(a.Text) {
		r.Bytes, a.Text = []byte(a.Text), ""
	}
	r.Article = a
}

func (r *streamRevision) article() stemma.Article {
	a := r.Article
	a.ID = r.ID
	if r.Bytes != nil {
		a.Text = string(r.Bytes)
	}
	return repaired(a)
}

type streamAlias struct {
	ID      string `json:"id"`
	Article string `json:"article"`
}

type streamInput struct {
	Name        string `json:"name"`
	Fingerprint string `json:"fingerprint"`
	Place       string `json:"place"`
	// Bytes is the name where it is not UTF-8, which names of files need not be; Name is then empty.
	Bytes []byte `json:"bytes,omitempty"`
}

func (i *streamInput) set(name string) {
	if i.Name = name; !utf8.ValidString(name) {
		i.Bytes, i.Name = []byte(name), ""
	}
}

func (i *streamInput) name() string {
	if i.Bytes != nil {
		return string(i.Bytes)
	}
	return i.Name
}

// streamPlaced is the number of the last arrival that was placed.
type streamPlaced struct {
	Upto int64 `json:"upto"`
}

type streamStory struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`
	Lead    string `json:"lead,omitempty"`
	Changed int64  `json:"changed"`
	Closed  bool   `json:"closed,omitempty"`
}

type streamRedirect struct {
	Story string `json:"story"`
	Into  string `json:"into"`
}

type streamMember struct {
	Story   string `json:"story"`
	Article string `json:"article"`
	N       int64  `json:"n"` // of the revision that was placed
	At      int64  `json:"at"`
	Dated   bool   `json:"dated,omitempty"`
	Outlet  string `json:"outlet,omitempty"`
	Lang    string `json:"lang,omitempty"`
	// Profile is that of arrival ProfileN.
	ProfileN int64  `json:"profile_n,omitempty"`
	Profile  []byte `json:"profile,omitempty"`
}

type streamTrace struct {
	Story   string `json:"story"`
	Version int64  `json:"version"`
	Key     string `json:"key,omitempty"`
	Result  []byte `json:"result,omitempty"`
	Work    []byte `json:"work,omitempty"`
}

type streamCite struct {
	Article string `json:"article"`
	Key     string `json:"key"`
	Name    string `json:"name"`
}

// streamSaid is what was read of arrival N of an article for whom it cites.
type streamSaid struct {
	Article string `json:"article"`
	N       int64  `json:"n"`
	said
}

type streamState struct {
	Name  string `json:"name"`
	Value []byte `json:"value"`
}

type streamMessage struct {
	N       int64  `json:"n"`
	Topic   string `json:"topic"`
	ID      string `json:"id"`
	Body    []byte `json:"body,omitempty"`
	Queued  int64  `json:"queued"`
	Next    int64  `json:"next,omitempty"`
	Tries   int    `json:"tries,omitempty"`
	Problem string `json:"problem,omitempty"`
	Status  int    `json:"status,omitempty"`
}

// streamEnd is the last line.
type streamEnd struct {
	Lines  int    `json:"lines"`
	SHA256 string `json:"sha256"` // over all lines before it, line breaks included
}

var errLine = errors.New("a line is to say one thing, of what an archive has: this file was not written by stemma archive export, or by a newer one")

// parseLine reads a line.
func parseLine(b []byte) (line, error) {
	var l line
	if err := json.Unmarshal(b, &l); err != nil {
		return line{}, err
	}
	things := 0
	for _, there := range []bool{
		l.Archive != nil, l.Revision != nil, l.Alias != nil, l.Input != nil, l.Placed != nil, l.Story != nil, l.Redirect != nil,
		l.Member != nil, l.Trace != nil, l.Cites != nil, l.Said != nil, l.State != nil, l.Message != nil, l.End != nil,
	} {
		if there {
			things++
		}
	}
	if things != 1 {
		return line{}, errLine
	}
	return l, nil
}
