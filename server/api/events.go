package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/server/reader"
)

type eventsInput struct {
	LastEventID int64 `header:"Last-Event-ID" minimum:"0" doc:"The id of the last event that came before the connection was lost: what is still remembered of those behind it comes first."`
}

const eventsHelp = " The answer is a stream of server-sent events (text/event-stream) that ends when you hang up. A comment is sent every 15 seconds, so that a connection that " +
	"was lost is noticed. The data of an event is one line of JSON."

func (c *catalogue) follow() {
	register(c, operation{
		method: "GET", path: "/events", id: "followArchive", tag: "Events", summary: "Follow the archive", stream: true,
		about:    "Tells of stories as they are new or change (event story), and of trees as they are traced (event tree)." + eventsHelp,
		problems: []kind{noArchive, busy}, raw: true,
		responses: map[int]*huma.Response{200: c.events("What happens", map[string]any{"story": reader.Event{}, "tree": reader.Event{}})},
	}, c.followArchive)
	register(c, operation{
		method: "GET", path: "/traces/{id}/events", id: "followTrace", tag: "Traces", summary: "Follow a trace", stream: true,
		about:    "Tells how far a trace is (event status), until it has ended." + eventsHelp,
		problems: []kind{unknownTrace, busy}, raw: true,
		responses: map[int]*huma.Response{200: c.events("How far it is", map[string]any{"status": job.Status{}})},
	}, c.followTrace)
}

// events says in the document what a stream has: its schema is of the list of its events.
func (c *catalogue) events(about string, kinds map[string]any) *huma.Response {
	var each []*huma.Schema
	for _, name := range []string{"story", "tree", "status"} {
		if v := kinds[name]; v != nil {
			each = append(each, &huma.Schema{Title: "Event " + name, Type: huma.TypeObject, Required: []string{"event", "data"}, Properties: map[string]*huma.Schema{
				"event": {Type: huma.TypeString, Enum: []any{name}}, "data": c.ref(v), "id": {Type: huma.TypeString, Description: "Grows with each event."},
			}})
		}
	}
	return &huma.Response{Description: about, Content: map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{
		Type: huma.TypeArray, Description: "The events, as they come.", Items: &huma.Schema{OneOf: each},
	}}}}
}

// typeOf is the type of a value.
func typeOf(v any) reflect.Type { return reflect.TypeOf(v) }

// event is an event of a stream, as it is sent.
type event struct {
	id   int64
	name string
	data any
}

func (c *catalogue) followArchive(ctx context.Context, in *eventsInput) (*streamed, error) {
	if err := c.Reader.Ready(ctx); err != nil {
		return nil, err
	}
	return c.stream(func(ctx context.Context) (<-chan event, error) { //nolint:contextcheck // that of the response, which outlives the handler
		return relayed(ctx, c.Reader.Follow(ctx, in.LastEventID), func(e reader.Event) event { return event{e.N, e.Kind, e} }), nil
	})
}

func (c *catalogue) followTrace(_ context.Context, in *JobID) (*streamed, error) {
	if _, err := c.Jobs.Status(in.ID); err != nil {
		return nil, err
	}
	return c.stream(func(ctx context.Context) (<-chan event, error) { //nolint:contextcheck // that of the response, which outlives the handler
		all, err := c.Jobs.Watch(ctx, in.ID)
		n := int64(0)
		return relayed(ctx, all, func(s job.Status) event { n++; return event{n, "status", s} }), err
	})
}

// relayed turns what comes from one channel into events. It ends with that channel, or with ctx.
func relayed[T any](ctx context.Context, from <-chan T, turn func(T) event) <-chan event {
	to := make(chan event)
	go func() {
		defer close(to)
		if from == nil {
			<-ctx.Done()
			return
		}
		for {
			select {
			case v, more := <-from:
				if !more {
					return
				}
				select {
				case to <- turn(v):
				case <-ctx.Done():
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}()
	return to
}

// writeWait is how long who follows may take to read an event.
const writeWait = 30 * time.Second

// stream answers with events as they come, and with comments where nothing does.
func (c *catalogue) stream(open func(context.Context) (<-chan event, error)) (*streamed, error) {
	select {
	case c.streams <- struct{}{}:
	default:
		return nil, retry(busy.of("Too many follow events."))
	}
	return &streamed{func(ctx huma.Context) {
		defer func() { <-c.streams }()
		ctx.SetHeader("Content-Type", "text/event-stream")
		ctx.SetHeader("Cache-Control", "no-store")
		ctx.SetHeader("X-Accel-Buffering", "no") // or a proxy keeps them
		ctx.SetStatus(http.StatusOK)
		if ctx.Method() == http.MethodHead {
			return
		}
		within, cancel := context.WithCancel(ctx.Context())
		defer cancel()
		w, ok := ctx.BodyWriter().(http.ResponseWriter)
		events, err := open(within)
		if !ok || err != nil {
			return
		}
		c.send(within, &wire{w: w, control: http.NewResponseController(w)}, events)
	}}, nil
}

// send writes events until there are no more, or nobody reads them.
func (c *catalogue) send(ctx context.Context, w *wire, events <-chan event) {
	beat := time.NewTicker(c.heartbeat)
	defer beat.Stop()
	if !w.write("retry: 3000\n\n") {
		return
	}
	for {
		select {
		case e, more := <-events:
			if !more || !w.event(e) {
				return
			}
		case <-beat.C:
			if !w.write(":\n\n") {
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

// wire is a response that is sent piece by piece.
type wire struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

func (w *wire) event(e event) bool {
	data, err := json.Marshal(e.data)
	return err == nil && w.write(fmt.Sprintf("id: %d\nevent: %s\ndata: %s\n\n", e.id, strings.ReplaceAll(e.name, "\n", " "), data))
}

// write sends a piece, and reports whether somebody reads it.
func (w *wire) write(s string) bool {
	_ = w.control.SetWriteDeadline(time.Now().Add(writeWait)) // where the server can
	if _, err := w.w.Write([]byte(s)); err != nil {
		return false
	}
	return w.control.Flush() == nil
}
