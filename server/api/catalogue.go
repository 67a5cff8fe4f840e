package api

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/stemma-news/stemma/server/access"
)

// operation is what the document says of an operation, and the door must know.
type operation struct {
	method, path, id, tag string
	summary, about        string
	scope                 access.Scope // Read if empty
	limit                 time.Duration
	stream                bool
	maxBody               int64
	status                int // of success; 200 if 0
	// problems it may have beside those that all have.
	problems []kind
	// sent are examples of a request's body and of the answer's.
	sent, answer any
	// responses beside success and problems, by their status.
	responses map[int]*huma.Response
	headers   map[string]string // of success, with what they say
	raw       bool              // it is sent in other forms than JSON, which responses has
}

const (
	defaultLimit = 30 * time.Second
	smallBody    = 64 << 10 // bytes
	largeBody    = 64 << 20
	readSmall    = time.Minute // to hand in a body
	readLarge    = 10 * time.Minute
)

// register adds an operation whose handler may return any error.
func register[I, O any](c *catalogue, o operation, h func(context.Context, *I) (*O, error)) {
	op := o.huma()
	c.order = append(c.order, o.id)
	huma.Register(c.api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := h(ctx, in)
		if err != nil {
			return nil, c.problemOf(err)
		}
		return out, nil
	})
}

// huma is the operation in huma's terms.
func (o *operation) huma() huma.Operation {
	scope := o.scope
	if scope == "" {
		scope = access.Read
	}
	limit := o.limit
	if limit == 0 {
		limit = defaultLimit
	}
	status := o.status
	if status == 0 {
		status = http.StatusOK
	}
	op := huma.Operation{
		Method: o.method, Path: o.path, OperationID: o.id, Tags: []string{o.tag}, Summary: o.summary, Description: o.about,
		DefaultStatus: status, MaxBodyBytes: o.maxBody, BodyReadTimeout: readSmall,
		Metadata:  map[string]any{traitsKey: traits{scope, limit, o.stream}},
		Responses: map[string]*huma.Response{},
		Security:  []map[string][]string{{}, {"token": {string(scope)}}, {"session": {string(scope)}}},
	}
	if o.method == http.MethodPost {
		if op.MaxBodyBytes == 0 {
			op.MaxBodyBytes = smallBody
		}
		if o.maxBody == largeBody {
			op.BodyReadTimeout = readLarge
		}
		op.SkipValidateBody = o.raw // the operation reads it itself
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Example: o.sent}}}
	}
	o.addResponses(&op, strconv.Itoa(status))
	return op
}

// addResponses says what may be answered.
func (o *operation) addResponses(op *huma.Operation, status string) {
	success := &huma.Response{Description: http.StatusText(op.DefaultStatus), Headers: map[string]*huma.Param{}}
	if o.answer != nil {
		success.Content = map[string]*huma.MediaType{"application/json": {Example: o.answer}}
	}
	op.Responses[status] = success
	for at, r := range o.responses {
		op.Responses[strconv.Itoa(at)] = r
	}
	success = op.Responses[status]
	if success.Headers == nil {
		success.Headers = map[string]*huma.Param{}
	}
	for name, about := range o.headers {
		success.Headers[name] = header(about)
	}
	all := append([]kind{unauthorised, forbidden, tooMany, internal, tookTooLong}, o.problems...)
	if o.method == http.MethodPost {
		all = append(all, badRequest, tooLarge, mediaType)
	}
	all = append(all, invalid)
	success.Headers["Cache-Control"] = header("Whether the answer may be kept: private, no-cache for what can be asked for again with If-None-Match, no-store for everything else.")
	if o.method == http.MethodGet && !o.stream {
		success.Headers["ETag"] = header("Tells this answer from others: send it as If-None-Match, and get 304 as long as it is the same.")
		op.Responses["304"] = &huma.Response{Description: "Not changed since the answer with this ETag", Headers: map[string]*huma.Param{
			"ETag": header("The ETag that was sent."), "Vary": header("What else the answer depends on."),
		}}
	}
	for _, k := range all {
		op.Responses[strconv.Itoa(k.status)] = &huma.Response{Ref: "#/components/responses/" + strconv.Itoa(k.status)}
	}
}

func header(about string) *huma.Param {
	return &huma.Param{Description: about, Schema: &huma.Schema{Type: "string"}}
}

