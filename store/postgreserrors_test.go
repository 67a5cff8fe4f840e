package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

func refusal(code string) error {
	return &pgconn.PgError{Severity: "ERROR", Code: code, Message: "what the server says"}
}

// TestServerErrors: what passes is told from what does not, and what is said helps.
func TestServerErrors(t *testing.T) {
	for name, c := range map[string]struct {
		err    error
		passes bool
		want   string
	}{
		"full":         {refusal(diskFull), true, "make room there"},
		"connections":  {refusal(tooMany), true, "max_connections"},
		"a copy":       {refusal(readOnlyServer), true, "the address of the primary"},
		"stopping":     {refusal("57P01"), true, "starting or stopping"},
		"deadlock":     {refusal("40P01"), true, "what the server says"},
		"rights":       {refusal(notAllowed), false, "GRANT"},
		"password":     {refusal("28P01"), false, "PGPASSWORD"},
		"no database":  {refusal(noDatabase), false, "createdb"},
		"a long name":  {refusal(tooLong), false, "too long for a database"},
		"another":      {refusal(lockTaken), true, "look who it is"},
		"a fault here": {refusal("42601"), false, "what the server says"},
		"broken off":   {fmt.Errorf("read: %w", io.ErrUnexpectedEOF), true, "the connection to the database server was lost"},
		"reset":        {&net.OpError{Op: "read", Err: errors.New("connection reset by peer")}, true, "all that was acknowledged is kept"},
		"closed":       {errors.New("begin: conn closed"), true, "was lost"},
		"bad":          {driver.ErrBadConn, true, "was lost"},
		"not known":    {fmt.Errorf("%w (%w)", ErrUnsure, io.ErrUnexpectedEOF), true, "do the same again"},
		"time is over": {context.DeadlineExceeded, false, "deadline"},
		"given up":     {context.Canceled, false, "canceled"},
		"lost":         {ErrLost, false, "read the archive anew"},
	} {
		if Passes(c.err) != c.passes {
			t.Errorf("%s: passes %v", name, !c.passes)
		}
		said := Explain(fmt.Errorf("do it: %w", c.err))
		if !strings.Contains(said.Error(), c.want) || !errors.Is(said, c.err) || Passes(said) != c.passes {
			t.Errorf("%s: %v, want %q", name, said, c.want)
		}
	}
	if Explain(nil) != nil || Passes(nil) {
		t.Error("nothing is wrong")
	}
}

// TestCommitted: only what may have been written is said to be.
func TestCommitted(t *testing.T) {
	s := &server{}
	for _, c := range []struct {
		err    error
		unsure bool
	}{
		{nil, false},
		{sql.ErrTxDone, false},
		{context.Canceled, false},
		{pgx.ErrTxCommitRollback, false},
		{refusal("23503"), false},
		{&pgconn.PgError{Severity: "FATAL", Code: "57P01"}, true},
		{fmt.Errorf("timeout: %w", context.Canceled), true},
		{io.ErrUnexpectedEOF, true},
	} {
		if err := s.committed(c.err); errors.Is(err, ErrUnsure) != c.unsure || !errors.Is(err, c.err) {
			t.Errorf("%v: %v", c.err, err)
		}
	}
}
