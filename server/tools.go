package server

import (
	"net/http"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/stemma-news/stemma/server/access"
	"github.com/stemma-news/stemma/server/tool"
)

// NewTools returns what answers assistants, whatever they are connected by. It fetches nothing, unless Options.ToolsFetch says
// so: a report can try to talk an assistant into opening an address that carries what it knows away.
func NewTools(o *Options) *mcp.Server {
	in := o.Intake
	if !o.ToolsFetch {
		in.Fetch = nil
	}
	return tool.New(tool.Options{Reader: o.Reader, Jobs: o.Jobs, Book: o.Book, Trace: o.Trace, Intake: in, Version: o.Version, Log: o.Log})
}

// Tools returns what answers assistants alone, at /mcp, behind the same door as all that New serves.
func Tools(o Options) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/mcp", access.Require(access.Read, tool.Handler(NewTools(&o))))
	mux.Handle("GET /metrics", access.AdminOrHere(o.Observer.Metrics()))
	mux.Handle("GET /healthz", o.Observer.Healthy())
	mux.Handle("GET /readyz", o.Observer.Ready())
	return guarded(&o, mux)
}
