package store

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// The address of an archive in a database is one that PostgreSQL's own programs take, postgres://user@host:port/database?…, with
// all of their parameters, variables of the environment (PGPASSWORD) and files (pgpass, services). Three are this program's own:
//
//	search_path     the schema that the archive is in; stemma if there is none
//	pool_max_conns  how many connections an archive that is open has at most; 8 if there is none
//	answer_timeout  how long the server may say nothing in the middle of what it is asked; 10m if there is none, 0s for as long as it takes

const (
	defaultSchema = "stemma"
	// defaultConns of a hundred that a server has unless it is told otherwise: ten processes, and room for others.
	defaultConns = 8
	// leastConns are one that writes, two for what others keep beside the archive, and two that read: who goes through what one
	// query gives asks others meanwhile.
	leastConns = 5
	maxConns   = 200
	// maxKey is how many bytes of an id or a name go into an index of PostgreSQL, which takes a third of a page.
	maxKey = 2000
)

// IsDatabase says whether the name of an archive is the address of a database.
func IsDatabase(name string) bool {
	scheme, _, there := strings.Cut(name, "://")
	return there && (strings.EqualFold(scheme, "postgres") || strings.EqualFold(scheme, "postgresql")) // RFC 3986: in any case
}

// shown are the parameters that say which archive it is; all others, passwords and keys among them, are shown to nobody.
var shown = []string{"search_path", "host", "port", "user", "dbname", "service"}

// Shown is the name of an archive as it may be shown: of a database the address without password and parameters, but for the schema.
func Shown(name string) string {
	if !IsDatabase(name) {
		return name
	}
	u, err := url.Parse(name)
	if err != nil {
		scheme, rest, _ := strings.Cut(name, "://")
		if at := strings.LastIndexByte(rest, '@'); at >= 0 {
			rest = rest[at+1:]
		}
		rest, _, _ = strings.Cut(rest, "?")
		return scheme + "://" + rest
	}
	plain := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}
	if u.User != nil {
		plain.User = url.User(u.User.Username())
	}
	keep := url.Values{}
	for key, values := range u.Query() {
		if slices.Contains(shown, key) {
			keep[key] = values
		}
	}
	plain.RawQuery = keep.Encode()
	return plain.String()
}

// address is where an archive is in a database.
type address struct {
	given  string
	config *pgx.ConnConfig
	schema string
	conns  int
	// silence is how long its server may say nothing.
	silence *silence
}

var reSchema = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,62}$`)

func parseAddress(given string) (*address, error) {
	scheme, rest, _ := strings.Cut(given, "://")
	config, err := pgx.ParseConfig(strings.ToLower(scheme) + "://" + rest)
	if err != nil {
		return nil, errors.New("its address cannot be read: " + reasonOf(err, given) + "; it is to be like postgres://user@host:5432/database")
	}
	a := &address{given: given, config: config, schema: defaultSchema, conns: defaultConns}
	params := config.RuntimeParams
	if s, ok := params["search_path"]; ok {
		a.schema = s
	}
	if !reSchema.MatchString(a.schema) || strings.HasPrefix(a.schema, "pg_") {
		return nil, fmt.Errorf("%q cannot be the schema of an archive (search_path): give one name of small letters, digits and _", a.schema)
	}
	if s, ok := params["pool_max_conns"]; ok {
		delete(params, "pool_max_conns")
		if a.conns, err = strconv.Atoi(s); err != nil || a.conns < leastConns || a.conns > maxConns {
			return nil, fmt.Errorf("pool_max_conns is %q: give a number from %d to %d", s, leastConns, maxConns)
		}
	}
	if a.silence, err = parseSilence(config); err != nil {
		return nil, err
	}
	a.silence.bounds(config)
	for name, value := range map[string]string{
		"search_path":      a.schema,
		"application_name": applicationName(),
		"TimeZone":         "UTC",
		"jit":              "off", // compiling takes longer than what is asked here
		// Who has died, or whose machine has, holds nothing up: its transaction ends, and so do its leases.
		"idle_in_transaction_session_timeout": "5min",
		// Who writes for so long is told of, and not waited for without a word: it may hang.
		"lock_timeout":            "1min",
		"tcp_keepalives_idle":     "15",
		"tcp_keepalives_interval": "5",
		"tcp_keepalives_count":    "3",
		"tcp_user_timeout":        "30s",
	} {
		if _, there := params[name]; !there || name == "search_path" {
			params[name] = value
		}
	}
	return a, nil
}

// reasonOf is what is wrong with an address, without the address itself: it may have a password.
func reasonOf(err error, given string) string {
	for inner := err; inner != nil; inner = errors.Unwrap(inner) {
		err = inner
	}
	reason := err.Error()
	if u, failed := errors.AsType[*url.Error](err); failed {
		reason = u.Err.Error()
	}
	if strings.Contains(reason, given) || strings.ContainsAny(reason, "@`") || len(reason) > 200 {
		return "it is no address of a database"
	}
	return reason
}

// applicationName is how the server, and others who wait for this process, know it.
func applicationName() string {
	host, _ := os.Hostname()
	name := fmt.Sprintf("stemma %d on %s", os.Getpid(), host)
	return name[:min(len(name), 63)]
}

// reader are the settings of connections that read.
func (a *address) reader() *pgx.ConnConfig {
	c := a.config.Copy()
	c.RuntimeParams["default_transaction_read_only"] = "on"
	return c
}
