package observe

import (
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxLogged bounds what is logged of what came from outside, in bytes.
const maxLogged = 256

// NewLog returns a log as text or as JSON, one line a record.
func NewLog(w io.Writer, format string, debug bool) (*slog.Logger, error) {
	o := &slog.HandlerOptions{Level: slog.LevelInfo, ReplaceAttr: steady}
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

// steady writes out what an attribute has that steers a terminal or the direction of text: an error may quote anybody, and slog
// escapes for its own form alone, JSON neither C1 controls nor marks of direction.
func steady(_ []string, a slog.Attr) slog.Attr {
	var s string
	switch v := a.Value.Any().(type) {
	case string:
		s = v
	case error:
		s = v.Error()
	default:
		return a
	}
	steers := func(r rune) bool { return !unicode.IsPrint(r) && r != '\n' && r != '\t' } // those slog escapes
	if !strings.ContainsFunc(s, steers) && utf8.ValidString(s) {
		return a
	}
	var b strings.Builder
	for _, r := range s {
		if steers(r) {
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		} else {
			b.WriteRune(r)
		}
	}
	a.Value = slog.StringValue(b.String())
	return a
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
