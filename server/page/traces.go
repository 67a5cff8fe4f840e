package page

import (
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"

	"github.com/stemma-news/stemma/server/job"
)

// steps are what the steps of a trace are called on the page, by their names in package trace.
var stepWords = map[string]string{"reading": "reading what was handed over"}

// progressView is a trace that is not done.
type progressView struct {
	ID, Text string
	Steps    []stepView
	Before   int
}

type stepView struct {
	Name string `json:"name"`
	Now  bool   `json:"now,omitempty"`
}

// progressEvent is what the script of the page gets.
type progressEvent struct {
	State string     `json:"state"`
	Text  string     `json:"text"`
	Steps []stepView `json:"steps"`
}

func progressOf(st job.Status) progressEvent {
	e := progressEvent{State: string(st.State), Steps: []stepView{}}
	for i, name := range st.Steps {
		if words := stepWords[name]; words != "" {
			name = words
		}
		e.Steps = append(e.Steps, stepView{name, i == len(st.Steps)-1 && st.State == job.Running})
	}
	switch {
	case st.State == job.Waiting && st.Before > 0:
		e.Text = fmt.Sprintf("Waiting: %d before it.", st.Before)
	case st.State == job.Waiting:
		e.Text = "Waiting for its turn."
	case st.State == job.Running:
		e.Text = "At work."
	case st.State == job.Done:
		e.Text = "Done."
	default:
		e.Text = "It could not be traced."
	}
	return e
}

// traced is the page of a trace: how far it is, and then what it found.
func (s *site) traced(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("job")
	st, err := s.Jobs.Status(id)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	switch st.State {
	case job.Done:
		s.found(w, r, st)
	case job.Failed:
		s.tell(w, r, http.StatusOK, problem{
			Heading: "The reports could not be traced", Text: st.Problem,
			Remedy: "Hand them over again, fewer at a time if it took too long.", Link: "/trace", Label: "Trace reports",
		})
	default:
		e := progressOf(st)
		s.render(w, r, "progress", view{Title: "Tracing", Now: "trace", Refresh: 2, Data: progressView{ID: id, Text: e.Text, Steps: e.Steps}})
	}
}

// found is the page of what a trace found.
func (s *site) found(w http.ResponseWriter, r *http.Request, st job.Status) {
	result, err := s.Jobs.Result(st.ID)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	base := "/traces/" + st.ID
	err = s.keep(w, r, base, "result", stamp(st.Ended), func() (view, error) { // that of hundreds of reports takes a second and many megabytes
		part, err := s.resultPart(result, base)
		if err != nil {
			return view{}, err
		}
		until := s.Jobs.Until(st)
		time.AfterFunc(time.Until(until), func() { s.kept.forget(base) })
		return view{Title: part.Title, Now: "trace", Report: true, Data: resultView{
			Base: base, Body: part.HTML, Until: until, Reports: len(result.Articles),
		}}, nil
	})
	if err != nil {
		s.fail(w, r, err)
	}
}

// resultView is what a trace found.
type resultView struct {
	Base    string
	Body    template.HTML
	Until   time.Time // when it is forgotten
	Reports int
}

// giveUp ends a trace.
func (s *site) giveUp(w http.ResponseWriter, r *http.Request) {
	if err := s.Jobs.Cancel(r.PathValue("job")); err != nil { //nolint:contextcheck // the context of a job is its own
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, "/trace", http.StatusSeeOther)
}

// local says whether an address leads to a page of ours: a path, and not one that a browser takes for the name of another host.
func local(path string) bool {
	return strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "//") && !strings.ContainsAny(path, "\\\r\n\t")
}
