package ingest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/date"
)

// record is an article as a JSON object.
type record map[string]json.RawMessage

// maxFields is how many fields a record may have. One takes some hundred bytes of
// memory for the six that it can be written in.
const maxFields = 1 << 14

var errFields = fmt.Errorf("has more than %d fields, as many as no article has", maxFields)

// recordOf reads a JSON object.
func recordOf(raw []byte) (record, error) {
	if bytes.Count(raw, []byte(":")) > maxFields && fieldsIn(raw) > maxFields {
		return nil, errFields
	}
	var r record
	err := json.Unmarshal(raw, &r)
	return r, err
}

// fieldsIn counts the fields of an object up to a little more than there may be.
func fieldsIn(raw []byte) (n int) {
	d := json.NewDecoder(bytes.NewReader(raw))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return 0 // for others to say
	}
	for ; n <= maxFields && d.More(); n++ {
		var value unread
		if _, err := d.Token(); err != nil || d.Decode(&value) != nil {
			break
		}
	}
	return n
}

// unread is a value of which nothing is kept.
type unread struct{}

func (unread) UnmarshalJSON([]byte) error { return nil }

// mend replaces what is not UTF-8, and reports whether there is any.
func (r record) mend() bool {
	damaged := false
	for key, raw := range r {
		if !utf8.Valid(raw) {
			r[key] = bytes.ToValidUTF8(raw, []byte("\uFFFD"))
			damaged = true
		}
	}
	return damaged
}

// article reads the fields that are known. The others go to Extra, and so does
// a known one that is an object, or of a form that cannot be read.
func (r record) article() stemma.Article {
	a := stemma.Article{PublishedPrecision: stemma.PrecisionNone, Extra: r.inner()}
	known := map[string]*string{
		"id": &a.ID, "input": &a.Input, "url": &a.URL, "outlet": &a.Outlet, "title": &a.Title, "byline": &a.Byline, "lang": &a.Lang,
	}
	for key, raw := range r {
		if field := known[key]; field != nil {
			s, ok := scalar(raw)
			*field = s
			if ok && raw[0] != '{' {
				continue
			}
		}
		if !r.consumed(key) {
			setExtra(&a, key, raw)
		}
	}
	a.Lang = tag(a.Lang)
	if m, ok := r.published(); ok {
		a.Published, a.PublishedPrecision = m.Time, m.Precision
	}
	a.Updated, _ = r.updated()
	return a
}

// inner returns the fields in "extra", where a trace's result has them.
func (r record) inner() map[string]json.RawMessage {
	inner, err := recordOf(r["extra"])
	if err != nil || len(inner) == 0 {
		return nil
	}
	return inner
}

// consumed reports whether a field is read elsewhere, or is one of a trace's
// result that package text works out anew.
func (r record) consumed(key string) bool {
	switch key {
	case "text", "published", "published_precision", "sentences", "boilerplate":
		return true
	case "updated":
		_, ok := r.updated()
		return ok
	case "extra":
		return r.inner() != nil
	}
	return false
}

func setExtra(a *stemma.Article, key string, raw json.RawMessage) {
	if a.Extra == nil {
		a.Extra = map[string]json.RawMessage{}
	}
	a.Extra[key] = raw
}

// maxScalar is the length in bytes of the longest value beside strings that is
// read as text: in lists, it takes up to fifty times that in memory.
const maxScalar = 64 << 10

// scalar reads a field as text: a string, a number, a list of these ("byline":
// ["A", "B"]) or an object with a name.
func scalar(raw json.RawMessage) (string, bool) {
	if len(raw) > maxScalar && raw[0] != '"' {
		return "", false
	}
	var v any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if d.Decode(&v) != nil {
		return "", false
	}
	return textOf(v)
}

func textOf(v any) (string, bool) {
	switch v := v.(type) {
	case nil:
		return "", true
	case string:
		return strings.TrimSpace(v), true
	case json.Number:
		return v.String(), true
	case map[string]any:
		name, ok := v["name"].(string)
		return strings.TrimSpace(name), ok
	case []any:
		var all []string
		for _, e := range v {
			s, ok := e.(string)
			if !ok {
				return "", false
			}
			all = append(all, strings.TrimSpace(s))
		}
		return strings.Join(all, ", "), true
	}
	return "", false
}

