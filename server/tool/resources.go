package tool

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/stemma-news/stemma/server/reader"
)

// Addresses of resources, before the id.
const (
	storyAddress   = "stemma://stories/"
	articleAddress = "stemma://reports/"
)

func (s *server) addResources(m *mcp.Server) {
	m.AddResourceTemplate(&mcp.ResourceTemplate{
		URITemplate: storyAddress + "{id}", Name: "story", Title: "A story", MIMEType: "text/plain",
		Description: "The family tree of a story of the archive, as the tool story shows its overview. " + untrusted,
	}, s.resource(storyAddress, func(ctx context.Context, c *call, id string) (answer, error) {
		return s.grown(ctx, c, id, view{part: partOverview, page: 1})
	}))
	m.AddResourceTemplate(&mcp.ResourceTemplate{
		URITemplate: articleAddress + "{id}", Name: "report", Title: "A report", MIMEType: "text/plain",
		Description: "The first sentences of a report of the archive, with their numbers. " + untrusted,
	}, s.resource(articleAddress, func(ctx context.Context, c *call, id string) (answer, error) {
		return s.sentences(ctx, c, Reading{ID: id, Limit: maxLimit})
	}))
}

func (s *server) resource(address string, f func(context.Context, *call, string) (answer, error)) mcp.ResourceHandler {
	return func(ctx context.Context, r *mcp.ReadResourceRequest) (result *mcp.ReadResourceResult, err error) {
		defer func() {
			if cause := recover(); cause != nil {
				err = s.fault("resource", cause)
			}
		}()
		uri := r.Params.URI
		id, err := url.PathUnescape(strings.TrimPrefix(uri, address))
		if err != nil {
			return nil, mcp.ResourceNotFoundError(uri)
		}
		ctx, cancel := context.WithTimeout(ctx, answerFor)
		defer cancel()
		a, err := f(ctx, &call{}, id)
		if errors.Is(err, reader.ErrUnknown) || errors.Is(err, reader.ErrNoArchive) {
			return nil, mcp.ResourceNotFoundError(uri)
		}
		if err != nil {
			return nil, s.problem(ctx, "resource", err)
		}
		return &mcp.ReadResourceResult{Contents: []*mcp.ResourceContents{{URI: uri, MIMEType: "text/plain", Text: a.text()}}}, nil
	}
}
