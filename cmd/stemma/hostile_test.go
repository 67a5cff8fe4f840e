package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

// evil does something to a terminal, turns a line round, hides text, and is a
// formula, a tag and an end of a comment.
const evil = "=1+1\x1b[2J\x1b]0;owned\a\u009b31m\x9b5m\u202egnp.exe\u2066\u2069\u2069\u200f\U000e0061\u2028\r\x00\x08</script><b>&amp;]]>|`\t\"x"

// evilWord is as much of evil as an argument of a program can have, and a report that a verdict is said of.
var evilWord = strings.ReplaceAll(strings.ToValidUTF8(evil, ""), "\x00", "")

// does says what a stream of a command has that a terminal would act on, or that a
// reader would not see as it is; "" for nothing. What we print ourselves are line
// ends, and isolates that end with their line.
func does(out string) string {
	for line := range strings.Lines(out) {
		depth := 0
		for _, r := range strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r") {
			switch {
			case r == '\u2067' || r == '\u2068':
				depth++
			case r == '\u2069':
				depth--
			case r == '\u200c' || r == '\u200d' || r == '\ufeff':
			case unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp), 0x202A <= r && r <= 0x202E, r == '\u2066', 0xE0000 <= r && r <= 0xE007F:
				return fmt.Sprintf("%U in %q", r, line)
			}
			if depth < 0 {
				return fmt.Sprintf("an isolate closed that was not opened in %q", line)
			}
		}
		if depth != 0 {
			return fmt.Sprintf("an open isolate in %q", line)
		}
	}
	return ""
}

