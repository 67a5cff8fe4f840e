package observe

import (
	"io"
	"mime"
	"net/http"
)

// response counts what is written, and knows a stream of events by its type.
type response struct {
	http.ResponseWriter
	status int // 0 until there is one
	bytes  int64
	// opened is called as a stream of events begins that somebody follows. An answer in that form to what was sent (MCP)
	// ends as any other does.
	opened func()
	get    bool
	stream bool
}

func (w *response) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK || status == http.StatusSwitchingProtocols { // others are ahead of the answer
		w.status = status
		if kind, _, err := mime.ParseMediaType(w.Header().Get("Content-Type")); err == nil && kind == "text/event-stream" && w.get {
			w.stream = true
			w.opened()
		}
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *response) Write(b []byte) (int, error) {
	w.begin()
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// ReadFrom lets a file be sent by the system itself.
func (w *response) ReadFrom(r io.Reader) (int64, error) {
	w.begin()
	n, err := io.Copy(w.ResponseWriter, r)
	w.bytes += n
	return n, err
}

// Flush sends what is there.
func (w *response) Flush() {
	w.begin()
	_ = http.NewResponseController(w.ResponseWriter).Flush() // who cannot flush sends at the end
}

// Unwrap is for http.ResponseController.
func (w *response) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// begin is what net/http does where no status is given.
func (w *response) begin() {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
}
