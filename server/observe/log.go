package observe

import (
	"fmt"
	"io"
	"log/slog"
	"strconv"
)

// maxLogged bounds what is logged of what came from outside, in bytes.
const maxLogged = 256

// NewLog returns a log as text or as JSON, one line a record.
func NewLog(w io.Writer, format string, debug bool) (*slog.Logger, error) {
	o := &slog.HandlerOptions{Level: slog.LevelInfo}
	if debug {
		o.Level = slog.LevelDebug
	}
	switch format {
	case "text":
		return slog.New(slog.NewTextHandler(w, o)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(w, o)), nil
	}
	return nil, fmt.Errorf("the form of a log is text or json, not %q", format)
}

// quoted makes what came from outside fit for a log: nothing in it ends a line, moves a cursor or turns the direction of
// what stands beside it, in whatever it is looked at. slog escapes for its own form alone.
func quoted(s string) string {
	cut := len(s) > maxLogged
	if cut {
		s = s[:maxLogged]
	}
	q := strconv.QuoteToASCII(s)
	q = q[1 : len(q)-1]
	if cut {
		q += "..."
	}
	return q
}
