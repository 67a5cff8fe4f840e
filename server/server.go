// Package server puts the pages, the API and the tools behind one door.
package server

import (
	_ "github.com/danielgtaylor/huma/v2"
	_ "github.com/danielgtaylor/huma/v2/adapters/humago"
	_ "github.com/danielgtaylor/huma/v2/conditional"
	_ "github.com/danielgtaylor/huma/v2/sse"
	_ "github.com/modelcontextprotocol/go-sdk/mcp"
	_ "golang.org/x/time/rate"
)
