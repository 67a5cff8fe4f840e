//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stemma-news/stemma/feed"
	"github.com/stemma-news/stemma/internal/killed"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch/alert"
)

// desk is what a watch sees of the world: three outlets that tell of the same events one after the other, each time that
// they are asked of two more; and what the watch tells the world.
type desk struct {
	*httptest.Server
	mu    sync.Mutex
	shown [3]int // events that an outlet has told of
	hooks map[string]string
	wrong []string
	busy  int // answers of the hook until the next that is a refusal
}

// deskEvents are what happened, told in two sentences.
var deskEvents = [...][2]string{
	{"Ferry Alva aground off Larn", "The ferry Alva ran aground off Larn on Saturday with 212 passengers aboard. The harbour master Ines Karo said that nobody was hurt."},
	{"Council of Orvel passes budget", "The council of Orvel passed a budget of 40 million crowns. The opposition led by Bram Teller abstained from the vote."},
	{"Chess title for Dora Venn", "Dora Venn won the chess championship in Tarven after 57 moves. Her opponent resigned in a lost rook ending."},
	{"Vaccine against marsh fever approved", "The medicines agency approved a vaccine against marsh fever made by Kestrin Labs. Trials with 3,400 volunteers showed few side effects."},
	{"Comet seen from Mount Iskar", "Astronomers at the Iskar observatory photographed a comet with a double tail. It will pass the sun in eighteen days, Professor Olin Madd said."},
	{"Grain prices fall in Selm", "Wheat fell by nine percent at the exchange of Selm after a record harvest. Farmers asked the ministry of agriculture for credits."},
	{"Bank robbery in Quell", "Two masked robbers took gold coins from a bank in Quell and fled on motorcycles. Police closed the Dorn road."},
	{"Opera house reopens", "The opera house of Morra reopened with a new staging after six years of repairs. The conductor Levi Strand was applauded for ten minutes."},
}

func newDesk(t *testing.T) *desk {
	d := &desk{hooks: map[string]string{}}
	d.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.mu.Lock()
		defer d.mu.Unlock()
		switch r.URL.Path {
		case "/hook":
			d.hook(w, r)
		case "/0.xml", "/1.xml", "/2.xml":
			d.feed(w, int(r.URL.Path[1]-'0'))
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(d.Close)
	return d
}

// feed sends the feed of an outlet.
func (d *desk) feed(w io.Writer, outlet int) {
	d.shown[outlet] = min(d.shown[outlet]+2, len(deskEvents))
	fmt.Fprintf(w, `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Outlet %d</title>`, outlet)
	for i, e := range deskEvents[:d.shown[outlet]] {
		fmt.Fprintf(w, `<item><title>%s</title><guid isPermaLink="false">%d-%d</guid><link>https://outlet%d.example/%d</link><pubDate>%s</pubDate><content:encoded>&lt;p&gt;%s So outlet %d has it.&lt;/p&gt;</content:encoded></item>`,
			e[0], outlet, i, outlet, i, time.Date(2025, 3, 1, 10+i, outlet, 0, 0, time.UTC).Format(time.RFC1123Z), e[1], outlet)
	}
	fmt.Fprint(w, "</channel></rss>")
}

// hook takes an alert; each third time it does not.
func (d *desk) hook(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if d.busy++; d.busy%3 == 0 {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	id := r.Header.Get("webhook-id")
	if before, twice := d.hooks[id]; err != nil || twice && before != string(body) {
		d.wrong = append(d.wrong, id)
	}
	d.hooks[id] = string(body)
}

func (d *desk) told() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.shown == [3]int{len(deskEvents), len(deskEvents), len(deskEvents)}
}

// TestWatchKilled kills a watch at any moment, again and again. No report is lost, each alert is told, by one id and
// otherwise than a receiver can tell only once, the archive is sound each time, and the stories are in the end what they
// are without.
func TestWatchKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts processes")
	}
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // a test
	for left := watchKills; left > 0 && !t.Failed(); left -= 10 {
		d, dir := newDesk(t), t.TempDir()
		rules := filepath.Join(dir, "rules.toml")
		if err := os.WriteFile(rules, []byte("[[rule]]\nname = \"two\"\noutlets = 2\n[[rule]]\nname = \"karo\"\ncites = [\"Ines Karo\"]\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		archived, atom := filepath.Join(dir, "archive"), filepath.Join(dir, "alerts.xml")
		args := []string{
			"watch", "--archive", archived, "--allow-private", "--delay", "0s", "-v", "--rules", rules, "--feed", atom, "--webhook", d.URL + "/hook",
			"--min-interval", "1s", "--max-interval", "1s", d.URL + "/0.xml", d.URL + "/1.xml", d.URL + "/2.xml",
		}
		var lines []string
		for n := range min(left, 10) {
			mode := []string{"--once"}
			if n%2 == 1 {
				mode = nil
			}
			lines = append(lines, runKilled(t, append(args[:1:1], append(mode, args[1:]...)...), time.Duration(1+r.IntN(700))*time.Millisecond)...)
			checked(t, archived)
		}
		for n := 0; n < 30 && (n < 2 || !d.told()); n++ {
			lines = append(lines, runKilled(t, append(args, "--once"), 0)...)
		}
		asUndisturbed(t, archived)
		d.alertsOnce(t, lines, atom)
	}
}

// runKilled runs a command, kills it so long after it has begun its work, or never if 0, and returns the lines that it
// printed, but for one that it did not end.
func runKilled(t *testing.T, args []string, after time.Duration) []string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "stemma", args...)
	cmd.Env = append(os.Environ(), secretVariable+"=whsec_"+strings.Repeat("QUFB", 11))
	var out bytes.Buffer
	cmd.Stdout = &out
	var log strings.Builder
	_, err := killed.Run(cmd, func(line string) time.Duration {
		log.WriteString(line + "\n")
		if after == 0 || !strings.Contains(line, "msg=feeds") {
			return killed.Never
		}
		return after
	})
	if err != nil {
		t.Fatalf("%v: %s", err, log.String())
	}
	all := strings.SplitAfter(out.String(), "\n")
	return all[:len(all)-1]
}

