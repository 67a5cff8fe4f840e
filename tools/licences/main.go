// Command licences says what the program stemma is made of: the modules of others in it, and
// the licences they are under, as their own files state them. It fails on a licence that nobody
// has argued for, and on a module without one.
//
//	go -C tools run ./licences            # writes docs/LICENCES.md anew
//	go -C tools run ./licences -check     # fails if that file is not of today
//	go -C tools run ./licences -sbom F    # puts the licences into F, a list in CycloneDX's JSON, and fails if F names other modules
//	  -binary B                           # … than the binary B says that it was made of
//	go -C tools run ./licences -notices F # writes the texts of the licences into F, to go with a binary
//
// Licence files are told by github.com/google/licensecheck, which compares their words with those of
// known licences. The detector of cyclonedx-gomod was tried: of 77 modules it names 12 wrongly
// (golang.org/x, modernc.org/sqlite), so the list of modules is its, and the licences are not.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	root := flag.String("root", "..", "the folder of the module stemma")
	check := flag.Bool("check", false, "write nothing, and fail if docs/LICENCES.md is not of today")
	sbom := flag.String("sbom", "", "a CycloneDX list in JSON to put the licences into")
	binary := flag.String("binary", "", "with -sbom: the binary that the list has to be of")
	notices := flag.String("notices", "", "where to write the texts of the licences")
	flag.Parse()
	if err := run(*root, *check, *sbom, *binary, *notices); err != nil {
		fmt.Fprintln(os.Stderr, "licences:", err)
		os.Exit(1)
	}
}

func run(root string, check bool, sbom, binary, notices string) error {
	all, err := modules(root)
	if err != nil {
		return err
	}
	if err := judge(all); err != nil {
		return err
	}
	if sbom != "" {
		return complete(sbom, binary, all)
	}
	if notices != "" {
		return os.WriteFile(notices, texts(all), 0o644)
	}
	name, list := filepath.Join(root, "docs", "LICENCES.md"), table(all)
	if !check {
		return os.WriteFile(name, list, 0o644)
	}
	have, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if !bytes.Equal(have, list) {
		return errors.New("docs/LICENCES.md is not of today: make licences, and read its diff")
	}
	return nil
}
