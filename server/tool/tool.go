// Package tool lets assistants use the program: an MCP server with trace, search, claim history and diff as tools.
package tool

import (
	"log/slog"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/stemma-news/stemma/server/intake"
	"github.com/stemma-news/stemma/server/reader"
	"github.com/stemma-news/stemma/trace"
)

// Options are what tools answer from.
type Options struct {
	Reader  *reader.Reader
	Trace   trace.Options
	Intake  intake.Options
	Version string
	Log     *slog.Logger
}

// New returns the server. It is run over stdio, or handed to mcp.NewStreamableHTTPHandler.
func New(o Options) *mcp.Server {
	return mcp.NewServer(&mcp.Implementation{Name: "stemma", Version: o.Version}, nil)
}