// checked wants an archive to be sound.
func checked(t *testing.T, dir string) {
	t.Helper()
	a, err := store.Open(t.Context(), dir, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if faults, err := a.Check(t.Context()); err != nil || len(faults) > 0 {
		t.Errorf("check: %q, %v", faults, err)
	}
}

// asUndisturbed wants each event to be a story with the reports of all outlets.
func asUndisturbed(t *testing.T, dir string) {
	t.Helper()
	a, err := store.Open(t.Context(), dir, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	list, err := a.Stories(t.Context(), store.StoryFilter{})
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]int{}
	for _, s := range list {
		have[s.Title] = s.Articles
		if kept, ok, err := a.Trace(t.Context(), s.ID); err != nil || !ok || kept.Version != s.Version {
			t.Errorf("%s: its tree is of version %d, it of %d, %v", s.Title, kept.Version, s.Version, err)
		}
	}
	want := map[string]int{}
	for _, e := range deskEvents {
		want[e[0]] = 3
	}
	if len(list) != len(deskEvents) || !maps.Equal(have, want) {
		t.Errorf("stories: %v", have)
	}
}

// alertsOnce wants an alert of each event, and one of a citation: by lines, by the webhook, in the feed; what is told
// twice has the same id.
func (d *desk) alertsOnce(t *testing.T, lines []string, name string) {
	t.Helper()
	want := len(deskEvents) + 1
	ids, said := map[string]bool{}, map[string]bool{}
	for _, line := range lines {
		var a alert.Alert
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		ids[a.ID], said[a.Rule+a.Story.ID] = true, true
	}
	if len(ids) != want || len(said) != want {
		t.Errorf("%d alerts by lines, of %d things, want %d:\n%s", len(ids), len(said), want, strings.Join(lines, ""))
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	entries, err := feed.Parse(t.Context(), b, "")
	if err != nil || len(entries.Entries) != want {
		t.Errorf("%d alerts in the feed, want %d (%v)", len(entries.Entries), want, err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.wrong) > 0 {
		t.Errorf("of one id and different: %q", d.wrong)
	}
	for _, id := range slices.Sorted(maps.Keys(d.hooks)) {
		if !ids[id] {
			t.Errorf("the webhook has %s, which was not told otherwise", id)
		}
	}
}
