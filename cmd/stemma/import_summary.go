package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch"
)

// importSummary is what an import did, in the form stemma/import/v1.
type importSummary struct {
	Schema  string `json:"schema"`
	Archive string `json:"archive"`
	// Read is the sum of New, Known and Changed.
	Read    int `json:"read"`
	New     int `json:"new"`
	Known   int `json:"known"`
	Changed int `json:"changed"`
	// Mended are those of the known whose record was damaged, and is not any more.
	Mended int `json:"mended,omitempty"`
	// Renamed are those among them whose id another report has.
	Renamed      int            `json:"renamed"`
	FirstRenamed *store.Renamed `json:"first_renamed,omitempty"`
	Files        struct {
		Read      int `json:"read"`
		Resumed   int `json:"resumed"`
		Unchanged int `json:"unchanged"`
	} `json:"files"`
	// Problems are what was not read, or only with a repair; Notes what was
	// passed over as it should be.
	Problems reasons `json:"problems"`
	Notes    reasons `json:"notes"`
	Bytes    int64   `json:"bytes"` // of text
	Seconds  float64 `json:"seconds"`
	// Placed is what came of putting the reports into stories; nil where that was left out.
	Placed *watch.Placed `json:"placed,omitempty"`
	Holds  store.Counts  `json:"holds"`
}

func (s *importSummary) add(a store.Added, articles, bytes int) {
	s.Read += articles - len(a.Refused)
	s.New += a.New
	s.Known += a.Known
	s.Changed += a.Changed
	s.Mended += a.Mended
	s.Bytes += int64(bytes)
	s.Renamed += len(a.Renamed)
	if s.FirstRenamed == nil && len(a.Renamed) > 0 {
		s.FirstRenamed = &a.Renamed[0]
	}
}

func (s *importSummary) became() string {
	return fmt.Sprintf("%d new, %d known, %d changed", s.New, s.Known, s.Changed)
}

// renderer returns what writes the summary. seen says that whoever reads it has just read each problem and note, too.
func (s *importSummary) renderer(format string, seen bool) func(io.Writer) error {
	if format == "json" {
		return s.json
	}
	return func(w io.Writer) error { return s.text(w, seen) }
}

// seen reports whether the problems are told on the terminal that the summary goes to.
func (im *importing) seen(o *output) bool {
	out, _ := terminalOf(im.cmd.OutOrStdout())
	errs, _ := terminalOf(im.cmd.ErrOrStderr())
	return out && errs && o.file == ""
}

func (s *importSummary) json(w io.Writer) error {
	e := json.NewEncoder(display.JSON(w))
	e.SetEscapeHTML(false)
	return e.Encode(s)
}

func (s *importSummary) text(w io.Writer, seen bool) error {
	fmt.Fprintf(w, "%s read: %s\n", count(s.Read, "report"), s.became())
	if n := s.Mended; n > 0 {
		fmt.Fprintf(w, "%s mended whose record was damaged\n", count(n, "report"))
	}
	if n := s.Files.Unchanged; n > 0 {
		fmt.Fprintf(w, "%s passed over: unchanged since read (--again reads them)\n", count(n, "file"))
	}
	if n := s.Files.Resumed; n > 0 {
		fmt.Fprintf(w, "%s taken up where the reading was interrupted\n", count(n, "file"))
	}
	if r := s.FirstRenamed; r != nil {
		fmt.Fprintf(w, "%s kept by a longer id, since another has theirs: %s as %s\n", count(s.Renamed, "report"), printable(r.Input), printable(r.As))
	}
	s.Problems.text(w, "problem", seen)
	s.Notes.text(w, "note", seen)
	if rate := max(s.Seconds, 1e-3); s.Read > 0 {
		fmt.Fprintf(w, "%.1f MB in %.1f s: %.0f reports/s, %.1f MB/s\n", float64(s.Bytes)/1e6, s.Seconds, float64(s.Read)/rate, float64(s.Bytes)/1e6/rate)
	}
	s.placed(w)
	_, err := fmt.Fprintf(w, "the archive %s holds %s\n", printable(s.Archive), count(s.Holds.Articles, "report"))
	return err
}

// reasons counts what was told by its reason. The zero value is ready.
type reasons struct{ all []reason }

type reason struct {
	Reason string `json:"reason"` // in the words of the first
	Count  int    `json:"count"`
	First  string `json:"first"` // the first input that has it
	kind   string // what all of them have in common
}

// maxReasons is how many are kept apart.
const maxReasons = 50

// rePart is what differs between problems that have one reason: numbers and what is quoted.
var rePart = regexp.MustCompile(`"[^"]*"|\d+(\.\d+)*`)

// add counts a problem.
func (r *reasons) add(p stemma.InputError) {
	kind := rePart.ReplaceAllString(p.Problem, "\x00")
	i := slices.IndexFunc(r.all, func(o reason) bool { return o.kind == kind })
	switch {
	case i >= 0:
	case len(r.all) < maxReasons:
		i = len(r.all)
		r.all = append(r.all, reason{Reason: p.Problem, First: p.Input, kind: kind})
	default: // the last stands for all that are left, whatever it was
		i = maxReasons - 1
		r.all[i].Reason, r.all[i].kind = "other reasons", ""
	}
	r.all[i].Count++
}

func (r *reasons) total() int {
	n := 0
	for _, o := range r.all {
		n += o.Count
	}
	return n
}

// sorted returns the reasons, the most frequent first.
func (r *reasons) sorted() []reason {
	return slices.SortedStableFunc(slices.Values(r.all), func(a, b reason) int { return cmp.Compare(b.Count, a.Count) })
}

// MarshalJSON writes the reasons as an array.
func (r reasons) MarshalJSON() ([]byte, error) {
	all := r.sorted()
	if all == nil {
		all = []reason{}
	}
	return json.Marshal(all)
}

// text tells the reasons. To one who has seen each, a list of them says no more unless some came again and again.
func (r *reasons) text(w io.Writer, thing string, seen bool) {
	if len(r.all) == 0 {
		return
	}
	if seen && r.total() == len(r.all) {
		fmt.Fprintf(w, "%s, told above\n", count(r.total(), thing))
		return
	}
	fmt.Fprintf(w, "%s:\n", count(r.total(), thing))
	for _, o := range r.sorted() {
		fmt.Fprintf(w, "%6d  %s (%s)\n", o.Count, printable(o.Reason), printable(o.where()))
	}
}

// where is the first input that has the problem. Others may have it with another number or name.
func (o *reason) where() string {
	if o.Count > 1 && strings.Contains(o.kind, "\x00") {
		return "first: " + o.First + ", the others alike"
	}
	return "first: " + o.First
}
