package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// translator makes connections to PostgreSQL by which the queries of this package can be asked. So all that is asked of an archive
// stands once, for both engines, and what it goes by is database/sql.
type translator struct{ driver.Connector }

// translated is a database that is asked as SQLite is.
func translated(config *pgx.ConnConfig) *sql.DB {
	return sql.OpenDB(translator{stdlib.GetConnector(*config.Copy())})
}

func (t translator) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := t.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return speaker{c.(*stdlib.Conn)}, nil //nolint:forcetypeassert // it makes only these
}

// speaker is a connection that says queries in PostgreSQL's words.
type speaker struct{ *stdlib.Conn }

// Prepare prepares nothing: pgx prepares what is asked, and keeps that as long as the connection, beyond transactions.
func (s speaker) Prepare(query string) (driver.Stmt, error) {
	return saying{s.Conn, postgresQuery(query)}, nil
}

func (s speaker) PrepareContext(_ context.Context, query string) (driver.Stmt, error) {
	return s.Prepare(query)
}

func (s speaker) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	return s.Conn.ExecContext(ctx, postgresQuery(query), args)
}

func (s speaker) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	return saying{s.Conn, postgresQuery(query)}.QueryContext(ctx, args)
}

// BeginTx has what only reads see one state of the archive, as with SQLite.
func (s speaker) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	if o.ReadOnly {
		o.Isolation = driver.IsolationLevel(sql.LevelRepeatableRead)
	}
	return s.Conn.BeginTx(ctx, o)
}

// CheckNamedValue brings arguments to what PostgreSQL takes: it has no truth values where the archive has numbers, tells bytes
// that are none from nothing, and has arrays.
func (s speaker) CheckNamedValue(v *driver.NamedValue) error {
	switch l := v.Value.(type) {
	case texts:
		all := make([]string, len(l))
		for i, t := range l {
			all[i] = stored(t)
		}
		v.Value = all
		return nil
	case numbers:
		v.Value = append([]int64{}, l...)
		return nil
	}
	value, err := driver.DefaultParameterConverter.ConvertValue(v.Value)
	switch x := value.(type) {
	case bool:
		value = int64(0)
		if x {
			value = int64(1)
		}
	case string:
		value = stored(x)
	case []byte:
		if x == nil {
			value = []byte{}
		}
	}
	v.Value = value
	return err
}

// saying is a query in PostgreSQL's words.
type saying struct {
	conn  *stdlib.Conn
	query string
}

func (q saying) Close() error  { return nil }
func (q saying) NumInput() int { return -1 } // the server tells

func (q saying) Exec([]driver.Value) (driver.Result, error) { return nil, driver.ErrSkip }
func (q saying) Query([]driver.Value) (driver.Rows, error)  { return nil, driver.ErrSkip }

func (q saying) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	return q.conn.ExecContext(ctx, q.query, args)
}

func (q saying) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	rows, err := q.conn.QueryContext(ctx, q.query, args)
	if err != nil {
		return nil, err
	}
	return answer{rows}, nil
}

// answer are rows with texts as they were given.
type answer struct{ driver.Rows }

func (a answer) Next(to []driver.Value) error {
	err := a.Rows.Next(to)
	if err != nil {
		return err
	}
	for i, v := range to {
		if s, ok := v.(string); ok {
			to[i] = given(s)
		}
	}
	return nil
}

// PostgreSQL takes no text that is not UTF-8, and none with a byte of 0; SQLite takes any, and names of sources and ids come from
// texts that have them. Such a byte is written as a mark and two digits. The mark is no character (Unicode 23.7), and is
// written so, too, where a text has it. Other texts are as they are.
const (
	byteMark = "\U0010FFFE"
	isMark   = "--"
)

// stored is a text as PostgreSQL takes it.
func stored(s string) string {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 && !strings.Contains(s, byteMark) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1 || r == 0:
			b.WriteString(byteMark)
			b.WriteByte(hexDigits[s[i]>>4])
			b.WriteByte(hexDigits[s[i]&15])
		case s[i:i+size] == byteMark:
			b.WriteString(byteMark + isMark)
		default:
			b.WriteString(s[i : i+size])
		}
		i += size
	}
	return b.String()
}

const hexDigits = "0123456789abcdef"

// given is the text that was stored.
func given(s string) string {
	at := strings.Index(s, byteMark)
	if at < 0 {
		return s
	}
	var b strings.Builder
	for ; at >= 0; at = strings.Index(s, byteMark) {
		b.WriteString(s[:at])
		s = s[at+len(byteMark):]
		high, low := digit(s, 0), digit(s, 1)
		switch {
		case strings.HasPrefix(s, isMark):
			b.WriteString(byteMark)
		case high >= 0 && low >= 0:
			b.WriteByte(byte(high<<4 | low)) //nolint:gosec // two digits
		default: // somebody else wrote it
			b.WriteString(byteMark)
			continue
		}
		s = s[2:]
	}
	b.WriteString(s)
	return b.String()
}

// digit is the value of a hexadecimal digit, or -1.
func digit(s string, i int) int {
	if i >= len(s) {
		return -1
	}
	return strings.IndexByte(hexDigits, s[i])
}
