package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/stemma-news/stemma/server/intake"
)

// Report is an article that is handed in: a line of the JSONL that stemma reads.
type Report struct {
	ID        string `json:"id,omitempty" maxLength:"1000" example:"a1" doc:"Tells it from the others; made from the content where missing."`
	URL       string `json:"url,omitempty" maxLength:"8000" example:"https://selmcourier.example/harbour-fire"`
	Outlet    string `json:"outlet,omitempty" maxLength:"1000" example:"Selm Courier" doc:"Who published it."`
	Lang      string `json:"lang,omitempty" maxLength:"100" example:"en" doc:"BCP 47; read from the text where missing."`
	Published string `json:"published,omitempty" maxLength:"200" example:"2025-03-31T06:20:00Z" doc:"When it came out, as exactly as is known: 2025-03-31T06:20:00Z, 2025-03-31, 2025-03."`
	Updated   string `json:"updated,omitempty" maxLength:"200" doc:"When the outlet last changed it."`
	Title     string `json:"title,omitempty" maxLength:"20000"`
	Byline    string `json:"byline,omitempty" maxLength:"20000"`
	Text      string `json:"text" minLength:"1" doc:"The whole text. Paragraphs are lines."`
}

// TraceRequest is what POST /traces takes.
type TraceRequest struct {
	_        struct{} `additionalProperties:"false"`
	Articles []Report `json:"articles" minItems:"1" maxItems:"2000" doc:"The reports. Further fields of one are passed through as extra."`
	OneStory bool     `json:"one_story,omitempty" doc:"Take all reports as one story, instead of looking for stories."`
	Rounds   int      `json:"rounds,omitempty" minimum:"0" maximum:"10000" doc:"How often the evidence is resampled for support; 0 for the default."`
	Seed     uint64   `json:"seed,omitempty" doc:"Seed of the resampling: the same seed, the same support."`
}

// Bounds of what is handed in. A report has so many fields at the most: what has more is none.
const (
	maxReports = 2000
	maxFields  = 200
)

// stringFields are those of a report that are strings, with how many characters they may have.
var stringFields = map[string]int{"id": 1000, "url": 8000, "outlet": 1000, "lang": 100, "published": 200, "updated": 200, "title": 20000, "byline": 20000, "text": 0}

// bodyError is what is wrong with a body: a fault of its syntax, or of a field.
func bodyError(err error) error {
	if p, is := errors.AsType[*Problem](err); is {
		return p
	}
	what := strings.TrimPrefix(err.Error(), "json: ")
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		what = "it ends too early"
	}
	return badRequest.of("body: %s.", what)
}

// members goes through the members of an object as they come, so that a body costs no more memory than its bytes.
func members(d *json.Decoder, field string, member func(name string) error) error {
	if err := opening(d, '{', field, "an object"); err != nil {
		return err
	}
	seen := map[string]bool{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return err
		}
		name, _ := t.(string)
		if seen[name] {
			return wrong(field, "the field %q is there twice", clip(name))
		}
		if seen[name] = true; len(seen) > maxFields {
			return wrong(field, "there are more than %d fields", maxFields)
		}
		if err := member(name); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

// opening reads the beginning of an object or a list.
func opening(d *json.Decoder, want json.Delim, field, name string) error {
	t, err := d.Token()
	if err != nil {
		return err
	}
	if t != want {
		return wrong(field, "expected %s", name)
	}
	return nil
}

// clip is the beginning of a name as it may be shown.
func clip(s string) string { return s[:min(len(s), 60)] }

// decoding reads the one object that a body is.
func decoding(body []byte, member func(d *json.Decoder, name string) error) error {
	d := json.NewDecoder(bytes.NewReader(body))
	if err := members(d, "body", func(name string) error { return member(d, name) }); err != nil {
		return bodyError(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return badRequest.of("body: there is more behind the object.")
	}
	return nil
}

// into reads a value that must be of a type.
func into(d *json.Decoder, field, what string, v any) error {
	err := d.Decode(v)
	if _, is := errors.AsType[*json.UnmarshalTypeError](err); is {
		return wrong(field, "expected %s", what)
	}
	return err
}

// readTraceRequest reads what POST /traces takes: the reports as lines of JSONL, which intake reads as the command does.
func readTraceRequest(body []byte) (r TraceRequest, lines []byte, err error) {
	n, there := 0, false
	err = decoding(body, func(d *json.Decoder, name string) error {
		switch name {
		case "articles":
			there = true
			n, err = articles(d, &lines)
			return err
		case "one_story":
			return into(d, "body.one_story", "true or false", &r.OneStory)
		case "rounds":
			return into(d, "body.rounds", "a whole number from 0 to 10000", &r.Rounds)
		case "seed":
			return into(d, "body.seed", "a whole number from 0", &r.Seed)
		}
		return wrong("body."+clip(name), "unexpected property")
	})
	switch {
	case err != nil:
	case !there:
		err = wrong("body.articles", "it is missing: give a list of reports")
	case n == 0:
		err = wrong("body.articles", "it is empty: give one report at least")
	case r.Rounds < 0 || r.Rounds > 10000:
		err = wrong("body.rounds", "expected a whole number from 0 to 10000")
	}
	return r, lines, err
}

// articles reads a list of reports, each into a line.
func articles(d *json.Decoder, lines *[]byte) (n int, err error) {
	if err := opening(d, '[', "body.articles", "a list"); err != nil {
		return 0, err
	}
	for ; d.More(); n++ {
		field := fmt.Sprintf("body.articles[%d]", n)
		if n == maxReports {
			return n, wrong("body.articles", "there are more than %d reports", maxReports)
		}
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return n, err
		}
		if err := checkReport(raw, field); err != nil {
			return n, err
		}
		*lines = line(*lines, raw)
	}
	_, err = d.Token()
	return n, err
}

// line adds a report as a line of JSONL.
func line(lines []byte, raw json.RawMessage) []byte {
	b := bytes.NewBuffer(lines)
	_ = json.Compact(b, raw) // it was decoded
	b.WriteByte('\n')
	return b.Bytes()
}

// checkReport looks at the fields of a report that it is known for. The others are passed through.
func checkReport(raw json.RawMessage, field string) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	text := false
	err := members(d, field, func(name string) error {
		most, known := stringFields[name]
		if !known {
			var rest json.RawMessage
			return d.Decode(&rest)
		}
		var s *string
		if err := into(d, field+"."+name, "a string", &s); err != nil {
			return err
		}
		switch {
		case s == nil:
			return wrong(field+"."+name, "expected a string")
		case most > 0 && len([]rune(*s)) > most:
			return wrong(field+"."+name, "expected length <= %d", most)
		case name == "text" && *s == "":
			return wrong(field+".text", "it is empty")
		}
		text = text || name == "text"
		return nil
	})
	if err == nil && !text {
		return wrong(field+".text", "it is missing: give the report's text")
	}
	return err
}

// drop is what intake reads the reports from.
func drop(lines []byte) intake.Drop {
	return intake.Drop{Files: []intake.File{{Name: "articles.jsonl", Body: bytes.NewReader(lines)}}}
}
