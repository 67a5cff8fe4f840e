package page

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/server/intake"
	"github.com/stemma-news/stemma/server/reader"
	"github.com/stemma-news/stemma/trace"
)

// Bounds of the form: how many texts it has at first and at the most, and how many bytes a field that is no text may have.
const (
	firstBoxes = 2
	mostBoxes  = 50
	shortField = 300
	linksField = 1 << 20
)

// box is a text of the form.
type box struct{ Text, Outlet, Date string }

// dropView is the form.
type dropView struct {
	Boxes    []box
	Links    string
	OneStory bool
	Problem  string
	Archive  bool
	Follow   bool // links are followed
	Limits   intake.Options
	Mebi     int64 // of all that is sent, and of the texts in it
	TextMebi int64
	Full     bool // no more boxes
}

// dropForm is the page on which people hand reports over.
func (s *site) dropForm(w http.ResponseWriter, r *http.Request) {
	s.showDrop(w, r, dropView{Boxes: make([]box, firstBoxes)}, http.StatusOK)
}

func (s *site) showDrop(w http.ResponseWriter, r *http.Request, v dropView, status int) {
	v.Limits = s.Intake.WithDefaults()
	v.Mebi, v.TextMebi = v.Limits.MaxTotal>>20, v.Limits.MaxTexts>>20
	v.Follow = v.Limits.Fetch != nil
	v.Full = len(v.Boxes) >= mostBoxes
	v.Archive = !errors.Is(s.Reader.Ready(r.Context()), reader.ErrNoArchive)
	s.render(w, r, "drop", view{Title: "Trace reports", Now: "trace", Status: status, Data: v})
}

// drop takes what is handed over, and begins a trace.
func (s *site) drop(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, s.Intake.WithDefaults().MaxTotal+4<<20) // and the rest of the form
	held, err := intake.New(s.Intake)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	typed := &typed{room: s.typed, left: held.MaxTyped()}
	defer typed.forget()
	f, err := readDrop(r, held, typed)
	if err == nil && f.more {
		_ = held.Close()
		s.moreBoxes(w, r, f, held.Files() > 0)
		return
	}
	if err == nil {
		err = f.into(held)
	}
	switch {
	case err != nil:
		_ = held.Close()
		s.failDrop(w, r, err)
	case held.Empty():
		_ = held.Close()
		v := f.view()
		v.Problem = "There is nothing to trace yet: paste a text, choose files, or give links."
		s.showDrop(w, r, v, http.StatusUnprocessableEntity)
	default:
		s.begin(w, r, held, f) //nolint:contextcheck // a trace goes on when who asked for it has gone
	}
}

// failDrop answers to a form that did not come as it should.
func (s *site) failDrop(w http.ResponseWriter, r *http.Request, err error) {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		s.fail(w, r, err)
	case errors.Is(err, http.ErrNotMultipart), errors.Is(err, http.ErrMissingBoundary), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, errField), errors.Is(err, errForm):
		s.badForm(w, r, "It was cut short on the way, or is not one of ours.", "/trace")
	default:
		s.fail(w, r, err)
	}
}

// begin starts a trace of what was handed over.
func (s *site) begin(w http.ResponseWriter, r *http.Request, held *intake.Held, f *dropped) {
	key := "" // what links lead to may be there the next time
	if held.Links() == 0 {
		key = "page:" + held.Digest()
		if f.oneStory {
			key += ":one"
		}
	}
	id, taken, err := s.Jobs.Put(key, s.work(held, f.oneStory))
	if !taken { // nobody else closes it
		_ = held.Close()
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, "/traces/"+id, http.StatusSeeOther)
}

// work reads and traces what was handed over, and forgets it.
func (s *site) work(held *intake.Held, oneStory bool) func(context.Context, func(string)) (*stemma.Result, error) {
	return func(ctx context.Context, step func(string)) (*stemma.Result, error) {
		defer held.Close()
		step("reading")
		batch, err := held.Read(ctx)
		if err != nil {
			return nil, err
		}
		o := s.Trace
		o.OneStory, o.Progress = oneStory, step
		result, err := trace.Run(ctx, batch.Articles, o)
		if err != nil {
			return nil, err
		}
		result.Errors = append(batch.Errors, result.Errors...)
		return result, nil
	}
}

// moreBoxes shows the form with another text. Files that were chosen cannot be put back into a form.
func (s *site) moreBoxes(w http.ResponseWriter, r *http.Request, f *dropped, files bool) {
	v := f.view()
	if len(v.Boxes) < mostBoxes {
		v.Boxes = append(v.Boxes, box{})
	}
	if files {
		v.Problem = "Choose the files again: a browser does not keep them."
	}
	s.showDrop(w, r, v, http.StatusOK)
}

// dropped is what the form had beside files.
type dropped struct {
	boxes          []box
	links          string
	oneStory, more bool
}

var (
	errField = errors.New("a field that the form does not have, or too many of them")
	errForm  = errors.New("the form cannot be read")
)

// readDrop reads the form as it comes: files go to the disk, fields into memory.
func readDrop(r *http.Request, held *intake.Held, typed *typed) (*dropped, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, err
	}
	f := &dropped{}
	for n := 0; ; n++ {
		p, err := parts.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return f, nil
		case err != nil:
			return nil, fmt.Errorf("%w: %w", errForm, err)
		case n > mostBoxes*3+held.Files()+20:
			return nil, errField
		}
		if p.FormName() == "files" {
			if p.FileName() != "" {
				err = held.AddFile(intake.File{Name: p.FileName(), Body: p})
			}
		} else {
			err = f.field(p, typed)
		}
		if err != nil {
			return nil, err
		}
	}
}

// field reads a field that is no file.
func (f *dropped) field(p *multipart.Part, typed *typed) error {
	limit := int64(shortField)
	switch p.FormName() {
	case "text":
		limit = typed.left
	case "links":
		limit = linksField
	}
	b, err := typed.read(p, limit)
	if err != nil {
		return err
	}
	value := strings.ReplaceAll(b, "\r\n", "\n")
	last := len(f.boxes) - 1
	switch name := p.FormName(); {
	case name == "text" && last+1 < mostBoxes:
		f.boxes = append(f.boxes, box{Text: value})
	case name == "outlet" && last >= 0:
		f.boxes[last].Outlet = strings.TrimSpace(value)
	case name == "date" && last >= 0:
		f.boxes[last].Date = strings.TrimSpace(value)
	case name == "links":
		f.links = value
	case name == "one_story":
		f.oneStory = true
	case name == "more":
		f.more = true
	case name == "form_token" || name == "go":
	default:
		return errField
	}
	return nil
}

// into adds the texts and links to the files.
func (f *dropped) into(held *intake.Held) error {
	for _, b := range f.boxes {
		if err := held.AddText(intake.Text{Text: b.Text, Outlet: b.Outlet, Published: b.Date}); err != nil {
			return err
		}
	}
	for line := range strings.Lines(f.links) {
		held.AddLink(line)
	}
	return nil
}

// view is the form as it was filled in.
func (f *dropped) view() dropView {
	v := dropView{Boxes: f.boxes, Links: f.links, OneStory: f.oneStory}
	for len(v.Boxes) < firstBoxes {
		v.Boxes = append(v.Boxes, box{})
	}
	return v
}
