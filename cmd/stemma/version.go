package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/vector"
)

func newVersionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version, the JSON contract and the built-in vectors",
		Args:  cobra.NoArgs,

		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			model, err := vector.Default()
			if err != nil {
				return fmt.Errorf("open the built-in vectors: %w", err)
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "stemma %s\nschema   %s\nvectors  %s, %d dimensions\ngo       %s %s/%s\n",
				buildVersion(), stemma.Schema, model.Name(), model.Dim(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}

// buildVersion is the module's version as the toolchain knows it, with the
// commit where it was built from a checkout.
func buildVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(unknown)"
	}
	var parts []string
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			parts = append(parts, s.Value[:min(12, len(s.Value))])
		case s.Key == "vcs.modified" && s.Value == "true":
			parts = append(parts, "modified")
		}
	}
	if len(parts) == 0 {
		return info.Main.Version
	}
	return info.Main.Version + " (" + strings.Join(parts, ", ") + ")"
}
