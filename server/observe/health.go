package observe

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/stemma-news/stemma/server/lack"
)

// checkFor is how long a part may take to say that it is ready.
const checkFor = 3 * time.Second

// health is what health checks answer.
type health struct {
	Status string `json:"status"`
	Parts  []part `json:"parts,omitempty"`
}

// part is one part of the server. Without one that is spare the rest works on.
type part struct {
	Name    string `json:"name"`
	Ready   bool   `json:"ready"`
	Problem string `json:"problem,omitempty"`
	spare   bool
	err     error
}

// Healthy answers that the server is alive.
func (o *Observer) Healthy() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o.answer(w, http.StatusOK, health{Status: "alive"})
	})
}

// Ready answers whether the server can do what it is there for: 200, also where it can do a part of it ("degraded"), or 503 with
// the part that cannot. What is wrong is in the log, not in the answer, which anybody may ask for.
func (o *Observer) Ready() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), checkFor)
		defer cancel()
		h, status := health{Status: "ready", Parts: o.parts(ctx)}, http.StatusOK
		for _, p := range h.Parts {
			switch {
			case p.Ready:
			case p.spare && status == http.StatusOK:
				h.Status = "degraded"
			case !p.spare:
				h.Status, status = "not ready", http.StatusServiceUnavailable
			}
		}
		o.answer(w, status, h)
	})
}

func (o *Observer) parts(ctx context.Context) []part {
	var parts []part
	if o.subjects.Reader != nil {
		err := o.subjects.Reader.Ready(ctx)
		p := part{Name: "archive", Ready: err == nil}
		if err != nil && !o.isWithout(err) {
			o.notReady(ctx, p.Name, err)
			p.Problem = "it cannot be read"
		}
		if p.Ready || p.Problem != "" {
			parts = append(parts, p)
		}
	}
	if o.subjects.Jobs != nil {
		p := part{Name: "traces", Ready: o.subjects.Jobs.Figures().Room > 0}
		if !p.Ready {
			p.Problem = "too many are waiting"
		}
		parts = append(parts, p)
	}
	for _, p := range o.spare() {
		if !p.Ready && p.err != nil {
			o.notReady(ctx, p.Name, p.err)
		}
		if !p.Ready {
			parts = append(parts, p)
		}
	}
	return parts
}

// spare are the parts that have nothing to do with the archive or with traces.
func (o *Observer) spare() (parts []part) {
	files, uploads := o.machine.look(o.subjects.Uploads)
	lacks, _ := lack.Of(files)
	parts = append(parts, part{Name: "files", Ready: lacks != lack.Files, Problem: "too many are open", err: files})
	if o.subjects.Uploads != nil {
		parts = append(parts, part{Name: "uploads", Ready: uploads == nil, Problem: "they cannot be kept", err: uploads, spare: true})
	}
	if o.had.Load() {
		parts = append(parts, part{Name: "verdicts", Ready: !o.subjects.Unjudged, Problem: "none are taken", spare: true})
	}
	for i := range parts {
		if parts[i].Ready {
			parts[i].Problem = ""
		}
	}
	return parts
}

func (o *Observer) notReady(ctx context.Context, name string, err error) {
	l, _ := lack.Of(err)
	o.log.Error("not ready", "part", name, "error", quoted(err.Error()), "remedy", l.Remedy, "id", RequestID(ctx))
}

// lookAgain is for how long what the machine lacks is remembered: a look makes a file, and anybody may ask for it.
const lookAgain = 2 * time.Second

// machine is what the machine lacks.
type machine struct {
	mu             sync.Mutex
	at             time.Time
	files, uploads error
}

// look tries whether files can be opened, and what is handed over be kept.
func (m *machine) look(keep func() error) (files, uploads error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.at.IsZero() && time.Since(m.at) < lookAgain {
		return m.files, m.uploads
	}
	f, err := os.Open(os.DevNull)
	if m.files = err; err == nil {
		m.files = f.Close()
	}
	if keep != nil {
		m.uploads = keep()
	}
	m.at = time.Now()
	return m.files, m.uploads
}

func (o *Observer) answer(w http.ResponseWriter, status int, h health) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(h) // who asked is gone
}
