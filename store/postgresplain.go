package store

import (
	"context"
	"database/sql"
	"database/sql/driver"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// plainly is a database for what others keep beside the archive (Archive.Database): what they ask is PostgreSQL's as it stands, and
// texts are kept as the archive's are (stored), so that a byte which PostgreSQL does not take is refused to nobody.
func plainly(config *pgx.ConnConfig) *sql.DB {
	return sql.OpenDB(plainConnector{stdlib.GetConnector(*config.Copy())})
}

type plainConnector struct{ driver.Connector }

func (p plainConnector) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := p.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return plainConn{c.(*stdlib.Conn)}, nil //nolint:forcetypeassert // it makes only these
}

// plainConn is a connection of it.
type plainConn struct{ *stdlib.Conn }

func (p plainConn) Prepare(query string) (driver.Stmt, error) { return saying{p.Conn, query}, nil }

func (p plainConn) PrepareContext(_ context.Context, query string) (driver.Stmt, error) {
	return p.Prepare(query)
}

func (p plainConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	return saying{p.Conn, query}.QueryContext(ctx, args)
}

// CheckNamedValue leaves to pgx what is no text.
func (p plainConn) CheckNamedValue(v *driver.NamedValue) error {
	switch x := v.Value.(type) {
	case string:
		v.Value = stored(x)
	case []string:
		all := make([]string, len(x))
		for i, t := range x {
			all[i] = stored(t)
		}
		v.Value = all
	}
	return nil
}
