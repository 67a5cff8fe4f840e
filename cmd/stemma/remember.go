package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/attribution"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/vector/model"
	"github.com/stemma-news/stemma/watch"
)

// remember has an archive remember the flags that were given, and keep what it remembers of the others. vectors is nil
// where there is no such flag.
func remember(cmd *cobra.Command, a *store.Archive, o *outletTable, vectors *models) error {
	before, err := watch.RecallSettings(cmd.Context(), a)
	if err != nil {
		return err
	}
	now := before
	if cmd.Flags().Changed("outlets") {
		b, err := o.content()
		if err != nil {
			return err
		}
		now.Outlets, now.Table = filepath.Base(o.file), string(b)
		if o.file == "" {
			now.Outlets = ""
		}
	}
	if vectors != nil && cmd.Flags().Changed("vectors") {
		now.Vectors = vectors.lasting()
	}
	if now == before {
		return nil
	}
	return now.Remember(cmd.Context(), a)
}

// content returns what the file has; nothing without the flag.
func (o *outletTable) content() ([]byte, error) {
	if o.file == "" {
		return nil, nil
	}
	return os.ReadFile(o.file)
}

// lasting is the model as another command can name it, from another folder. An address with a password is not kept.
func (m *models) lasting() string {
	if m.spec == model.Static || strings.Contains(m.spec, "@") {
		return ""
	}
	if info, err := os.Stat(m.spec); err == nil && info.IsDir() {
		if full, err := filepath.Abs(m.spec); err == nil {
			return full
		}
	}
	return m.spec
}

// recalled returns the table to use: that of the flag, or else the one that the archive remembers, which tell is told of.
// kind tells it from others.
func (o *outletTable) recalled(cmd *cobra.Command, s *watch.Settings, tell func(string)) (table *attribution.Outlets, kind string, err error) {
	if cmd.Flags().Changed("outlets") || s.Table == "" {
		b, err := o.content()
		if err != nil {
			return nil, "", usage("--outlets %s: %w", o.file, err)
		}
		table, err := o.table()
		return table, watch.TableKind(b), err
	}
	if table, kind, err = s.OutletTable(); err != nil {
		return nil, "", fmt.Errorf("the table of outlets that the archive remembers (%s): %w: give --outlets FILE, or --outlets '' for none", printable(s.Outlets), err)
	}
	tell(fmt.Sprintf("with the outlets of %s, which the archive was last filled with (--outlets '' for none)", printable(s.Outlets)))
	return table, kind, nil
}

// reopened opens the model to use: that of the flag, or else the one that the archive remembers.
func (m *models) reopened(cmd *cobra.Command, s *watch.Settings, tell func(string)) (model.Set, error) {
	if cmd.Flags().Changed("vectors") || s.Vectors == "" {
		return m.open(cmd.Context())
	}
	set, err := (&models{spec: s.Vectors}).open(cmd.Context())
	if err != nil {
		return set, fmt.Errorf("the model that the archive's stories were last traced with: %w: --vectors static takes the built-in one", err)
	}
	tell(fmt.Sprintf("with the model %s, which the archive's stories were last traced with (--vectors static for the built-in one)", printable(s.Vectors)))
	return set, nil
}

// telling tells on standard error.
func telling(cmd *cobra.Command) func(string) {
	return func(s string) { fmt.Fprintf(cmd.ErrOrStderr(), "stemma: %s\n", s) }
}

// recall has the archive remember the table of outlets, and takes from it the one that was not given.
func (f *importFlags) recall(cmd *cobra.Command, a *store.Archive) (*attribution.Outlets, error) {
	if err := remember(cmd, a, &f.outletTable, nil); err != nil {
		return nil, err
	}
	s, err := watch.RecallSettings(cmd.Context(), a)
	if err != nil {
		return nil, err
	}
	table, _, err := f.recalled(cmd, &s, telling(cmd))
	return table, err
}
