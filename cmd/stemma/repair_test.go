package main

import (
	"bytes"
	"os"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/stemma-news/stemma/internal/pages"
)

// cmdWound: wound FILE FROM N makes bytes of a file zero.
func cmdWound(ts *testscript.TestScript, _ bool, args []string) {
	name := ts.MkAbs(args[0])
	b := []byte(ts.ReadFile(args[0]))
	from, err := strconv.Atoi(args[1])
	ts.Check(err)
	n, err := strconv.Atoi(args[2])
	ts.Check(err)
	clear(b[from : from+n])
	ts.Check(os.WriteFile(name, b, 0o600))
}

// cmdLose: lose FILE TABLE makes the page zero at which a table of a database begins.
func cmdLose(ts *testscript.TestScript, _ bool, args []string) {
	const size = 16384
	b := []byte(ts.ReadFile(args[0]))
	f := pages.Open(bytes.NewReader(b), int64(len(b)), nil, 0, size)
	tables, _ := f.Begin().Tables()
	for _, t := range tables {
		if t.Name == args[1] {
			clear(b[(t.Root-1)*size:][:size])
		}
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b, 0o600))
}
