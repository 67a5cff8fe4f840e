package endpoint

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// request is the form of what is asked.
type request struct {
	Model    string   `json:"model,omitempty"`
	Input    []string `json:"input"`
	Encoding string   `json:"encoding_format"`
}

// embed returns the unit vectors of texts, and what the server calls the model.
func (c *Client) embed(ctx context.Context, texts []string) ([][]float32, string, error) {
	input := make([]string, len(texts))
	for i, t := range texts {
		input[i] = c.spec.prefix + t
	}
	body, err := json.Marshal(request{Model: c.spec.model, Input: input, Encoding: c.spec.encoding})
	if err != nil {
		return nil, "", fmt.Errorf("write the request: %w", err)
	}
	answer, err := c.retry(ctx, body)
	if err != nil {
		return nil, "", err
	}
	return read(answer, len(texts))
}

// retry posts the body until there is an answer, or no hope of one.
func (c *Client) retry(ctx context.Context, body []byte) ([]byte, error) {
	var tries uint
	pauses := backoff.NewExponentialBackOff()
	pauses.InitialInterval = c.options.Pause
	pauses.Multiplier = 2
	pauses.MaxInterval = longestPause
	answer, err := backoff.Retry(ctx, func() ([]byte, error) {
		tries++
		return c.post(ctx, body)
	}, backoff.WithBackOff(pauses), backoff.WithMaxTries(c.options.Tries), backoff.WithMaxElapsedTime(0))
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if p := (*backoff.PermanentError)(nil); errors.As(err, &p) {
		err = p.Err // the last try is not unwrapped
	} else if err != nil && tries > 1 {
		err = fmt.Errorf("%w (given up after %d tries)", err, tries)
	}
	return answer, err
}

// longestPause is how long a server may ask to be left alone before it counts as away.
const longestPause = time.Minute

// post sends the body once. Errors that no further try would mend are permanent.
func (c *Client) post(ctx context.Context, body []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, c.options.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.spec.url.String(), bytes.NewReader(body))
	if err != nil {
		return nil, backoff.Permanent(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	if c.options.Key != "" {
		req.Header.Set("Authorization", "Bearer "+c.options.Key)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, c.unanswered(ctx, err)
	}
	defer resp.Body.Close()
	c.answered.Store(true)
	answer, err := io.ReadAll(io.LimitReader(resp.Body, answerBytes+1))
	switch {
	case err != nil:
		return nil, c.unanswered(ctx, err)
	case resp.StatusCode != http.StatusOK:
		return nil, refusal(resp, answer)
	case len(answer) > answerBytes:
		return nil, backoff.Permanent(fmt.Errorf("the answer is longer than %d MB: this is no answer to %d KB of text", answerBytes>>20, len(body)>>10+1))
	}
	return answer, nil
}

// unanswered explains an error of the connection. A server that was never there is not waited for.
func (c *Client) unanswered(ctx context.Context, err error) error {
	var dial *net.OpError
	var dns *net.DNSError
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError // no TLS there
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return fmt.Errorf("no answer within %v", c.options.Timeout)
	case errors.As(err, &dns) && dns.IsNotFound && !c.answered.Load():
		return backoff.Permanent(fmt.Errorf("there is no host %s: check the URL", dns.Name))
	case errors.As(err, &dial) && dial.Op == "dial" && !c.answered.Load():
		return backoff.Permanent(fmt.Errorf("cannot connect (%w): is the server running?", dial.Err))
	case errors.As(err, &certificate), errors.As(err, &record):
		return backoff.Permanent(withoutURL(err))
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("the connection was cut before the answer was complete")
	}
	return fmt.Errorf("the connection failed: %w", withoutURL(err))
}

// withoutURL takes off what net/http puts before an error: the whole URL, with what its query may hold.
func withoutURL(err error) error {
	if with, ok := errors.AsType[*url.Error](err); ok {
		return with.Err
	}
	return err
}

// refusal is the error of a status other than 200.
func refusal(resp *http.Response, answer []byte) error {
	err := fmt.Errorf("the server answers %s%s", resp.Status, reason(answer))
	switch code := resp.StatusCode; {
	case code == http.StatusTooManyRequests || code >= 500:
		if pause := retryAfter(resp.Header.Get("Retry-After"), time.Now()); pause > longestPause {
			return backoff.Permanent(fmt.Errorf("%w; it asks to be left alone for %v", err, pause.Round(time.Second)))
		} else if pause > 0 {
			return later{err, &backoff.RetryAfterError{Duration: pause}}
		}
		return err
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		err = fmt.Errorf("%w: set STEMMA_VECTORS_KEY to a key that the server takes", err)
	case code == http.StatusNotFound:
		err = fmt.Errorf("%w: check the model's name after #, and the URL's path", err)
	case code/100 == 3:
		err = fmt.Errorf("%w: give the URL that it leads to (%q)", err, resp.Header.Get("Location"))
	}
	return backoff.Permanent(err)
}

// later is an error after which the server wants a pause.
type later struct {
	error
	pause *backoff.RetryAfterError
}

func (l later) Unwrap() []error { return []error{l.error, l.pause} }

// retryAfter reads the header's seconds or date; 0 means that there is none.
func retryAfter(header string, now time.Time) time.Duration {
	if n, err := strconv.ParseUint(strings.TrimSpace(header), 10, 31); err == nil {
		return time.Duration(n) * time.Second
	}
	if t, err := http.ParseTime(header); err == nil {
		return max(0, t.Sub(now))
	}
	return 0
}

// reason is what an answer that is an error says of it: the message in the form's usual places, or its beginning.
func reason(answer []byte) string {
	var form struct {
		Error   json.RawMessage `json:"error"`
		Message string          `json:"message"`
		Detail  string          `json:"detail"`
	}
	var inner struct {
		Message string `json:"message"`
	}
	text := ""
	if json.Unmarshal(answer, &form) == nil {
		text = form.Message + form.Detail
		if json.Unmarshal(form.Error, &inner) == nil && inner.Message != "" {
			text = inner.Message
		} else {
			_ = json.Unmarshal(form.Error, &text) // a string, as Ollama has it, or nothing
		}
	}
	if text == "" {
		text = string(answer)
	}
	if text = excerpt(text); text == "" {
		return ""
	}
	return ": " + text
}

// excerpt is the beginning of a text on one line.
func excerpt(s string) string {
	const most = 160
	if len(s) > 4*most {
		s = s[:4*most]
	}
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return s
}
