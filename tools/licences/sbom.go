package main

import (
	"debug/buildinfo"
	"fmt"
	"os"
	"slices"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

// complete puts the licences into a list that cyclonedx-gomod wrote, and fails if it names a module
// that is not in the program, or others than a binary says that it was made of.
func complete(name, binary string, all []*module) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	var bom cdx.BOM
	if err := cdx.NewBOMDecoder(f, cdx.BOMFileFormatJSON).Decode(&bom); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if binary != "" {
		if err := compare(&bom, binary); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	known := map[string]*module{}
	for _, m := range all {
		if m.shipped {
			known[m.Path+"@"+m.Version] = m
		}
	}
	for i := range *bom.Components {
		c := &(*bom.Components)[i]
		if c.Name == "std" {
			c.Licenses = choices([]string{"BSD-3-Clause"})
			continue
		}
		m := known[c.Name+"@"+c.Version]
		if m == nil {
			return fmt.Errorf("%s names %s %s, which is not in the program", name, c.Name, c.Version)
		}
		c.Licenses = choices(m.licences())
	}
	return write(name, &bom)
}

// compare fails if the modules of a list are not those of a binary.
func compare(bom *cdx.BOM, binary string) error {
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		return err
	}
	var listed, linked []string
	for _, c := range *bom.Components {
		if c.Name != "std" {
			listed = append(listed, c.Name+"@"+c.Version)
		}
	}
	for _, m := range info.Deps {
		linked = append(linked, m.Path+"@"+m.Version)
	}
	slices.Sort(listed)
	slices.Sort(linked)
	if !slices.Equal(listed, linked) {
		return fmt.Errorf("the list has %d modules, %s was made of %d: %v, %v", len(listed), binary, len(linked), listed, linked)
	}
	return nil
}

func choices(names []string) *cdx.Licenses {
	var all cdx.Licenses
	for _, n := range names {
		all = append(all, cdx.LicenseChoice{License: &cdx.License{ID: n}})
	}
	return &all
}

func write(name string, bom *cdx.BOM) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := cdx.NewBOMEncoder(f, cdx.BOMFileFormatJSON).SetPretty(true).Encode(bom); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return f.Close()
}
