package store

import (
	"database/sql/driver"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestShown(t *testing.T) {
	for name, want := range map[string]string{
		"/srv/archive":                    "/srv/archive",
		"postgres":                        "postgres",
		"postgres://db.example/stemma":    "postgres://db.example/stemma",
		"postgresql://u:secret@[::1]:1/x": "postgresql://u@[::1]:1/x",
		"postgres://u:secret@db/x?sslmode=require&password=secret&search_path=team&sslkey=secret": "postgres://u@db/x?search_path=team",
		"postgres:///x?host=%2Frun%2Fpostgresql&user=u&sslpassword=secret":                        "postgres:///x?host=%2Frun%2Fpostgresql&user=u",
		"postgres://u:sec%zzret@db/x?password=secret":                                             "postgres://db/x",
		"postgres://u:sec@ret@db:port/x":                                                          "postgres://db:port/x",
		"POSTGRES://u:secret@db/x":                                                                "postgres://u@db/x",
		"PostgreSQL://u:sec@ret@db:port/x":                                                        "PostgreSQL://db:port/x",
	} {
		if have := Shown(name); have != want || strings.Contains(have, "sec") {
			t.Errorf("%s is shown as %s, want %s", name, have, want)
		}
		if IsDatabase(name) != strings.Contains(name, "://") {
			t.Errorf("%s: a database? %v", name, IsDatabase(name))
		}
	}
}

func TestParseAddress(t *testing.T) {
	a, err := parseAddress("postgres://u@db.example/x?search_path=team_2&pool_max_conns=9&application_name=news%20desk&statement_timeout=5000")
	if err != nil {
		t.Fatal(err)
	}
	p := a.config.RuntimeParams
	if a.schema != "team_2" || a.conns != 9 || p["search_path"] != "team_2" || p["pool_max_conns"] != "" || p["application_name"] != "news desk" || p["statement_timeout"] != "5000" || p["jit"] != "off" {
		t.Errorf("%+v, %v", a, p)
	}
	a, err = parseAddress("postgres://db.example/x")
	if err != nil || a.schema != "stemma" || a.conns != defaultConns || !strings.HasPrefix(a.config.RuntimeParams["application_name"], "stemma ") {
		t.Errorf("%+v, %v", a, err)
	}
	if a.config.RuntimeParams["lock_timeout"] == "" {
		t.Error("it waits for ever for who writes")
	}
	if b, err := parseAddress("Postgres://u:secret@db.example/X"); err != nil || b.config.Host != "db.example" || b.config.Database != "X" || b.config.User != "u" {
		t.Errorf("in capitals: %+v, %v", b, err)
	}
	if r := a.reader(); r.RuntimeParams["default_transaction_read_only"] != "on" || a.config.RuntimeParams["default_transaction_read_only"] != "" {
		t.Error("what reads is not what writes")
	}
	for _, wrong := range []string{"?pool_max_conns=4", "?pool_max_conns=x", "?pool_max_conns=1000", "?search_path=A", "?search_path=a,b", "?search_path=pg_x", "?search_path="} {
		if _, err := parseAddress("postgres://db.example/x" + wrong); err == nil {
			t.Errorf("%s is taken", wrong)
		}
	}
}

// FuzzAddress: whatever is wrong with an address, its password is neither shown nor told.
func FuzzAddress(f *testing.F) {
	const word = "Gh5eim-Wq9t"
	for _, s := range []string{"postgres://u:%s@db/x", "postgres://u:%s@db:port/x?a=b", "postgresql://db/x?password=%s", "postgres://%%zz:%s@db", "postgres://u:%s", "postgres://u:%s@db/x?sslmode=never", "postgres://u:%s@a,b:99999999/x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, form string) {
		if strings.Count(form, "%s") != 1 || !IsDatabase(form) {
			return
		}
		before, after, _ := strings.Cut(form, "%s")
		u, err := url.Parse(before + word + after)
		inPassword := strings.Contains(after, "@") && !strings.ContainsAny(before[strings.Index(before, "://")+3:], "/?#@") && strings.Contains(before[strings.Index(before, "://")+3:], ":")
		if err == nil {
			given, _ := u.User.Password()
			inPassword = strings.Contains(given, word)
		}
		if !inPassword && !strings.HasSuffix(before, "?password=") {
			return
		}
		given := before + word + after
		if shown := Shown(given); strings.Contains(shown, word) {
			t.Errorf("%q is shown as %q", given, shown)
		}
		if _, err := parseAddress(given); err != nil && strings.Contains(err.Error(), word) {
			t.Errorf("%q: %v", given, err)
		}
	})
}

func TestPostgresQuery(t *testing.T) {
	for query, want := range map[string]string{
		"SELECT a FROM b WHERE c = ? AND d = '?' AND e = ?":              "SELECT a FROM b WHERE c = $1 AND d = '?' AND e = $2",
		"SELECT ?2, ?1 FROM a":                                           "SELECT $2, $1 FROM a",
		"SELECT x'' FROM json_each(?) k CROSS JOIN a ON a.n = k.value":   "SELECT ''::bytea FROM unnest($1::bigint[]) AS k (value) JOIN a ON a.n = k.value",
		"SELECT 1 FROM json_each(?) j WHERE instr(j.value, ?) > 0 -- ''": "SELECT 1 FROM unnest($1::text[]) AS j (value) WHERE strpos(j.value, $2) > 0 -- ''",
	} {
		if have := postgresQuery(query); have != want {
			t.Errorf("%s\nhave %s\nwant %s", query, have, want)
		}
	}
}

// FuzzStored: any bytes come back, and PostgreSQL takes what is stored of them; what is a text is stored as it is.
func FuzzStored(f *testing.F) {
	for _, s := range []string{"", "Паром «Алва»", "a\x00b", "\xff\xfe", "mark " + byteMark + " and more", byteMark + "00", byteMark + isMark, "\xf4\x8f\xbf"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		kept := stored(s)
		if !utf8.ValidString(kept) || strings.Contains(kept, "\x00") {
			t.Errorf("%q is stored as %q", s, kept)
		}
		if back := given(kept); back != s {
			t.Errorf("%q comes back as %q", s, back)
		}
		if utf8.ValidString(s) && !strings.ContainsAny(s, "\x00"+byteMark) && kept != s {
			t.Errorf("%q is stored as %q", s, kept)
		}
		given(s) // whatever somebody else has written
	})
}

func TestLists(t *testing.T) {
	for want, l := range map[string]driver.Valuer{"[]": texts(nil), `["a","b"]`: texts{"a", "b"}, "[1,-2]": numbers{1, -2}} {
		if have, err := l.Value(); have != want || err != nil {
			t.Errorf("%v: %v, %v", l, have, err)
		}
	}
}
