package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// lines are those of a file in deploy that are no comments; a line that ends in \ goes on.
func lines(t *testing.T, name string) []string {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "deploy", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []string
	for s := bufio.NewScanner(f); s.Scan(); {
		if line := strings.TrimSpace(s.Text()); line != "" && line[0] != '#' {
			all = append(all, line)
		}
	}
	return all
}

// TestUnits holds the systemd units to their form and to the commands that they run, and to systemd where there is one.
func TestUnits(t *testing.T) {
	for unit, want := range map[string]struct {
		command  string
		inputs   int
		settings map[string]string
	}{
		"stemma-watch.service": {"watch", 1, map[string]string{"[Service]ExecReload": "/bin/kill -HUP $MAINPID"}},
		"stemma-serve.service": {"serve", 0, nil},
	} {
		t.Run(unit, func(t *testing.T) {
			have := settingsOf(t, unit)
			for key, value := range map[string]string{
				"[Service]Type": "notify", "[Service]User": "stemma", "[Service]Group": "stemma", "[Service]UMask": "0027", "[Service]StateDirectoryMode": "0750",
				"[Service]NoNewPrivileges": "yes", "[Service]ProtectSystem": "strict", "[Service]ExecReload": "", "[Install]WantedBy": "multi-user.target",
			} {
				if v := want.settings[key]; v != "" {
					value = v
				}
				if strings.Join(have[key], "\n") != value {
					t.Errorf("%s is %q, want %q", key, have[key], value)
				}
			}
			if have["[Service]DynamicUser"] != nil { // its folders are under one that only root enters
				t.Error("nobody else can read the feed or the archive of a dynamic user")
			}
			args := strings.Fields(strings.Join(have["[Service]ExecStart"], " "))
			cmd, rest, err := newRootCommand().Find(args[1:])
			if err != nil || cmd.Name() != want.command {
				t.Fatalf("%v: %v", args, err)
			}
			if err := cmd.ParseFlags(rest); err != nil || len(cmd.Flags().Args()) != want.inputs {
				t.Errorf("%v: %v", args, err)
			}
			verifyUnit(t, unit, args[0])
		})
	}
}

// settingsOf reads a unit: what each setting of a section is.
func settingsOf(t *testing.T, unit string) map[string][]string {
	t.Helper()
	have := map[string][]string{}
	section := ""
	for _, line := range lines(t, unit) {
		key, value, ok := strings.Cut(line, "=")
		switch {
		case strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]"):
			section = line
		case !ok || section == "" || key == "" || strings.ContainsAny(key, " \t"):
			t.Errorf("%q is neither a section nor a setting", line)
		default:
			have[section+key] = append(have[section+key], value)
		}
	}
	return have
}

func verifyUnit(t *testing.T, unit, binary string) {
	t.Helper()
	tool, err := exec.LookPath("systemd-analyze")
	if err != nil {
		return
	}
	b, err := os.ReadFile(filepath.Join("..", "..", "deploy", unit))
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), unit)
	if err := os.WriteFile(name, []byte(strings.ReplaceAll(string(b), binary, "/bin/true")), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), tool, "verify", "--man=no", name).CombinedOutput()
	if err != nil || strings.Contains(string(out), unit+":") {
		t.Errorf("systemd-analyze: %v\n%s", err, out)
	}
}

// TestContainerfile: what is built is static, runs as nobody, and is where it is called.
func TestContainerfile(t *testing.T) {
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	goVersion := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindSubmatch(mod)[1]
	var stages []map[string][]string
	for _, line := range lines(t, "Containerfile") {
		word, rest, _ := strings.Cut(line, " ")
		if word == "FROM" {
			stages = append(stages, map[string][]string{})
		}
		if len(stages) == 0 || !slices.Contains([]string{"FROM", "WORKDIR", "COPY", "RUN", "USER", "ENV", "VOLUME", "STOPSIGNAL", "ENTRYPOINT", "CMD"}, word) {
			t.Fatalf("%q is no instruction that is expected", line)
		}
		last := stages[len(stages)-1]
		last[word] = append(last[word], rest)
	}
	build, final := stages[0], stages[len(stages)-1]
	if !strings.Contains(build["FROM"][0], "golang:"+string(goVersion)+" ") || !strings.Contains(strings.Join(build["RUN"], "\n"), "CGO_ENABLED=0") {
		t.Errorf("built by %v", build)
	}
	if !slices.Equal(final["FROM"], []string{"scratch"}) || len(final["RUN"]) > 0 || !regexp.MustCompile(`^[1-9]\d*:[1-9]\d*$`).MatchString(strings.Join(final["USER"], "")) {
		t.Errorf("ends as %v", final)
	}
	if !slices.Contains(final["COPY"], "--from=build /out/stemma /usr/local/bin/stemma") || !slices.Equal(final["ENTRYPOINT"], []string{`["/usr/local/bin/stemma"]`}) {
		t.Errorf("runs %v of %v", final["ENTRYPOINT"], final["COPY"])
	}
	for _, folder := range []string{"data", "tmp"} { // of what is dropped into a page, and of --demo
		if !slices.Contains(final["COPY"], "--from=build --chown="+final["USER"][0]+" /out/"+folder+" /"+folder) || !strings.Contains(strings.Join(build["RUN"], "\n"), "/out/"+folder) {
			t.Errorf("no /%s that it can write into", folder)
		}
	}
}
