// Package endpoint gets sentence vectors from a server that speaks the OpenAI embeddings form: Ollama,
// text-embeddings-inference, vLLM, llama.cpp and others (https://platform.openai.com/docs/api-reference/embeddings).
//
// A server is named by its URL, and what only this side needs to know stands in the fragment, which is never sent:
//
//	http://localhost:11434#nomic-embed-text
//	https://vectors.example/v1#intfloat/multilingual-e5-small&prefix=query:%20&encoding=base64
//
// First comes the model's name, then prefix (put before each sentence, as models of the E5 family want it) and
// encoding (float or base64). A path that ends in /embeddings is taken as it is, one that ends in /v1 gets /embeddings,
// any other one, or none, gets /v1/embeddings.
//
// Sentences go out in batches, a few requests at a time. What may pass by itself (429, 5xx, a cut connection, no answer
// in time) is tried again with exponential backoff and jitter, and not before the server's Retry-After has passed; what
// will not (any other 4xx) is not. Answers are not trusted: their size is limited, and vectors that are missing, double,
// of another length, zero or not numbers are errors that say so.
//
// Not attempted: other forms (Cohere, Ollama's own), counting tokens: of a long sentence the beginning is sent.
package endpoint

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/stemma-news/stemma/internal/crew"
)

const (
	// batchSize is how many sentences go into a request: text-embeddings-inference takes 32 unless told otherwise.
	batchSize = 32
	// batchBytes is how much text goes into a request.
	batchBytes = 32 << 10
	// sentenceBytes is how much of a sentence is sent. Most models read 512 tokens, and llama.cpp refuses more.
	sentenceBytes = 2000
	// inFlight is how many requests run side by side: enough to keep a server busy while answers travel.
	inFlight = 4
	// maxDim is the largest number of dimensions that is believed.
	maxDim = 8192
	// answerBytes limits an answer: batchSize vectors of maxDim numbers of 24 characters are 6 MB.
	answerBytes = 16 << 20
)

// Options of Open. The zero value is the default.
type Options struct {
	// Key is sent as the bearer token, if not empty.
	Key string
	// Tries is how often a request is sent at most; 0 means 6.
	Tries uint
	// Pause is the mean pause before the second try, doubled before each further one; 0 means half a second.
	Pause time.Duration
	// Timeout is how long an answer may take; 0 means two minutes: a server may load the model first.
	Timeout time.Duration
}

// URLError is what is wrong with a URL itself, before any server is asked.
type URLError struct{ error }

// Client is a model behind a server. It is safe for concurrent use.
type Client struct {
	spec     spec
	options  Options
	http     *http.Client
	answered atomic.Bool // the server was there once
	model    string      // the name given, or the one that the server answers with
	dim      int
	digest   string
}

// Open asks the server for the vectors of three sentences, which shows that it is there and gives Dim and Name.
func Open(ctx context.Context, rawURL string, o Options) (*Client, error) {
	s, err := parse(rawURL)
	if err != nil {
		return nil, URLError{err}
	}
	c := &Client{spec: s, options: o.withDefaults(), http: newHTTPClient(), model: s.model}
	vectors, model, err := c.embed(ctx, probes[:])
	if err != nil {
		return nil, fmt.Errorf("open the vectors of %s: %w", s.shown(), err)
	}
	if c.model == "" {
		c.model = model
	}
	c.dim = len(vectors[0])
	c.digest = digest(vectors)
	return c, nil
}

func (o Options) withDefaults() Options {
	if o.Tries == 0 {
		o.Tries = 6
	}
	if o.Pause == 0 {
		o.Pause = time.Second / 2
	}
	if o.Timeout == 0 {
		o.Timeout = 2 * time.Minute
	}
	return o
}

// newHTTPClient follows no redirect: a POST that becomes a GET on the way gets an answer that nobody understands.
func newHTTPClient() *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = inFlight
	return &http.Client{
		Transport:     t,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Name identifies the model: its name, the server, and a digest of vectors that it gave, since what a server calls by
// one name may be another model tomorrow.
func (c *Client) Name() string {
	name := c.spec.url.Host + "-" + c.digest
	if c.model != "" {
		name = c.model + "@" + name
	}
	return name
}

// Dim returns the number of dimensions.
func (c *Client) Dim() int { return c.dim }

// Vectors returns a unit vector for each sentence, or a zero vector where it has no text.
func (c *Client) Vectors(ctx context.Context, sentences []string) ([][]float32, error) {
	out := make([][]float32, len(sentences))
	g, inner := crew.WithContext(ctx)
	g.SetLimit(inFlight)
	for _, b := range c.batches(sentences, out) {
		g.Go(func() error { return c.fill(inner, b, out) })
	}
	if err := g.Wait(); err != nil {
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return nil, fmt.Errorf("vectors of %s: %w", c.spec.shown(), err)
	}
	return out, nil
}

// batch is what one request asks for: texts, and the places of their vectors.
type batch struct {
	texts []string
	at    []int
	bytes int
}

// batches shares the sentences out, always in the same way, and gives those without text their zeros.
func (c *Client) batches(sentences []string, out [][]float32) []batch {
	var all []batch
	for i, s := range sentences {
		if strings.TrimSpace(s) == "" {
			out[i] = make([]float32, c.dim)
			continue
		}
		s = beginning(s)
		last := len(all) - 1
		if last < 0 || len(all[last].texts) == batchSize || all[last].bytes+len(s) > batchBytes {
			all = append(all, batch{})
			last++
		}
		b := &all[last]
		b.texts, b.at, b.bytes = append(b.texts, s), append(b.at, i), b.bytes+len(s)
	}
	return all
}

// beginning returns as much of a sentence as is sent, without half a character at the end.
func beginning(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if len(s) <= sentenceBytes {
		return s
	}
	return strings.ToValidUTF8(s[:sentenceBytes], "")
}

func (c *Client) fill(ctx context.Context, b batch, out [][]float32) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	vectors, _, err := c.embed(ctx, b.texts)
	if err != nil {
		return err
	}
	if n := len(vectors[0]); n != c.dim {
		return fmt.Errorf("%d dimensions now and %d before: another model answers; start again", n, c.dim)
	}
	for i, v := range vectors {
		out[b.at[i]] = v
	}
	return nil
}

// probes are what the digest is made of.
var probes = [...]string{
	"The harbour of Pellmar will stay closed until Thursday.",
	"Три школы остались без света после бури.",
	"新的列车时刻表从下个月开始实行。",
}

// digest names a model by the vectors that it gives: 16 sums of each over fixed signs, rounded so coarsely that the
// noise of a server that computes in another order hardly ever shows (one run in thousands), and another model, or
// another prefix, does.
func digest(vectors [][]float32) string {
	const sums, step = 16, 0.05
	h := sha256.New()
	for _, v := range vectors {
		for k := range sums {
			var sum float64
			for i, x := range v {
				sum += float64(x) * sign(k, i)
			}
			h.Write(binary.LittleEndian.AppendUint16(nil, uint16(int16(math.Floor(sum/step)))))
		}
		h.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(v))))
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
}

// sign is 1 or -1 by a mix of the two numbers' bits (the finaliser of SplitMix64).
func sign(k, i int) float64 {
	x := uint64(k)<<32 + uint64(i) + 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return 1 - 2*float64((x^x>>31)&1)
}
