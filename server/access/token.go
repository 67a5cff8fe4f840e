package access

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Token is a key to the server, without its secret.
type Token struct {
	// ID is how the token is told from others of its name, which may come again once one was revoked.
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Scope   Scope     `json:"scope"`
	Digest  string    `json:"sha256,omitempty"`
	Created time.Time `json:"created"`
	// Expires is when it ends to be good; the zero time for never.
	Expires time.Time `json:"expires,omitzero"`
}

// Expired says whether it is good no more.
func (t *Token) Expired(now time.Time) bool { return !t.Expires.IsZero() && !now.Before(t.Expires) }

// tokensSchema names the form of the file.
const tokensSchema = "stemma/tokens/v1"

// Limits of what is kept: it is read at the latest seconds after it changes, and each token is compared with what is shown.
const (
	maxTokens    = 1000
	maxTokenFile = 1 << 20
	maxName      = 64 // letters of a name
)

var (
	// ErrUnknown says that there is no token of a name.
	ErrUnknown = errors.New("there is no such token")
	// ErrName says that a name is none.
	ErrName = errors.New("give a name of 1 to 64 letters, on one line")
	// ErrTaken says that there is a token of this name.
	ErrTaken = errors.New("there is a token of this name: revoke it first, or give another name")
)

func checkName(name string) error {
	bad := func(r rune) bool { return !unicode.IsPrint(r) }
	if name == "" || name != strings.TrimSpace(name) || !utf8.ValidString(name) || utf8.RuneCountInString(name) > maxName || strings.ContainsFunc(name, bad) {
		return fmt.Errorf("the name %q: %w", name, ErrName)
	}
	return nil
}

// readTokens reads the file. What is not as this program writes it is an error: to pass over a token could be to take no
// notice of what somebody meant.
func readTokens(b []byte) ([]Token, error) {
	var file struct {
		Schema string  `json:"schema"`
		Tokens []Token `json:"tokens"`
	}
	if len(b) > maxTokenFile {
		return nil, fmt.Errorf("it has more than %d bytes", maxTokenFile)
	}
	if err := json.Unmarshal(b, &file); err != nil {
		return nil, err
	}
	if file.Schema != tokensSchema {
		return nil, fmt.Errorf("its form is %q, and not %q", file.Schema, tokensSchema)
	}
	if len(file.Tokens) > maxTokens {
		return nil, fmt.Errorf("it has more than %d tokens", maxTokens)
	}
	for i := range file.Tokens {
		if err := file.Tokens[i].check(); err != nil {
			return nil, err
		}
	}
	return file.Tokens, nil
}

// check is an error where a token that was read is not as this program writes it.
func (t *Token) check() error {
	if err := checkName(t.Name); err != nil {
		return err
	}
	if !slices.Contains(Scopes(), t.Scope) || len(t.Digest) != len(digest("")) || t.ID == "" {
		return fmt.Errorf("the token %q has no id, scope or digest that this program knows", t.Name)
	}
	return nil
}

func writeTokens(tokens []Token) ([]byte, error) {
	b, err := json.MarshalIndent(map[string]any{"schema": tokensSchema, "tokens": tokens}, "", "  ")
	return append(b, '\n'), err
}
