package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/store"
)

// Bounds of a file of claims: the bytes of a line that are looked at, and how many claims are answered.
const (
	maxClaimLine = 1 << 16
	maxClaims    = 100_000
)

var (
	errLongLine = fmt.Errorf("the line is longer than %d bytes: give one claim a line", maxClaimLine)
	errNotUTF8  = errors.New("the line is not UTF-8")
)

// claimAnswer is a line of the answer to a file of claims: the form stemma/claim/v1, and which line was answered.
type claimAnswer struct {
	Line int `json:"line"`
	*search.ClaimResult
}

// claimError is such a line where what was given is no claim.
type claimError struct {
	Line   int    `json:"line"`
	Schema string `json:"schema"`
	Claim  string `json:"claim"`
	Error  string `json:"error"`
}

// claimBatch answers the claims of a file.
type claimBatch struct {
	cmd     *cobra.Command
	s       *search.Searcher
	origins *origins
	o       search.Options
	out     *json.Encoder
	// claims is how many lines were given, found of how many something was found, refused how many are no claims.
	claims, found, refused int
}

// runClaims answers the claims of a file one after the other: each as soon as it was read, so that another program can
// ask and wait.
func runClaims(cmd *cobra.Command, a *store.Archive, s *search.Searcher, o *origins, f *searchFlags) error {
	in := cmd.InOrStdin()
	if f.claimFile != "-" {
		file, err := os.Open(f.claimFile)
		if err != nil {
			return fmt.Errorf("read the claims: %w", err)
		}
		defer file.Close()
		in = file
	}
	b := &claimBatch{cmd: cmd, s: s, origins: o, o: f.o}
	err := f.stream(cmd, func(w io.Writer) error {
		b.out = json.NewEncoder(display.JSON(w))
		b.out.SetEscapeHTML(false)
		return eachLine(in, b.answer)
	})
	if err == nil && b.found > 0 {
		err = f.tellUnknown(cmd, a)
	}
	switch {
	case err != nil:
		return err
	case b.claims == 0:
		return errors.New("no claims: give one a line")
	case b.found == 0:
		return errors.Join(f.tellWhy(cmd, a, f.from), errNothing)
	case b.refused > 0:
		return errSome
	}
	return nil
}

// eachLine calls f with the lines of a text and their numbers, without blanks around them; with an error for a line that is
// too long or no text. Blank lines are passed over.
func eachLine(in io.Reader, f func(number int, line string, wrong error) error) error {
	r := bufio.NewReaderSize(in, maxClaimLine)
	for number := 1; ; number++ {
		line, err := r.ReadSlice('\n')
		var wrong error
		if errors.Is(err, bufio.ErrBufferFull) {
			wrong = errLongLine
			line = bytes.Clone(line[:80])
		}
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = r.ReadSlice('\n')
		}
		if err != nil && err != io.EOF {
			return fmt.Errorf("read the claims: %w", err)
		}
		if wrong == nil && !utf8.Valid(line) {
			wrong = errNotUTF8
		}
		if s := oneLine(string(bytes.ToValidUTF8(bytes.TrimPrefix(line, []byte("\ufeff")), nil))); s != "" || wrong != nil {
			if err := f(number, s, wrong); err != nil {
				return err
			}
		}
		if err != nil {
			return nil //nolint:nilerr // the end
		}
	}
}

// answer answers a line.
func (b *claimBatch) answer(number int, claim string, wrong error) error {
	if b.claims++; b.claims > maxClaims {
		return fmt.Errorf("more than %d claims: the others, from line %d on, are not answered", maxClaims, number)
	}
	if wrong != nil {
		return b.refuse(number, claim, wrong)
	}
	r, err := b.s.Claim(b.cmd.Context(), claim, b.o)
	if errors.Is(err, search.ErrClaim) || errors.Is(err, search.ErrQuestion) {
		return b.refuse(number, claim, err)
	}
	if err != nil {
		return searchError(err)
	}
	if err := b.origins.count(r); err != nil {
		return err
	}
	if len(r.Says)+len(r.Denies)+len(r.Differs)+len(r.Near) > 0 {
		b.found++
	}
	if err := b.out.Encode(claimAnswer{number, r}); err != nil {
		return fmt.Errorf("write the result: %w", err)
	}
	if b.origins.full() {
		return b.origins.keep()
	}
	return nil
}

// refuse answers a line that is no claim.
func (b *claimBatch) refuse(number int, claim string, why error) error {
	b.refused++
	if short := []rune(claim); len(short) > 80 {
		claim = string(short[:80]) + "…"
	}
	fmt.Fprintf(b.cmd.ErrOrStderr(), "stemma: line %d: %s\n", number, why)
	if err := b.out.Encode(claimError{number, "stemma/claim/v1", claim, why.Error()}); err != nil {
		return fmt.Errorf("write the result: %w", err)
	}
	return nil
}
