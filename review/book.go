package review

import (
	"context"
	"errors"

	"github.com/stemma-news/stemma"
)

// Book is where verdicts are kept: a file of its own in the folder of an archive, into which several programs
// may write while another fills the archive.
type Book struct{}

// Filter chooses verdicts; the zero Filter takes all.
type Filter struct {
	// Stories are ids of stories; Articles takes verdicts with an end that is one of these reports.
	Stories, Articles []string
	Reviewer          string
	// After is the id behind which to go on, Limit how many are wanted, 0 for all.
	After string
	Limit int
}

var errStub = errors.New("not there yet")

// ErrUnknown says that there is no verdict by an id.
var ErrUnknown = errors.New("there is no such verdict")

// Open opens the book of an archive's folder. The file is made by the first verdict.
func Open(ctx context.Context, dir string) (*Book, error) { return nil, errStub }

// Close ends the use of the book.
func (b *Book) Close() error { return nil }

// Add keeps a verdict, and returns it with its id and time. key, if not empty, is the writer's own name for it: what
// comes by the same key again is the same verdict.
func (b *Book) Add(ctx context.Context, v Verdict, key string) (Verdict, error) { return v, errStub }

// Verdict returns one by its id; ErrUnknown where there is none.
func (b *Book) Verdict(ctx context.Context, id string) (Verdict, error) { return Verdict{}, errStub }

// Withdraw takes a verdict away; ErrUnknown where there is none.
func (b *Book) Withdraw(ctx context.Context, id string) error { return errStub }

// List returns verdicts in the order in which they were given.
func (b *Book) List(ctx context.Context, f Filter) ([]Verdict, error) { return nil, errStub }

// Version grows with each change of the book.
func (b *Book) Version(ctx context.Context) (int64, error) { return 0, errStub }

// Reviewed is a result with the verdicts on it.
type Reviewed struct {
	Result *stemma.Result
}

// Apply finds the edges and links of a result that verdicts are about. It changes nothing of the result.
func Apply(r *stemma.Result, all []Verdict) *Reviewed { return &Reviewed{Result: r} }

// OfEdge returns the verdicts on the edge between two, by the ids that the result has for them, the last first.
func (r *Reviewed) OfEdge(parent, child string) []Verdict { return nil }

// OfLink returns the verdicts on links between sentences of two articles, the last first.
func (r *Reviewed) OfLink(a string, as []int, b string, bs []int) []Verdict { return nil }

// Redirects returns verdicts that give a child another parent than the result has.
func (r *Reviewed) Redirects(child string) []Verdict { return nil }

// Open returns verdicts whose edge or link the result does not have any more, or whose texts are others by now.
func (r *Reviewed) Open() []Verdict { return nil }
