package main

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
)

const head = `# Licences

stemma is under the Apache License 2.0 ([LICENSE](../LICENSE)). The program is made with the modules below, each under its own licence,
and with Go and its library (BSD-3-Clause). What the built-in models were trained on, and under which licences, is in
[vector/README.md](../vector/README.md), [langid/README.md](../langid/README.md) and [attribution/tagger/README.md](../attribution/tagger/README.md).

Made by ` + "`make licences`" + `; not edited by hand. ` + "`make notices`" + ` writes the texts of the licences into dist/NOTICES.txt, which has to go with a binary that is passed on.
`

// table is the list as Markdown. Versions are left to go.mod, so that an upgrade changes this file only where it changes a licence.
func table(all []*module) []byte {
	var b bytes.Buffer
	b.WriteString(head)
	for _, part := range []struct {
		title   string
		shipped bool
	}{{"In the program", true}, {"In its tests only", false}} {
		fmt.Fprintf(&b, "\n## %s\n\n| module | licences | files |\n| --- | --- | --- |\n", part.title)
		for _, m := range all {
			if m.shipped == part.shipped {
				fmt.Fprintf(&b, "| %s | %s | %s |\n", m.Path, strings.Join(m.licences(), ", "), strings.Join(slices.Sorted(maps.Keys(m.files)), ", "))
			}
		}
	}
	b.WriteString("\n## Why these go together\n\n")
	for _, name := range slices.Sorted(maps.Keys(allowed)) {
		fmt.Fprintf(&b, "- %s: %s\n", name, allowed[name])
	}
	return b.Bytes()
}

// texts are the licences of what is in the program, each text once, with the modules that are under it.
func texts(all []*module) []byte {
	of := map[string][]string{}
	for _, m := range all {
		for place, text := range m.files {
			if m.shipped {
				of[text] = append(of[text], m.Path+" "+m.Version+" ("+place+")")
			}
		}
	}
	var b bytes.Buffer
	for _, text := range slices.SortedFunc(maps.Keys(of), func(x, y string) int { return strings.Compare(slices.Min(of[x]), slices.Min(of[y])) }) {
		slices.Sort(of[text])
		fmt.Fprintf(&b, "%s\n\n%s\n\n%s\n\n", strings.Join(of[text], "\n"), strings.TrimSpace(text), strings.Repeat("-", 80))
	}
	return b.Bytes()
}
