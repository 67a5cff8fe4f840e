package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/google/licensecheck"
)

// allowed are the licences that go with Apache-2.0, under which stemma is, and why. Another one
// needs a person who argues for it: those that ask for source code of what is linked with them
// (GPL, AGPL, LGPL) do not go with a static binary that anybody may build into theirs.
var allowed = map[string]string{
	"Apache-2.0":   "the licence of stemma itself",
	"BSD-2-Clause": "asks for its text to be passed on",
	"BSD-3-Clause": "asks for its text to be passed on",
	"MIT":          "asks for its text to be passed on",
	"ICU":          "asks for its text to be passed on (Unicode's tables of encodings)",
	"MIT-0":        "asks for nothing",
	// It reaches no further than its own files, which are not changed here: who passes a binary on says where they are
	// (docs/LICENCES.md names module and version), and what is linked with them keeps its licence (section 3.3).
	"MPL-2.0": "asks for the source of its own files, as they are",
}

// apart are files that name licences of other code, too, with the reason why they are not the module's.
var apart = map[string]string{
	"modernc.org/sqlite/LICENSE-3RD-PARTY.md":          "lists what is in no build, too (MPL-2.0); what is linked is judged here by its own module",
	"modernc.org/libc/LICENSE-3RD-PARTY.md":            "lists what is in no build, too; what is linked is judged here by its own module",
	"github.com/opencontainers/go-digest/LICENSE.docs": "for its documentation (CC-BY-SA-4.0), which is in no build",
}

// licences are the names of a module's licences (SPDX), sorted.
func (m *module) licences() []string {
	names := map[string]bool{}
	for place, text := range m.files {
		if apart[m.Path+"/"+place] != "" {
			continue
		}
		for _, match := range licensecheck.Scan([]byte(text)).Match {
			if !match.IsURL {
				names[match.ID] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// judge fails with every module whose licence is not known or not allowed.
func judge(all []*module) error {
	var wrong []error
	for _, m := range all {
		names := m.licences()
		if len(names) == 0 {
			wrong = append(wrong, fmt.Errorf("%s %s has no licence that is known (files: %s)", m.Path, m.Version, strings.Join(slices.Sorted(maps.Keys(m.files)), ", ")))
		}
		for _, name := range names {
			if allowed[name] == "" {
				wrong = append(wrong, fmt.Errorf("%s %s is under %s, which nobody has argued for (tools/licences/licence.go)", m.Path, m.Version, name))
			}
		}
	}
	return errors.Join(wrong...)
}
