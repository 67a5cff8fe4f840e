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
//	COLLATE BINARY   texts in the order of the bytes that they were given with (bytesOf)
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
	"l.id COLLATE BINARY", bytesOf("l.id"),
	"c.key COLLATE BINARY", bytesOf("c.key"),
	"name COLLATE BINARY", bytesOf("name"),
)

// bytesOf is what PostgreSQL is to order by so that texts are in the order of their bytes, as in SQLite, also those that are not
// kept as they are (stored): given, in words of SQL. It is a sort, where the index of texts would do for all others; an
// export sorts a million names in a second or two.
func bytesOf(column string) string {
	const mark = "chr(1114110)" // byteMark
	return "CASE WHEN strpos(" + column + ", " + mark + ") = 0 THEN convert_to(" + column + ", 'UTF8') ELSE (SELECT string_agg(CASE" +
		" WHEN part.n = 1 THEN convert_to(part.s, 'UTF8')" +
		" WHEN left(part.s, 2) ~ '^[0-9a-f]{2}$' THEN decode(left(part.s, 2), 'hex') || convert_to(substr(part.s, 3), 'UTF8')" +
		" WHEN left(part.s, 2) = '" + isMark + "' THEN convert_to(" + mark + " || substr(part.s, 3), 'UTF8')" +
		" ELSE convert_to(" + mark + " || part.s, 'UTF8') END, ''::bytea ORDER BY part.n)" +
		" FROM unnest(string_to_array(" + column + ", " + mark + ")) WITH ORDINALITY AS part (s, n)) END"
}

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
