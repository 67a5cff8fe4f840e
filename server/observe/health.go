package observe

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/stemma-news/stemma/internal/crew"
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
	o.machine.looks(o.subjects.Uploads) // while the archive is asked
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
	for _, p := range o.spare(ctx) {
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
func (o *Observer) spare(ctx context.Context) (parts []part) {
	files, uploads := o.machine.look(ctx, o.subjects.Uploads)
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
	looking        chan struct{} // closed when it is known; nil where nobody looks
	files, uploads error
}

// look says whether files can be opened, and what is handed over be kept. On a disk that does not answer it waits no longer than ctx.
func (m *machine) look(ctx context.Context, keep func() error) (files, uploads error) {
	looked := m.looks(keep)
	select {
	case <-looked:
	default:
		select {
		case <-looked:
		case <-ctx.Done():
			return nil, fmt.Errorf("the disk of what is handed over does not answer: %w", ctx.Err())
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.files, m.uploads
}

// looks has somebody look, if it is time to and nobody does, and returns what is closed when it is known. Nobody holds the lock
// meanwhile, and only one looks: on a disk that hangs it may take for ever.
func (m *machine) looks(keep func() error) <-chan struct{} {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.looking != nil {
		return m.looking
	}
	looked := make(chan struct{})
	if !m.at.IsZero() && time.Since(m.at) < lookAgain {
		close(looked)
		return looked
	}
	m.looking = looked
	go func() {
		defer close(looked)
		files, uploads := try(keep)
		m.mu.Lock()
		defer m.mu.Unlock()
		m.at, m.looking, m.files, m.uploads = time.Now(), nil, files, uploads
	}()
	return looked
}

// try opens a file, and has something kept.
func try(keep func() error) (files, uploads error) {
	f, files := os.Open(os.DevNull)
	if files == nil {
		files = f.Close()
	}
	if keep != nil {
		uploads = crew.Safely(keep)
	}
	return files, uploads
}

func (o *Observer) answer(w http.ResponseWriter, status int, h health) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(h) // who asked is gone
}