// tag returns a language in the form of BCP 47, or "" for what is none
// ("English", "und"): the language is then recognised from the text.
func tag(s string) string {
	t, err := language.Parse(strings.ReplaceAll(s, "_", "-"))
	if err != nil || t == language.Und {
		return ""
	}
	return t.String()
}

// text returns the article's text.
func (r record) text(limit int) (string, error) {
	raw, ok := r["text"]
	if !ok {
		return "", errors.New(`no "text" field: add one with the article's text, or remove the record`)
	}
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		return "", errors.New(`"text" is not a string: make it one, with the paragraphs on lines`)
	}
	if strings.TrimSpace(s) == "" {
		return "", errors.New(`"text" is empty: put the article's text in it, or remove the record`)
	}
	if len(s) > limit {
		return "", fmt.Errorf("text has %s, and one article may have %s: split it", size(int64(len(s))), size(int64(limit)))
	}
	return s, nil
}

// published returns the date; ok is false where there is one that cannot be read.
func (r record) published() (stemma.Moment, bool) {
	none := stemma.Moment{Precision: stemma.PrecisionNone}
	m, ok := r.date("published")
	if !ok || m == none {
		return none, ok
	}
	var precision stemma.Precision
	if json.Unmarshal(r["published_precision"], &precision) != nil || precision == "" {
		return date.DayIfMidnight(m), true
	}
	if precision == stemma.PrecisionNone {
		return none, true
	}
	return coarser(m, precision), true
}

// updated returns when the article was last changed; ok is false where that
// cannot be read, or is known to the day at most: its midnight would be read as
// the time of the change.
func (r record) updated() (time.Time, bool) {
	m, ok := r.date("updated")
	if ok && !m.Time.IsZero() && !toTheMinute(m) {
		return time.Time{}, false
	}
	return m.Time, ok
}

// isUnsure reports a date that is one only if it is known whether the day or the
// month is first.
func (r record) isUnsure(key string) bool {
	s, _ := scalar(r[key])
	_, ok := date.Read(s, date.Options{Order: date.DayFirst})
	return ok
}

// date reads a field that is a date, none if it is not there or empty; ok is
// false where it cannot be read.
func (r record) date(key string) (stemma.Moment, bool) {
	none := stemma.Moment{Precision: stemma.PrecisionNone}
	var v any
	d := json.NewDecoder(bytes.NewReader(r[key]))
	d.UseNumber()
	switch {
	case len(r[key]) > maxScalar:
		return none, false
	case len(r[key]) == 0 || d.Decode(&v) != nil || v == nil:
		return none, true
	}
	s, ok := textOf(v)
	if !ok || s == "" {
		return none, ok
	}
	lang, _ := scalar(r["lang"])
	// Programs write data sets, in the order of their machine's language or any
	// other: what could be two days is none.
	return date.Read(s, date.Options{Lang: tag(lang), Order: date.Unsure})
}

// finest first.
var precisions = []stemma.Precision{
	stemma.PrecisionSecond, stemma.PrecisionMinute, stemma.PrecisionDay, stemma.PrecisionMonth, stemma.PrecisionYear,
}

// coarser reduces a moment to a precision that was given beside it.
func coarser(m stemma.Moment, to stemma.Precision) stemma.Moment {
	if slices.Index(precisions, to) <= slices.Index(precisions, m.Precision) {
		return m
	}
	t := m.Time
	switch to {
	case stemma.PrecisionYear:
		t = time.Date(t.Year(), 1, 1, 0, 0, 0, 0, t.Location())
	case stemma.PrecisionMonth:
		t = time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, t.Location())
	case stemma.PrecisionDay:
		t = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
	default:
		t = t.Truncate(time.Minute)
	}
	return stemma.Moment{Time: t, Precision: to}
}
