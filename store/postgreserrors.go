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

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Codes of PostgreSQL (Appendix A of its manual), and the classes of them that begin so.
const (
	diskFull        = "53100"
	tooMany         = "53300"
	notAllowed      = "42501"
	readOnlyServer  = "25006"
	noDatabase      = "3D000"
	tooLong         = "54000" // for an index
	classConnection = "08"
	classResources  = "53"
	classOperator   = "57P" // stops, starts, was told to end
	classRights     = "28"
	classRolledBack = "40"
	lockTaken       = "55P03"
)

// serverCode is the code of an error of PostgreSQL, or nothing.
func serverCode(err error) string {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code
	}
	return ""
}

// MayBeWritten says of the error of a commit to a database that what was to be written may be there. Only an answer of the server
// that it is not, and what ended before the server was asked, tells that it is not: a server that stops (FATAL) may
// have written it before.
func MayBeWritten(err error) bool {
	switch {
	case err == nil, errors.Is(err, sql.ErrTxDone), errors.Is(err, pgx.ErrTxCommitRollback):
		return false
	case err == context.Canceled, err == context.DeadlineExceeded: //nolint:errorlint // these as they are: database/sql had not begun
		return false
	}
	refused, ok := errors.AsType[*pgconn.PgError](err)
	return !ok || refused.Severity != "ERROR"
}

// serverPasses reports an error of a database that may pass; known says that it is one.
func serverPasses(err error) (passes, known bool) {
	switch code := serverCode(err); {
	case errors.Is(err, ErrUnsure), isGone(err):
		return true, true
	case code == "":
		return false, false
	case code == readOnlyServer, code == lockTaken, isOf(code, classConnection, classResources, classOperator, classRolledBack):
		return true, true
	}
	return false, true
}

func isOf(code string, classes ...string) bool {
	for _, c := range classes {
		if strings.HasPrefix(code, c) {
			return true
		}
	}
	return false
}

// isGone says that there was no way to the server, or that it broke off.
func isGone(err error) bool {
	if err == nil || errors.Is(err, context.Canceled) {
		return false
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		code := serverCode(err)
		return code == "" || isOf(code, classConnection, classResources, classOperator)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	_, down := errors.AsType[*net.OpError](err)
	return down || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, driver.ErrBadConn) || strings.HasSuffix(err.Error(), "conn closed")
}

// serverRemedy returns what to tell instead of an error of a database, and what it stands for.
func serverRemedy(err error) (help string, inner error) {
	if err == nil || errors.Is(err, ErrUnsure) || errors.Is(err, context.Canceled) {
		return "", nil
	}
	if e, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return connectRemedy(e), e
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return codeRemedy(e), e
	}
	if isGone(err) {
		return fmt.Sprintf("the connection to the database server was lost (%v): run again when it is there; all that was acknowledged is kept", err), err
	}
	return "", nil
}

// codeRemedy says what to do about an error by its code; nothing where the server's words are the best.
func codeRemedy(e *pgconn.PgError) string {
	switch {
	case e.Code == diskFull:
		return "the disk of the database server is full: make room there and run again; all that was added before is kept"
	case e.Code == tooMany:
		return "the database server has no connection left: let others end, give each archive fewer (?pool_max_conns=5), or raise max_connections of the server"
	case e.Code == readOnlyServer:
		return "this database server takes no changes (it is a copy, or was set so): give the address of the primary"
	case e.Code == lockTaken:
		return "another process has been writing into the database for longer than this one was to wait (a long import, or one that hangs): look who it is (pg_stat_activity), and run again when it is done; ?lock_timeout=10min in the address waits longer"
	case e.Code == noDatabase:
		return "there is no such database on the server: make it (createdb), or give the name of one that is there"
	case e.Code == notAllowed:
		return fmt.Sprintf("you may not do that in the database (%s): let its owner give you the right (GRANT), or make the schema for you (CREATE SCHEMA … AUTHORIZATION …)", e.Message)
	case e.Code == tooLong:
		return "an id or a name is too long for a database (2,600 bytes at most): give it a shorter one"
	case isOf(e.Code, classRights):
		return fmt.Sprintf("the database server lets nobody in by this name and password (%s): give the right ones in the address, in PGPASSWORD, or in a password file", e.Message)
	case isOf(e.Code, classOperator):
		return fmt.Sprintf("the database server is starting or stopping, or ended this connection (%s): run again when it is there; all that was acknowledged is kept", e.Message)
	}
	return ""
}

// connectRemedy says why there is no connection.
func connectRemedy(e *pgconn.ConnectError) string {
	if refused, ok := errors.AsType[*pgconn.PgError](e); ok {
		if help := codeRemedy(refused); help != "" {
			return help
		}
		return fmt.Sprintf("the database server refuses the connection (%s)", refused.Message)
	}
	why := e.Unwrap().Error()
	why = why[strings.LastIndexByte(why, '\n')+1:]
	if _, reason, ok := strings.Cut(why, "dial error: "); ok {
		why = reason
	}
	return fmt.Sprintf("no connection to the database server at %s:%d (%s): look whether it runs, and whether address and port are right", e.Config.Host, e.Config.Port, why)
}