// hostileFiles writes two reports with evil in all their fields, into a folder and
// files whose names are evil as far as a disk has such names.
func hostileFiles(t *testing.T) (dir, lines string) {
	t.Helper()
	dir = t.TempDir()
	const said = "The ferry Alva ran aground on a reef off Larn on Saturday with %d people aboard, Norlink %s reported. All of them were taken off by lifeboats within two hours, said captain %s."
	var b bytes.Buffer
	for i := range 3 {
		id := evil
		if i > 0 { // a verdict can be said of these
			id = evilWord
		}
		err := json.NewEncoder(&b).Encode(map[string]any{
			"id": fmt.Sprintf("r%d%s", i, id), "outlet": evil + "Larn Herald", "title": "Ferry " + evil, "byline": "By " + evil, "lang": "en",
			"url": "https://x.example/" + evil, "published": "2025-03-01T0" + fmt.Sprint(i) + ":00:00Z",
			"text": fmt.Sprintf(said, 83+i, evil, evil) + "\n" + evil,
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	lines = filepath.Join(dir, "we\x1b[2Jird\u202e\n.jsonl")
	for name, data := range map[string]string{
		lines: b.String(),
		filepath.Join(dir, "bad\x1b]0;x\a.jsonl"): `{"text": 5, "` + strings.ReplaceAll(evil, `"`, "") + `": 1}` + "\n{\x1b[2J",
		filepath.Join(dir, "\u202egpj.txt"):       evil + "\n\n" + fmt.Sprintf(said, 80, evil, evil),
	} {
		if err := os.WriteFile(name, []byte(data), 0o600); err != nil {
			t.Skipf("this disk has no such names: %v", err)
		}
	}
	return dir, lines
}

// TestHostileText: no command prints what an article, a feed or a name of a file
// brings with it so that a terminal acts on it, in any of its forms and its errors.
func TestHostileText(t *testing.T) {
	if testing.Short() {
		t.Skip("it computes for long, one thing after the other")
	}
	dir, lines := hostileFiles(t)
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	archive := filepath.Join(t.TempDir(), "archive")
	ours := []string{"--archive", archive}
	var story string
	for _, c := range [][]string{
		{"trace", "--one-story", dir},
		{"trace", "--one-story", "--evidence", "--color", "always", lines},
		{"trace", "--one-story", "--format", "markdown", "--evidence", dir},
		{"trace", "--one-story", "--format", "html", dir},
		{"trace", "--one-story", "--format", "svg", dir},
		{"trace", "--one-story", "--format", "dot", dir},
		{"trace", "--one-story", "--format", "graphml", dir},
		{"trace", "--one-story", "--format", "gexf", dir},
		{"trace", "--one-story", "--format", "json", dir},
		{"trace", "--one-story", "--format", "jsonld", dir},
		{"trace", "--one-story", "--format", "csv", "--table", "articles", dir},
		{"trace", "--one-story", "--format", "csv", "--table", "claims", dir},
		{"trace", "--one-story", "--format", "csv", "--table", "attributions", dir},
		{"trace", "--one-story", "--explain", "A", lines},
		{"trace", "--one-story", "--explain", "A", "--format", "json", lines},
		{"trace", "--one-story", "--explain", evil, lines},
		{"trace", "--map", "text=" + evil, lines},
		{"trace", "--format", evil, lines},
		{"trace", "--since", evil, lines},
		{"trace", "--" + evil, lines},
		{"trace", filepath.Join(dir, evil)},
		{"trace", "http://[" + evil},
		{"trace", "-o", filepath.Join(dir, evil, "x"), lines},
		{"trace", "--outlets", filepath.Join(dir, "\u202egpj.txt"), lines},
		{evil},
		{"diff", lines + "#1", lines + "#2"},
		{"diff", "--format", "markdown", lines + "#1", lines + "#2"},
		{"diff", "--format", "html", lines + "#1", lines + "#2"},
		{"diff", "--format", "json", lines + "#1", lines + "#2"},
		{"diff", lines, lines + "#9"},
		{"reuse", "--format", "text", "--min-words", "4", dir},
		{"reuse", "--format", "csv", "--min-words", "4", dir},
		{"reuse", "--format", "jsonl", "--min-words", "4", dir},
		{"extract", dir},
		append([]string{"import", dir}, ours...),
		append([]string{"import", "--format", "json", lines}, ours...),
		append([]string{"stories"}, ours...),
		append([]string{"stories", "--format", "json"}, ours...),
		append([]string{"stories", "--source", "Norlink"}, ours...),
		append([]string{"stories", "--source", evil}, ours...),
		append([]string{"show", "STORY"}, ours...),
		append([]string{"show", "--evidence", "STORY"}, ours...),
		append([]string{"show", evil}, ours...),
		append([]string{"search", "ferry"}, ours...),
		append([]string{"search", "--format", "json", "ferry"}, ours...),
		append([]string{"search", "--source", "Norlink", "ferry"}, ours...),
		append([]string{"search", "--claim", "The ferry Alva ran aground off Larn with 83 people"}, ours...),
		append([]string{"search", evil}, ours...),
		append([]string{"search", "--claim", evil}, ours...),
		append([]string{"export"}, ours...),
		append([]string{"search", "--claim-file", filepath.Join(dir, "\u202egpj.txt")}, ours...),
		append([]string{"verdicts", "add", "STORY", "B", "rejected", "--note", evilWord, "--reviewer", "R. Karo"}, ours...),
		append([]string{"verdicts", "add", "STORY", evil, "confirmed"}, ours...),
		append([]string{"verdicts"}, ours...),
		append([]string{"show", "STORY"}, ours...),
		append([]string{"token", "add", "--scope", "read", "--name", evil}, ours...),
		append([]string{"token", "list"}, ours...),
		append([]string{"token", "revoke", evil}, ours...),
		append([]string{"archive", "check"}, ours...),
		append([]string{"archive", "compact"}, ours...),
		{"archive", "copy", archive, filepath.Join(dir, "copy\x1b[2J\u202e")},
		{"archive", "copy", filepath.Join(dir, evil), filepath.Join(dir, "other")},
		{"archive", "check", "--archive", filepath.Join(dir, "copy\x1b[2J\u202e")},
		{"eval", "--sets", filepath.Join(dir, evil)},
		{"eval", evil},
		{"batch", evil, "-o", filepath.Join(dir, evil)},
		append([]string{"watch", "--once", lines}, ours...),
		append([]string{"watch", "--once", "http://[" + evil}, ours...),
		append([]string{"mcp", evil}, ours...),
		append([]string{"serve", "--listen", evil}, ours...),
		{"import", "--archive", filepath.Join(dir, "bad\x1b]0;x\a.jsonl"), lines},
	} {
		for i := range c {
			if c[i] == "STORY" {
				c[i] = story
			}
		}
		var out, errs bytes.Buffer
		code := run(c, strings.NewReader(""), &out, &errs)
		name := strings.Join(c, " ")
		if why := does(errs.String()); why != "" {
			t.Errorf("%q prints as an error %s", name, why)
		}
		printed := out.String()
		if c[len(c)-1] == "always" || strings.Contains(name, "--color always") {
			printed = withoutColours(printed)
		}
		if why := does(printed); why != "" {
			t.Errorf("%q prints %s", name, why)
		}
		if out.Len()+errs.Len() == 0 && code != 0 {
			t.Errorf("%q ends with %d and says nothing", name, code)
		}
		if c[0] == "stories" && story == "" {
			story = firstStory(t, archive)
		}
	}
}

// withoutColours takes out the colours that --color always puts in.
func withoutColours(s string) string {
	var b strings.Builder
	for {
		before, after, ok := strings.Cut(s, "\x1b[")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		n := strings.IndexFunc(after, func(r rune) bool { return r != ';' && (r < '0' || r > '9') })
		if n < 0 || after[n] != 'm' {
			b.WriteString("\x1b[")
			n = -1
		}
		s = after[n+1:]
	}
}

func firstStory(t *testing.T, archive string) string {
	t.Helper()
	var out, errs bytes.Buffer
	run([]string{"stories", "--format", "json", "--archive", archive}, strings.NewReader(""), &out, &errs)
	var list struct{ Stories []struct{ ID string } }
	if err := json.Unmarshal(out.Bytes(), &list); err != nil || len(list.Stories) == 0 {
		t.Fatalf("%v: %s%s", err, out.String(), errs.String())
	}
	return list.Stories[0].ID
}
