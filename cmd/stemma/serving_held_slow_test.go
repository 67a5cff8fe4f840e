//go:build unix && slow

package main

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stemma-news/stemma/internal/pgtest"
	"github.com/stemma-news/stemma/store"
)

// TestDoorOpenWhileOthersWait: who has a token is let in while all else of a server waits for other programs: a trace for the turn at a story
// that a command traces, and verdicts for the book.
func TestDoorOpenWhileOthersWait(t *testing.T) {
	t.Parallel()
	address := pgtest.Database(t)
	command := func(args ...string) *exec.Cmd {
		cmd := exec.CommandContext(t.Context(), "stemma", args...)
		cmd.Env = append(cmd.Environ(), "STEMMA_ARCHIVE="+address)
		return cmd
	}
	stemma := func(args ...string) string {
		t.Helper()
		out, err := command(args...).Output()
		if err != nil {
			t.Fatalf("%v: %v", args, err)
		}
		return strings.TrimSpace(string(out))
	}
	ferry := filepath.Join(t.TempDir(), "ferry.jsonl")
	var reports strings.Builder
	for i, outlet := range []string{"Herald", "Courier", "Harbour Post"} {
		fmt.Fprintf(&reports, `{"id": "ferry%d", "outlet": %q, "lang": "en", "published": "2025-05-0%dT06:00:00Z", "title": "Ferry Alva aground off Larn", `+
			`"text": "The ferry Alva ran aground off Larn on Saturday with 212 passengers aboard. Nobody was hurt, the harbour master Ines Karo said."}`+"\n", i, outlet, 4+i)
	}
	if err := os.WriteFile(ferry, []byte(reports.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	stemma("import", "../../trace/demo", ferry)
	token := stemma("token", "add", "--name", "desk", "--scope", "admin")
	a, err := store.Open(t.Context(), address, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	list, err := a.Stories(t.Context(), store.StoryFilter{})
	if err != nil || len(list) == 0 {
		t.Fatal(list, err)
	}
	s := startServe(t, "--archive", address)
	ask := func(method, path, body string) int {
		r, err := http.NewRequestWithContext(t.Context(), method, s.url+path, strings.NewReader(body))
		if err != nil {
			t.Error(err)
			return 0
		}
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Content-Type", "application/json")
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Error(err)
			return 0
		}
		answer.Body.Close()
		return answer.StatusCode
	}
	hold := func(query string) *sql.Tx {
		tx, err := a.Database().BeginTx(t.Context(), nil)
		if err == nil {
			_, err = tx.ExecContext(t.Context(), query)
		}
		if err != nil {
			t.Fatal(err)
		}
		return tx
	}
	waits := func(like string, n int) {
		t.Helper()
		for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
			have := 0
			err := a.Door().QueryRowContext(t.Context(), "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database() AND query LIKE $1", like).Scan(&have)
			if err != nil || time.Now().After(deadline) {
				t.Fatalf("%d wait with %q (%v)", have, like, err)
			}
			if have >= n {
				return
			}
		}
	}
	story := slices.MaxFunc(list, func(a, b store.Story) int { return cmp.Compare(a.Articles, b.Articles) }).ID
	other, ok, err := a.StoryOf(t.Context(), "ferry1")
	if err != nil || !ok || other == story {
		t.Fatal(other, err)
	}
	tree := stemma("show", "--format", "json", story)
	var result struct {
		Stories []struct {
			Edges []struct{ Parent, Child string }
		}
	}
	if err := json.Unmarshal([]byte(tree), &result); err != nil || len(result.Stories) != 1 || len(result.Stories[0].Edges) == 0 {
		t.Fatalf("%v: %.300s", err, tree)
	}
	e := result.Stories[0].Edges[0]
	verdict, err := json.Marshal(map[string]string{"story": story, "verdict": "confirmed", "child": e.Child, "parent": e.Parent})
	if err != nil {
		t.Fatal(err)
	}
	writing := hold("UPDATE written SET n = n")
	show := command("show", other) // it keeps the turn till its tree is kept
	if err := show.Start(); err != nil {
		t.Fatal(err)
	}
	waits("UPDATE written%", 1)
	book := hold("SELECT version FROM book FOR UPDATE")
	var others sync.WaitGroup
	for range 3 {
		others.Go(func() { ask(http.MethodGet, "api/v1/stories/"+other+"/trace", "") })
		others.Go(func() { ask(http.MethodPost, "api/v1/verdicts", string(verdict)) })
	}
	waits("SELECT version FROM book%", 1)
	for range 2 { // who is let in is asked each second
		began := time.Now()
		if status := ask(http.MethodGet, "api/v1/stories", ""); status != http.StatusOK || time.Since(began) > 8*time.Second {
			t.Errorf("with a token: %d after %v", status, time.Since(began))
		}
		time.Sleep(1100 * time.Millisecond)
	}
	for _, held := range []*sql.Tx{book, writing} {
		if err := held.Rollback(); err != nil {
			t.Error(err)
		}
	}
	others.Wait()
	if err := show.Wait(); err != nil {
		t.Error(err)
	}
	s.stop()
}
