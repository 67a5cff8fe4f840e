package observe

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// checkFor is how long a part may take to say that it is ready.
const checkFor = 3 * time.Second

// health is what health checks answer.
type health struct {
	Status string `json:"status"`
	Parts  []part `json:"parts,omitempty"`
}

// part is one part of the server.
type part struct {
	Name    string `json:"name"`
	Ready   bool   `json:"ready"`
	Problem string `json:"problem,omitempty"`
}

// Healthy answers that the server is alive.
func (o *Observer) Healthy() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o.answer(w, http.StatusOK, health{Status: "alive"})
	})
}

// Ready answers whether the server can do what it is there for: 200, or 503 with the part that cannot. What is wrong is in
// the log, not in the answer, which anybody may ask for.
func (o *Observer) Ready() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), checkFor)
		defer cancel()
		h, status := health{Status: "ready", Parts: o.parts(ctx)}, http.StatusOK
		for _, p := range h.Parts {
			if !p.Ready {
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
			o.log.Error("not ready", "part", p.Name, "error", quoted(err.Error()), "id", RequestID(ctx))
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
	return parts
}

func (o *Observer) answer(w http.ResponseWriter, status int, h health) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(h) // who asked is gone
}