// responses adds the problems to the document, one for each status.
func (c *catalogue) responses() {
	doc := c.api.OpenAPI()
	doc.Components.Responses = map[string]*huma.Response{}
	schema := doc.Components.Schemas.Schema(problemType, true, "")
	for _, k := range kinds {
		name := strconv.Itoa(k.status)
		r := doc.Components.Responses[name]
		if r == nil {
			r = &huma.Response{Description: http.StatusText(k.status), Content: map[string]*huma.MediaType{"application/problem+json": {Schema: schema, Examples: map[string]*huma.Example{}}}}
			doc.Components.Responses[name] = r
		}
		example := k.of("…")
		example.Detail, example.Instance = k.about, Root+"/stories"
		r.Content["application/problem+json"].Examples[k.name] = &huma.Example{Summary: k.title, Value: example}
	}
	for status, add := range map[string]map[string]string{
		"401": {"WWW-Authenticate": "How to say who asks."}, "429": {"Retry-After": "After how many seconds to come again."},
		"503": {"Retry-After": "After how many seconds to come again."}, "405": {"Allow": "The methods that are for this address."},
		"415": {"Accept": "The type of body that is taken."},
		"409": {"Retry-After": "After how many seconds to come again.", "Location": "The job that is at work, if one is."},
	} {
		r := doc.Components.Responses[status]
		r.Headers = map[string]*huma.Param{}
		for name, about := range add {
			r.Headers[name] = header(about)
		}
	}
}

// config is that of huma: no pages of its own, which would fetch from other sites, and no fields of its own in answers.
func config() huma.Config {
	c := huma.DefaultConfig("stemma", documentVersion)
	c.CreateHooks = nil
	c.DocsPath, c.OpenAPIPath, c.SchemasPath = "", "", ""
	c.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", named)
	c.Formats = map[string]huma.Format{"application/json": {Marshal: writeTo, Unmarshal: huma.DefaultJSONFormat.Unmarshal}, "json": {Marshal: writeTo}}
	c.RejectUnknownQueryParameters = true
	c.AllowAdditionalPropertiesByDefault = true
	c.Transformers = []huma.Transformer{asProblem}
	c.Servers = []*huma.Server{{URL: Root}}
	c.Info.Description = aboutAPI
	c.Info.License = &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}
	c.Tags = tags
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token":   {Type: "http", Scheme: "bearer", Description: "A token (stemma token), of the scope read, or write for verdicts. None is needed on the server's own machine until one is made."},
		"session": {Type: "apiKey", In: "cookie", Name: "stemma", Description: "The session of somebody who logged in to the pages; the cookie is __Host-stemma where the pages come by https. What writes must send the header X-Form-Token, too."},
	}
	return c
}

var tags = []*huma.Tag{
	{Name: "Stories", Description: "The stories of the archive, the tree of each, its lines and its claims."},
	{Name: "Search", Description: "Reports by what they say, and who says a claim."},
	{Name: "Traces", Description: "The trees of reports that you hand in. Nothing of them is kept longer than an hour."},
	{Name: "Events", Description: "What happens in the archive, as it happens."},
	{Name: "Verdicts", Description: "What reviewers say of a tree. They are kept apart from what the program infers, and change nothing of it."},
	{Name: "About", Description: "What there is to filter by, and which program this is."},
}

const aboutAPI = `stemma draws the family tree of a news story: which reports tell it, who derives from whom, who cites whom, what each
retelling added, dropped or changed, and from how many independent origins they have it. It never says whether a claim is true.

**Forms.** Answers are JSON in UTF-8. Offsets are in bytes of the text. Fields may be added to answers; none is renamed. Fields of requests that
are not known are refused.

**Pages.** Lists have at most ` + "`limit`" + ` entries. ` + "`next`" + ` is the cursor of the next page, and the header Link has its address (rel="next").

**Caches.** What can be read has an ETag: send it as If-None-Match, and get 304 without a body as long as nothing changed. HEAD is answered wherever GET is.

**Problems.** What goes wrong is told as application/problem+json (RFC 9457), with what to do about it.

**Keys.** A POST may have a header Idempotency-Key. The same request with the same key is the same: it is safe to send it again.

**Access.** On the server's own machine no token is needed until one is made. After that, and from elsewhere, each request needs one.`

// finish takes out of the document what nothing refers to, and says in words what the rest means.
func (c *catalogue) finish() {
	doc := c.api.OpenAPI()
	all := doc.Components.Schemas.Map()
	delete(all, "ErrorModel")
	delete(all, "ErrorDetail")
	describe(all)
	for _, s := range all {
		noNulls(s)
	}
	for _, item := range doc.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Delete} {
			if op != nil {
				tidy(op)
			}
		}
	}
}

// tidy puts the parameters of an operation in order, and says nothing twice.
func tidy(op *huma.Operation) {
	slices.SortStableFunc(op.Parameters, byPlace)
	for _, p := range op.Parameters {
		noNulls(p.Schema)
		p.Schema.Description = ""
	}
	for _, r := range op.Responses {
		for _, h := range r.Headers {
			if h.Description == "" {
				h.Description, h.Schema.Description = h.Schema.Description, ""
			}
		}
		for _, m := range r.Content {
			noNulls(m.Schema)
		}
	}
}
