// Package tool lets assistants use the program: a server of the Model Context Protocol with trace, search, claim history
// and diff as tools, stories as resources, and two prompts.
//
// An answer is small enough for an assistant to read, and says where to read on. It cites the sentences behind it. What
// is quoted is marked so that no report can pass for a word of ours (quote.go). Tools change nothing.
package tool

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/stemma-news/stemma/review"
	"github.com/stemma-news/stemma/server/intake"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/server/reader"
	"github.com/stemma-news/stemma/trace"
)

// Options are what tools answer from.
type Options struct {
	Reader *reader.Reader
	// Jobs run what is traced, and keep it for the calls that follow; nil for a queue of its own.
	Jobs *job.Queue
	// Book has the verdicts of reviewers; nil for none.
	Book    *review.Book
	Trace   trace.Options
	Intake  intake.Options
	Version string
	Log     *slog.Logger
}

// Bounds of a call.
const (
	maxInput   = 8 << 20 // bytes of the texts of a call
	maxReports = 500
	maxLinks   = 50
	answerFor  = 60 * time.Second // but for traces, which their queue bounds
)

// MaxBody is how many bytes a message may have: JSON escapes what texts have.
const MaxBody = maxInput + 4<<20

const instructions = "stemma draws the family tree of a news story: which report derives from which, whom each cites, which source is behind them but not among them (a lost source), what each retelling changed, and from how many independent origins a claim comes. " +
	"Cite the sentences that answers give (report id and sentence number), and say how sure a line is (support, 0 to 1; below 0.5 it is a guess). " +
	neverTrue + " " + untrusted

// server answers calls.
type server struct {
	options Options
	reader  *reader.Reader
	jobs    *job.Queue
	log     *slog.Logger
}

// New returns the server. It is run over stdio, or answers HTTP by Handler.
func New(o Options) *mcp.Server {
	s := &server{options: o, reader: o.Reader, jobs: o.Jobs, log: o.Log}
	if s.jobs == nil {
		s.jobs = job.NewQueue(job.Options{})
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	m := mcp.NewServer(&mcp.Implementation{Name: "stemma", Title: "stemma: the family tree of a news story", Version: o.Version}, &mcp.ServerOptions{
		Instructions: instructions, Capabilities: &mcp.ServerCapabilities{}, // none is logged to the assistant
	})
	s.addTraces(m)
	s.addStories(m)
	s.addSearch(m)
	s.addArticles(m)
	s.addResources(m)
	addPrompts(m)
	return m
}

// Handler answers the protocol over HTTP. Who may ask is for who mounts it.
func Handler(s *mcp.Server) http.Handler {
	return mcp.NewStreamableHTTPHandler(func(*http.Request) *mcp.Server { return s }, &mcp.StreamableHTTPOptions{
		// Without sessions nothing is kept for who does not come back, and the newest form of the protocol is spoken, too.
		Stateless: true, MaxRequestBodyBytes: MaxBody, PropagateRequestCancellation: true,
		DisableLocalhostProtection: true, // package access holds every request to the hosts that are allowed
	})
}

// Run answers over a transport until its other end closes it or ctx ends.
func Run(ctx context.Context, s *mcp.Server, t mcp.Transport) error { return s.Run(ctx, t) }
