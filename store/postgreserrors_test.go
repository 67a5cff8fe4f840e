package store

import (
	"bytes"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"regexp"
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

// TestServersThatSuit: a server that is too old, or of another encoding, is refused, and it is said what is needed.
func TestServersThatSuit(t *testing.T) {
	for _, c := range []struct {
		version  int
		encoding string
		want     string
	}{
		{140_012, "UTF8", "PostgreSQL 14, and 15 or newer is needed"},
		{90_624, "UTF8", "PostgreSQL 9,"},
		{150_000, "UTF8", ""},
		{180_001, "UTF8", ""},
		{160_004, "SQL_ASCII", errEncoding.Error()},
	} {
		err := suits(c.version, c.encoding)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%d, %s: %v, want %q", c.version, c.encoding, err, c.want)
		}
	}
}

// TestParametersAreTold: what an address may say to this program, and not to the server, is in docs/TEAM.md.
func TestParametersAreTold(t *testing.T) {
	doc, err := os.ReadFile("../docs/TEAM.md")
	if err != nil {
		t.Fatal(err)
	}
	asked := regexp.MustCompile(`(?:params|RuntimeParams)\["([a-z_]+)"\]`)
	names := map[string]bool{}
	for _, file := range []string{"database.go", "postgressilence.go"} {
		code, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range asked.FindAllSubmatch(code, -1) {
			names[string(m[1])] = true
		}
	}
	if len(names) < 4 || !names["answer_timeout"] {
		t.Fatalf("found only %v", names)
	}
	for name := range names {
		if name != "default_transaction_read_only" && !bytes.Contains(doc, []byte("`"+name)) {
			t.Errorf("docs/TEAM.md does not say what %s is", name)
		}
	}
}
