package tool

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// parting is how long what is still being answered is waited for when no more comes in.
const parting = 10 * time.Second

// invalidRequest is JSON-RPC's code of what is JSON, and no message.
const invalidRequest = -32600

// Stdio is the transport of an assistant that starts the program: a message a line. The library ends at the first line that
// is none, and with the last line; here the one is answered by an error, and the answers to the last ones are waited for.
func Stdio(in io.Reader, out io.Writer) mcp.Transport {
	a := &answers{out: out, none: make(chan struct{}, 1)}
	return &mcp.IOTransport{Reader: &messages{in: bufio.NewReaderSize(in, 64<<10), answers: a}, Writer: a, MaxLineLength: MaxBody + 1}
}

// messages gives the library the lines that are messages.
type messages struct {
	in      *bufio.Reader
	answers *answers
	rest    []byte // of the message that is being read
}

// Close has nothing to close: standard input is not ours.
func (m *messages) Close() error { return nil }

func (m *messages) Read(p []byte) (int, error) {
	for len(m.rest) == 0 {
		line, long, err := m.line()
		switch line = bytes.TrimSpace(line); {
		case long:
			err = m.answers.refuse(invalidRequest, fmt.Sprintf("a message may have %d bytes", MaxBody))
		case len(line) > 0:
			if code, problem := check(line); code != 0 {
				err = m.answers.refuse(code, problem)
				break
			}
			m.answers.asked(line)
			line = append(line, '\n')
			m.rest, err = line, nil // an error comes again
		case errors.Is(err, io.EOF):
			m.answers.wait(parting)
		}
		if err != nil {
			return 0, err
		}
	}
	n := copy(p, m.rest)
	m.rest = m.rest[n:]
	return n, nil
}

// line reads a line, or says that it is too long, and skips it.
func (m *messages) line() (line []byte, long bool, err error) {
	for {
		part, err := m.in.ReadSlice('\n')
		if long = long || len(line)+len(part) > MaxBody; !long {
			line = append(line, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, long, err
		}
	}
}

// check says what is wrong with a message.
func check(line []byte) (code int, problem string) {
	if !json.Valid(line) {
		return jsonrpc.CodeParseError, "this is not JSON: each message is one line of JSON"
	}
	if line[0] == '[' { // a batch, of which the library knows what to think
		return 0, ""
	}
	if _, err := jsonrpc.DecodeMessage(line); err != nil {
		return invalidRequest, "this is no message of JSON-RPC 2.0"
	}
	return 0, ""
}

// answers writes what the library answers, and what it cannot. It counts the requests that are still to be answered.
type answers struct {
	mu   sync.Mutex
	out  io.Writer
	open int
	none chan struct{} // has one where none is open any more
}

// Close has nothing to close: standard output is not ours.
func (a *answers) Close() error { return nil }

func (a *answers) Write(p []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if h := opened(p); h.ID != nil && h.Method == "" && a.open > 0 {
		if a.open--; a.open == 0 {
			a.none <- struct{}{} // asked has taken the one before
		}
	}
	return a.out.Write(p)
}

// envelope is what tells a request from an answer.
type envelope struct {
	ID     any    `json:"id"`
	Method string `json:"method"`
}

func opened(message []byte) envelope {
	var e envelope
	_ = json.Unmarshal(message, &e) // a batch has none
	return e
}

// asked notes a request.
func (a *answers) asked(message []byte) {
	if h := opened(message); h.ID == nil || h.Method == "" {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.open++; a.open == 1 {
		select {
		case <-a.none:
		default:
		}
	}
}

// wait waits until all is answered, but not longer than that.
func (a *answers) wait(long time.Duration) {
	a.mu.Lock()
	open := a.open
	a.mu.Unlock()
	if open <= 0 {
		return
	}
	select {
	case <-a.none:
	case <-time.After(long):
	}
}

// refuse answers what is no message. Nobody knows the id of that.
func (a *answers) refuse(code int, problem string) error {
	b, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": nil, "error": map[string]any{"code": code, "message": problem}})
	if err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	_, err = a.out.Write(append(b, '\n'))
	return err
}
