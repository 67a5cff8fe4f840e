package store

import (
	"strconv"
	"strings"
)

// What is asked of an archive is written once, in words that both SQLite and PostgreSQL read. Where there are none, it is
// written as for SQLite, and these are said otherwise to PostgreSQL:
//
//	json_each(?) j   texts, one by one, of an argument that has many
//	json_each(?) k   numbers
//	CROSS JOIN       an order of joins that SQLite is to keep; PostgreSQL knows better
//	x''              no bytes
//	instr            where a text is in another
//	temp.arrival     a table that goes with the transaction (order.go)
//	? and ?1         the arguments
var inPostgres = strings.NewReplacer(
	"json_each(?) j", "unnest(?::text[]) AS j (value)",
	"json_each(?) k", "unnest(?::bigint[]) AS k (value)",
	"CROSS JOIN", "JOIN",
	"x''", "''::bytea",
	"instr(", "strpos(",
	"TABLE arrival (n INTEGER PRIMARY KEY, old INTEGER NOT NULL UNIQUE) STRICT", "TABLE arrival (n bigint PRIMARY KEY, old bigint NOT NULL UNIQUE) ON COMMIT DROP",
	"temp.arrival", "pg_temp.arrival",
)

// postgresQuery says a query to PostgreSQL. It takes some microseconds, a small part of what asking takes, so that nothing is remembered.
func postgresQuery(query string) string {
	query = inPostgres.Replace(query)
	var b strings.Builder
	b.Grow(len(query) + 16)
	quoted, n := false, 0
	for i := range len(query) {
		c := query[i]
		quoted = quoted != (c == '\'')
		if c != '?' || quoted {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('$')
		if i+1 < len(query) && query[i+1] >= '1' && query[i+1] <= '9' {
			continue // it has its number
		}
		n++
		b.WriteString(strconv.Itoa(n))
	}
	return b.String()
}
