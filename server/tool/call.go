package tool

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/review"
	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/server/history"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/server/lack"
	"github.com/stemma-news/stemma/server/reader"
)

// answer is what a tool returns: for programs as it is, for reading as text.
type answer interface{ text() string }

// add adds a tool. All of them only read; open says that it may fetch what is on the web.
func add[In any, Out answer](s *server, m *mcp.Server, name, title, description string, open bool, limit time.Duration, f func(context.Context, *call, In) (Out, error)) {
	t := &mcp.Tool{
		Name: name, Title: title, Description: description + " " + neverTrue + " " + untrusted,
		Annotations: &mcp.ToolAnnotations{Title: title, ReadOnlyHint: true, IdempotentHint: true, OpenWorldHint: &open, DestructiveHint: new(bool)},
	}
	mcp.AddTool(m, t, func(ctx context.Context, r *mcp.CallToolRequest, in In) (result *mcp.CallToolResult, out Out, err error) {
		began := time.Now()
		defer func() {
			if cause := recover(); cause != nil {
				err = s.fault(name, cause)
			}
			s.log.LogAttrs(ctx, slog.LevelInfo, "tool", slog.String("name", name), slog.Int64("ms", time.Since(began).Milliseconds()), slog.Bool("failed", err != nil))
		}()
		if limit > 0 {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, limit)
			defer cancel()
		}
		out, err = f(ctx, &call{request: r}, in)
		if err != nil {
			return nil, out, s.problem(ctx, name, err)
		}
		return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: out.text()}}}, out, nil
	})
}

// fault tells of a panic. The library recovers from none, and the program would end.
func (s *server) fault(name string, cause any) error {
	s.log.Error("panic", "tool", name, "panic", fmt.Sprintf("%.200q", fmt.Sprint(cause)), "stack", string(debug.Stack()))
	return errors.New("something went wrong here: the log of stemma says what; try other arguments")
}

// call is one call, for who tells how far it is.
type call struct {
	request *mcp.CallToolRequest // nil for who reads a resource
	told    float64
}

// progress tells whoever asked to be told.
func (c *call) progress(ctx context.Context, step string) {
	if c.request == nil {
		return
	}
	token := c.request.Params.GetProgressToken()
	if token == nil {
		return
	}
	c.told++
	_ = c.request.Session.NotifyProgress(ctx, &mcp.ProgressNotificationParams{ProgressToken: token, Message: step, Progress: c.told}) // who is gone needs none
}

// refusal is an error that says what to do instead.
type refusal string

func (r refusal) Error() string { return string(r) }

func refuse(format string, a ...any) error { return refusal(fmt.Sprintf(format, a...)) }

// noArchive says what there is without an archive.
const noArchive = "there is no archive here, so only what you hand over can be worked on: trace and diff take texts. Somebody can make one with stemma import or stemma watch, and name it with --archive"

// problem makes of an error what an assistant can do something about.
func (s *server) problem(ctx context.Context, name string, err error) error {
	if r, ok := errors.AsType[refusal](err); ok {
		return r
	}
	if wrong, ok := errors.AsType[*review.Invalid](err); ok {
		return refuse("%s", clean(wrong.Error(), maxQuote))
	}
	if u, ok := errors.AsType[*search.UnknownStoryError](err); ok {
		return refuse("%s: stories lists those that there are", clean(u.Error(), maxQuote))
	}
	if l, is := lack.Of(err); is || errors.Is(err, reader.ErrUnreadable) {
		s.log.LogAttrs(ctx, slog.LevelError, "tool failed", slog.String("name", name), slog.Any("error", err), slog.String("remedy", cmp.Or(l.Remedy, lack.Disk.Remedy)))
		return refuse("this cannot be answered at the moment: %s; try again in a while", cmp.Or(l.Says, "the disk of the archive does not answer in time"))
	}
	for _, known := range []struct {
		err  error
		says string
	}{
		{reader.ErrNoArchive, noArchive},
		{reader.ErrUnknown, "there is no such story or report in the archive: stories and search give the ids of those that there are"},
		{reader.ErrCursor, "the cursor is not one that this list gave: leave it out to begin at the first page"},
		{job.ErrFull, "too many traces are waiting: try again in a minute"},
		{job.ErrUnknown, "that trace is not there any more: results are kept for an hour. Trace the texts again"},
		{history.ErrUnknown, "there is no claim of that number in the story: story with part claims lists them"},
		{search.ErrClaim, search.ErrClaim.Error()},
		{search.ErrQuestion, search.ErrQuestion.Error()},
		{search.ErrEmpty, search.ErrEmpty.Error()},
		{search.ErrLong, search.ErrLong.Error()},
		{review.ErrUnknown, review.ErrUnknown.Error()},
		{context.Canceled, "canceled"},
		{context.DeadlineExceeded, "this took too long: ask for less (fewer texts, a narrower filter)"},
	} {
		if errors.Is(err, known.err) {
			return errors.New(known.says)
		}
	}
	text := clean(err.Error(), maxQuote)
	s.log.LogAttrs(ctx, slog.LevelError, "tool failed", slog.String("name", name), slog.String("error", text))
	return errors.New(name + " failed: " + quoted(text) + ". Try other arguments; if it goes on, look at the log of stemma")
}

// lines writes an answer's text.
type lines struct{ strings.Builder }

func (l *lines) add(format string, a ...any) {
	fmt.Fprintf(&l.Builder, format, a...)
	l.WriteByte('\n')
}

// cites writes sentences, each with its place.
func (l *lines) cites(indent string, all []Cite) {
	for _, c := range all {
		l.add("%s%s #%d: %s", indent, quoted(c.Report), c.Sentence, quoted(c.Quote))
	}
}

// note is how an answer begins.
func (l *lines) note() { l.add("%s", untrusted) }

func count(n int, noun string) string { return display.Count(n, noun) }
