package fetch

import (
	"context"
	"net/http"
)

// Validators are what a server gave with an answer by which it can say later whether that still holds (RFC 9110, 8.8).
type Validators struct {
	// URL is where the answer was in the end: only there they mean something.
	URL          string `json:"url,omitempty"`
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"last_modified,omitempty"`
}

// ValidatorsOf returns those of an answer; the zero value where it has none.
func ValidatorsOf(r *Response) Validators {
	v := Validators{URL: r.URL, ETag: r.Header.Get("ETag"), LastModified: r.Header.Get("Last-Modified")}
	if v.ETag == "" && v.LastModified == "" {
		return Validators{}
	}
	return v
}

// maxValidator is the longest that is sent back: a server that sends more wants to be remembered, not asked.
const maxValidator = 1 << 10

// GetChanged gets what is at an address if it is not what the validators are of: for those who ask again and again, and
// keep nothing but these. Response.Unchanged says that the server has nothing new; there is no body then, and the
// header may say no more than how long that holds. It neither reads nor fills the cache.
func (c *Client) GetChanged(ctx context.Context, address string, v Validators) (*Response, error) {
	return c.getChanged(ctx, address, v, false)
}

// GetChangedPublic is GetChanged for an address that was named on the public internet: it does not lead into this machine
// and its network, as with GetPublic.
func (c *Client) GetChangedPublic(ctx context.Context, address string, v Validators) (*Response, error) {
	return c.getChanged(ctx, address, v, true)
}

func (c *Client) getChanged(ctx context.Context, address string, v Validators, outside bool) (*Response, error) {
	if c.options.Offline {
		return c.getFrom(ctx, address, outside)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	u, err := parse(address)
	if err != nil {
		return nil, about(err, shownRaw(address))
	}
	if isListing(u) {
		return c.getFrom(ctx, address, outside)
	}
	e, err := c.ask(ctx, identity(u), v.entry(), outside)
	if err != nil && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, about(err, shownRaw(address))
	}
	r := c.answer(e, false)
	r.Unchanged = e.unchanged
	return r, nil
}

// entry is what is known of an answer by its validators; nil where they are none.
func (v Validators) entry() *entry {
	h := http.Header{}
	for key, value := range map[string]string{"Etag": v.ETag, "Last-Modified": v.LastModified} {
		if value != "" && len(value) <= maxValidator {
			h.Set(key, value)
		}
	}
	if v.URL == "" || len(h) == 0 {
		return nil
	}
	return &entry{Final: v.URL, Status: http.StatusOK, Header: h}
}
