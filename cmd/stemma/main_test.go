package main

import (
	"bytes"
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/text/encoding/unicode"

	"github.com/stemma-news/stemma/internal/pgtest"
	"github.com/stemma-news/stemma/report"
)

func TestMain(m *testing.M) {
	testscript.Main(pgtest.Tests{M: together{m}}, map[string]func(){"stemma": main})
}

// leisure is what processes of tests are told about collecting garbage. A run starts seven hundred of them, most for a
// tenth of a second, and the tables that a library makes at each start would be collected twice in it, which is 40% of the
// cores' time. What takes more than the limit does collect. So what
// such a process holds says nothing.
var leisure = map[string]string{"GOGC": "off", "GOMEMLIMIT": "256MiB"}

// together are tests of which more run at once than there are cores: they start programs, which wait for each other.
type together struct{ m *testing.M }

func (w together) Run() int {
	for name, value := range leisure {
		if err := os.Setenv(name, value); err != nil {
			panic(err)
		}
	}
	flag.Parse()
	if given := flag.Lookup("test.parallel"); given.Value.String() == strconv.Itoa(runtime.GOMAXPROCS(0)) {
		if err := given.Value.Set(strconv.Itoa(2 * runtime.GOMAXPROCS(0))); err != nil {
			panic(err)
		}
	}
	return w.m.Run()
}

// TestScripts runs what a user types: testdata/script has one file for each
// behaviour. With UPDATE_SCRIPTS set, what the command printed replaces the
// golden parts.
func TestScripts(t *testing.T) {
	t.Parallel()
	server := vectorServer(t)
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exitcode": cmdExitcode,
			"bytes":    cmdBytes,
			"utf16":    cmdUTF16,
			"repeat":   cmdRepeat,
			"valid":    cmdValid,
			"lines":    cmdLines,
			"size":     cmdSize,
			"serve":    cmdServe,
			"wound":    cmdWound,
			"lose":     cmdLose,
			"database": cmdDatabase(t),
		},
		Condition: func(name string) (bool, error) {
			return name == "seeds" && exists(seedsFolder) || name == "postgres" && pgtest.Missing() == nil, nil
		},
		Setup: func(e *testscript.Env) error {
			e.Setenv("SEEDS", seedsFolder)
			e.Setenv("SERVER", server)
			for name, value := range leisure {
				e.Setenv(name, value)
			}
			e.Setenv("XDG_CACHE_HOME", filepath.Join(e.WorkDir, ".cache"))
			return nil
		},
	})
}

// seedsFolder lies beside the repository, where there is one.
var seedsFolder = absolute("../../../shared/seeds")

// cmdDatabase: database NAME SECRET makes an empty database of PostgreSQL, and sets two variables to its address, without the
// password, and to the password.
func cmdDatabase(t *testing.T) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, _ bool, args []string) {
		u, err := url.Parse(pgtest.Database(t))
		ts.Check(err)
		secret, _ := u.User.Password()
		u.User = url.User(u.User.Username())
		ts.Setenv(args[0], u.String())
		ts.Setenv(args[1], secret)
	}
}

// cmdExitcode: exitcode N stemma ARG… runs the command and wants N.
func cmdExitcode(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	have := 0
	if e, ok := err.(interface{ ExitCode() int }); ok {
		have = e.ExitCode()
	} else {
		ts.Check(err)
	}
	if have != want {
		ts.Fatalf("exit code %d, want %d", have, want)
	}
}

// cmdBytes: bytes FILE QUOTED… writes Go-quoted strings to a file.
func cmdBytes(ts *testscript.TestScript, _ bool, args []string) {
	var b strings.Builder
	for _, a := range args[1:] {
		s, err := strconv.Unquote(`"` + a + `"`)
		ts.Check(err)
		b.WriteString(s)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(b.String()), 0o644))
}

// cmdUTF16: utf16 FILE TO writes a file anew in UTF-16 with a byte order mark.
func cmdUTF16(ts *testscript.TestScript, _ bool, args []string) {
	e := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder()
	s, err := e.String(ts.ReadFile(args[0]))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(s), 0o644))
}

// cmdRepeat: repeat FILE SIZE TEXT writes a text over and over up to a size.
func cmdRepeat(ts *testscript.TestScript, _ bool, args []string) {
	size, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	text, err := strconv.Unquote(`"` + args[2] + `"`)
	ts.Check(err)
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	defer f.Close()
	block := []byte(strings.Repeat(text, 1<<20/len(text)))
	for ; size > 0; size -= int64(len(block)) {
		_, err := f.Write(block)
		ts.Check(err)
	}
}

// cmdValid: valid FILE holds a result to the JSON Schema.
func cmdValid(ts *testscript.TestScript, _ bool, args []string) {
	schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(report.Schema()))
	ts.Check(err)
	c := jsonschema.NewCompiler()
	ts.Check(c.AddResource("trace-v1.json", schema))
	s, err := c.Compile("trace-v1.json")
	ts.Check(err)
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(ts.ReadFile(args[0])))
	ts.Check(err)
	ts.Check(s.Validate(doc))
}

// cmdLines: lines FILE N wants N lines.
func cmdLines(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[1])
	ts.Check(err)
	if have := strings.Count(ts.ReadFile(args[0]), "\n"); have != want {
		ts.Fatalf("%s has %d lines, want %d", args[0], have, want)
	}
}

func absolute(path string) string {
	wd, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	return filepath.Join(wd, path)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// silent is an input that never comes, and tells when it is waited for.
type silent struct{ waited chan struct{} }

func (s silent) Read([]byte) (int, error) {
	close(s.waited)
	select {}
}

func TestInterrupt(t *testing.T) {
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	in := silent{make(chan struct{})}
	go func() {
		<-in.waited
		if err := self.Signal(os.Interrupt); err != nil {
			panic(err)
		}
	}()
	var out, errs bytes.Buffer
	code := run([]string{"trace", "-"}, in, &out, &errs)
	if code != exitInterrupted || errs.String() != "stemma: interrupted\n" || out.Len() > 0 {
		t.Errorf("exit code %d, standard error %q, prints %q", code, errs.String(), out.String())
	}
}

// closed is an output whose reader has gone.
type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, syscall.EPIPE }

func TestBrokenPipeIsQuiet(t *testing.T) {
	var errs bytes.Buffer
	code := run([]string{"vectors"}, strings.NewReader("The ferry left.\n"), closed{}, &errs)
	if code != exitPipe || errs.Len() > 0 {
		t.Errorf("exit code %d, standard error %q", code, errs.String())
	}
}

func TestFullDiskIsAnError(t *testing.T) {
	var errs bytes.Buffer
	code := run([]string{"trace", "--demo"}, nil, full{}, &errs)
	if code != exitNothing || !strings.Contains(errs.String(), "write the result") {
		t.Errorf("exit code %d, standard error %q", code, errs.String())
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, syscall.ENOSPC }
