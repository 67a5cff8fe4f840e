//go:build unix

package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/stemma-news/stemma/internal/pgtest"
)

// TestServersShareADatabase: two servers begin at once on an empty database, and a third program fills it. What is there, what reviewers
// say at one of them and who may ask is the same for both, also after the database was killed; and neither shows its password.
func TestServersShareADatabase(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts processes")
	}
	t.Parallel()
	database := pgtest.Start(t, pgtest.Options{Sync: true})
	address := database.Database(t)
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	secret, _ := u.User.Password()
	var all [2]*served
	var starting sync.WaitGroup
	for i := range all {
		starting.Go(func() { all[i] = startServe(t, "--archive", address, "--verbose", "--debug") })
	}
	starting.Wait()
	if t.Failed() {
		return
	}
	one, other := all[0], all[1]
	stemma := func(args ...string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), "stemma", args...)
		cmd.Env = append(cmd.Environ(), "STEMMA_ARCHIVE="+address)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v: %v", args, err)
		}
		return strings.TrimSpace(string(out))
	}
	stemma("import", "../../trace/demo")
	one.becomes("api/v1/stories", http.StatusOK, `"stories":[{`)
	other.becomes("api/v1/stories", http.StatusOK, `"stories":[{`)

	_, list := one.get("api/v1/stories")
	var page struct{ Stories []struct{ ID string } }
	if err := json.Unmarshal([]byte(list), &page); err != nil {
		t.Fatal(err)
	}
	story := page.Stories[0].ID
	one.becomes("api/v1/stories/"+story+"/trace", http.StatusOK, "") // a busy machine answers first that it traces
	_, tree := one.get("api/v1/stories/" + story + "/trace")
	var result struct {
		Stories []struct {
			Edges []struct{ Parent, Child string }
		}
	}
	if err := json.Unmarshal([]byte(tree), &result); err != nil || len(result.Stories) != 1 {
		t.Fatalf("%v: %.300s", err, tree)
	}
	e := result.Stories[0].Edges[0]
	given, err := json.Marshal(map[string]string{"story": story, "verdict": "confirmed", "child": e.Child, "parent": e.Parent, "note": "it says so"})
	if err != nil {
		t.Fatal(err)
	}
	if status, answer := one.post("api/v1/verdicts", "application/json", strings.NewReader(string(given))); status != http.StatusCreated {
		t.Fatalf("a verdict: %d %s", status, answer)
	}
	other.becomes("api/v1/verdicts", http.StatusOK, "it says so")

	database.Kill()
	other.becomes("readyz", http.StatusServiceUnavailable, "")
	database.Restart()
	one.becomes("readyz", http.StatusOK, "")
	other.becomes("readyz", http.StatusOK, "")
	other.becomes("api/v1/verdicts", http.StatusOK, "it says so")

	token := stemma("token", "add", "--name", "desk")
	one.becomes("api/v1/stories", http.StatusUnauthorized, "")
	other.becomes("api/v1/stories", http.StatusUnauthorized, "")
	if status, body := other.get("api/v1/stories", "Authorization", "Bearer "+token); status != http.StatusOK {
		t.Errorf("with a token: %d %s", status, body)
	}
	stemma("token", "revoke", "desk")
	token = stemma("token", "add", "--name", "chief", "--scope", "admin")
	for _, s := range all {
		for _, path := range []string{"metrics", "healthz", "readyz", "debug/pprof/cmdline", "debug/pprof/"} {
			if _, body := s.get(path, "Authorization", "Bearer "+token); strings.Contains(body, secret) {
				t.Errorf("%s shows the password", path)
			}
		}
		s.stop()
		if said := s.said.String(); strings.Contains(said, secret) || strings.Contains(said, token) {
			t.Errorf("the log has a secret: %s", said)
		}
	}
}
