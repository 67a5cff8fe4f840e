package warc

import (
	"io"
	"strings"
	"time"
)

// The types of record (ISO 28500:2017, section 6). Other types are given as
// they are named.
const (
	TypeWarcinfo     = "warcinfo"
	TypeResponse     = "response"
	TypeResource     = "resource"
	TypeRequest      = "request"
	TypeMetadata     = "metadata"
	TypeRevisit      = "revisit"
	TypeConversion   = "conversion"
	TypeContinuation = "continuation"
)

// Record is one record of an archive.
type Record struct {
	// Version is as in "WARC/1.1"; "" where the line is missing, "ARC" for a
	// record of an ARC file.
	Version string
	// Type is in lower case.
	Type string
	// ID is the record's own name, a URI, without the angle brackets.
	ID        string
	TargetURI string
	// Date is when it was captured, in UTC; zero where the record does not say
	// or not in a form that can be read. A date of WARC 1.1 may be of a day or
	// a year only: it is its beginning.
	Date        time.Time
	ContentType string
	// Truncated is why the archive has only the beginning of the block:
	// "length", "time", "disconnect" or "unspecified"; "" where it has all.
	Truncated string
	// Of a revisit record: what it says is the same (Profile), and of which
	// earlier record.
	Profile, RefersTo, RefersToURI string
	RefersToDate                   time.Time
	// Offset is where in the file on disk a reading can be taken up to get
	// this record: where it begins, or where the compressed member begins that
	// it is in. Inner is how many unpacked bytes of that member come before it:
	// 0 but in files that are compressed as a whole.
	Offset, Inner int64
	Header        Header
	// Defects are what was wrong with the header and was put right or passed
	// over.
	Defects []string
	// Block is what the record holds. It can be read until the next call of
	// Next, and ends with io.EOF or, where the file is cut off or damaged,
	// with another error; Next reports that too.
	Block io.Reader

	reader *Reader
}

// readHeader reads the header of a WARC record.
func (r *Reader) readHeader(rec *Record, versioned bool) error {
	if versioned {
		line, err := r.br.ReadSlice('\n')
		if err != nil {
			return errTooLong(err)
		}
		rec.Version = strings.TrimSpace(string(line))
	} else {
		rec.defect("no version line")
	}
	h, bad, err := fields(r.br)
	if err != nil {
		return err
	}
	if bad > 0 {
		rec.defect("lines in the header that are no fields")
	}
	rec.Header = h
	rec.fill()
	r.block = newBlock(r, h.length(), rec.Inner == 0)
	return nil
}

func (rec *Record) defect(s string) { rec.Defects = append(rec.Defects, s) }

// fill sets what the header says.
func (rec *Record) fill() {
	h := rec.Header
	rec.Type = strings.ToLower(h.Get("WARC-Type"))
	rec.ID = bare(h.Get("WARC-Record-ID"))
	rec.TargetURI = bare(h.Get("WARC-Target-URI"))
	rec.ContentType = h.Get("Content-Type")
	rec.Truncated = strings.ToLower(h.Get("WARC-Truncated"))
	rec.Profile = bare(h.Get("WARC-Profile"))
	rec.RefersTo = bare(h.Get("WARC-Refers-To"))
	rec.RefersToURI = bare(h.Get("WARC-Refers-To-Target-URI"))
	rec.Date, _ = parseDate(h.Get("WARC-Date"))
	rec.RefersToDate, _ = parseDate(h.Get("WARC-Refers-To-Date"))
	for _, name := range []string{"WARC-Type", "WARC-Record-ID", "Content-Length"} {
		if h.differ(name) {
			rec.defect(name + " stands twice: two headers may have run together")
		}
	}
	if rec.Type == "" {
		rec.defect("no WARC-Type")
		rec.Type = guessType(rec)
	}
	if rec.Date.IsZero() {
		rec.defect("no WARC-Date that can be read")
	}
	if h.length() < 0 {
		rec.defect("no Content-Length that can be believed")
	}
}

// guessType tells the type of a record that does not state it.
func guessType(rec *Record) string {
	if strings.Contains(strings.ToLower(rec.ContentType), "msgtype=response") {
		return TypeResponse
	}
	return ""
}

// bare removes the angle brackets that some writers put around every URI.
func bare(uri string) string {
	if strings.HasPrefix(uri, "<") && strings.HasSuffix(uri, ">") {
		return uri[1 : len(uri)-1]
	}
	return uri
}

// dateForms are those of WARC 1.0 and 1.1 (W3C date and time formats), and
// what is found besides. A fraction of a second may follow the seconds.
var dateForms = [...]string{
	"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02T15:04",
	"2006-01-02 15:04:05", "2006-01-02", "2006-01", "20060102150405", "2006",
}

func parseDate(s string) (time.Time, bool) {
	for _, form := range dateForms {
		if t, err := time.ParseInLocation(form, s, time.UTC); err == nil && t.Year() > 1900 {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}
