//go:build linux && slow

package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"github.com/stemma-news/stemma/internal/pgtest"
)

// TestConnections: a server whom forty readers ask at once, a watch with a feed that grows, and commands have no more connections of a database
// than docs/TEAM.md says, by which its administrator sets how many there may be.
func TestConnections(t *testing.T) {
	at := pgtest.Database(t)
	as := func(who string) string { return at + "&application_name=" + who }
	output1(t, "import", "--archive", as("import"), severalStories(t, 12, 8))
	counted, stop := context.WithCancel(t.Context())
	most := make(chan map[string]int, 1)
	go func() { most <- connections(counted, t, at) }()

	s := startServe(t, "--archive", as("serve"))
	w := startWatch(t, as("watch"))
	_, listed := s.get("api/v1/stories")
	var answer struct{ Stories []struct{ ID string } }
	if err := json.Unmarshal([]byte(listed), &answer); err != nil || len(answer.Stories) < 6 {
		t.Fatalf("%d stories, %v: %.300s", len(answer.Stories), err, listed)
	}
	var readers sync.WaitGroup
	until := time.Now().Add(6 * time.Second)
	for n := range 40 {
		readers.Go(func() {
			for i := n; time.Now().Before(until); i++ {
				s.get([]string{"", "search?q=ferry", "api/v1/stories", "stories/" + answer.Stories[i%len(answer.Stories)].ID, "claim?q=the+ferry+sank"}[i%5])
			}
		})
	}
	for range 3 {
		output1(t, "search", "--archive", as("search"), "ferry")
		output1(t, "show", "--archive", as("show"), answer.Stories[0].ID)
		output1(t, "import", "--archive", as("import"), severalStories(t, 2, 8))
	}
	readers.Wait()
	stop()
	w.stop()
	s.stop()
	checkConnections(t, <-most)
}

// checkConnections holds what was counted to the table of docs/TEAM.md: the numbers of a row are added up.
func checkConnections(t *testing.T, most map[string]int) {
	t.Helper()
	doc, err := os.ReadFile("../../docs/TEAM.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{"serve": "`stemma serve`", "watch": "`stemma watch`", "import": "a command", "search": "a command", "show": "a command"}
	for who, row := range rows {
		m := regexp.MustCompile(`(?m)^\| ` + regexp.QuoteMeta(row) + `.*?\|(.*)\|$`).FindSubmatch(doc)
		if m == nil {
			t.Fatalf("docs/TEAM.md has no row of %s", row)
		}
		allowed := 0
		for _, n := range regexp.MustCompile(`\b\d+\b`).FindAll(m[1], -1) {
			i, _ := strconv.Atoi(string(n))
			allowed += i
		}
		if n := most[who]; n == 0 || n > allowed {
			t.Errorf("%s has %d connections, and docs/TEAM.md says %d at most", who, n, allowed)
		}
	}
	t.Log(most)
}

// connections looks again and again at who has how many connections, and gives the most of each.
func connections(ctx context.Context, t *testing.T, at string) map[string]int {
	most := map[string]int{}
	db, err := sql.Open("pgx", at)
	if err != nil {
		t.Error(err)
		return most
	}
	defer db.Close()
	for {
		rows, err := db.QueryContext(ctx, "SELECT application_name, count(*) FROM pg_stat_activity WHERE datname = current_database() GROUP BY 1")
		if err != nil {
			if ctx.Err() == nil {
				t.Error(err)
			}
			return most
		}
		for rows.Next() {
			var who string
			var n int
			if err := rows.Scan(&who, &n); err == nil {
				most[who] = max(most[who], n)
			}
		}
		if err := rows.Err(); err != nil && ctx.Err() == nil {
			t.Error(err)
		}
	}
}

// severalStories are reports of events that have nothing in common.
func severalStories(t *testing.T, events, reports int) string {
	t.Helper()
	happened := []string{
		"The ferry %s ran aground off %s with %d passengers aboard.", "A mill called %s in %s burnt down and %d workers fled.", "The mayor %s of %s resigned over %d missing ballots.",
		"Miners led by %s struck in %s for %d hours.", "The bridge %s near %s was closed after %d cracks were found.", "The singer %s cancelled in %s before %d listeners.",
	}
	places := []string{"Larn", "Brede", "Kadda", "Ostvik", "Tomaring", "Velasund", "Pirrow", "Quell", "Juruna", "Hasko", "Mirrstad", "Zelm"}
	names := []string{"Alva", "Gorlan", "Pernik", "Sutton-Vey", "Borrask", "Imelda", "Thorsa", "Wexlow", "Dunmarra", "Ferrin", "Oskuld", "Yarrow"}
	var b bytes.Buffer
	for e := range events {
		for r := range reports {
			text := fmt.Sprintf(happened[e%len(happened)], names[e%len(names)], places[e%len(places)], 20+7*e)
			fmt.Fprintf(&b, `{"id":"%d-%d","outlet":"Herald %d","published":"2025-03-%02dT%02d:00:00Z","title":"%s of %s","text":"%s Witness %s said so to reporter number %d."}`+"\n",
				e, r, r, 1+2*e, r, names[e%len(names)], places[e%len(places)], text, names[(e+3)%len(names)], r)
		}
	}
	name := filepath.Join(t.TempDir(), "stories.jsonl")
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// watched is a watch of a feed that grows.
type watched struct {
	t   *testing.T
	cmd *exec.Cmd
}

func startWatch(t *testing.T, archive string) *watched {
	t.Helper()
	var reports atomic.Int64
	feed := httptest.NewServer(herald(func() int { return int(reports.Add(5)) }))
	t.Cleanup(feed.Close)
	list := filepath.Join(t.TempDir(), "feeds.txt")
	if err := os.WriteFile(list, []byte(feed.URL+"/feed.xml\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	w := &watched{t, exec.CommandContext(t.Context(), "stemma", "watch", "--archive", archive, "--allow-private", "--delay", "0s", list)}
	if err := w.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = w.cmd.Process.Kill(), w.cmd.Wait() }) // of a test that has failed
	return w
}

func (w *watched) stop() {
	w.t.Helper()
	if err := w.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		w.t.Fatal(err)
	}
	if err := w.cmd.Wait(); err != nil {
		w.t.Errorf("the watch ends with %v", err)
	}
}
