package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/attribution"
)

// outletsFlagHelp explains --outlets where it is there.
const outletsFlagHelp = `

--outlets adds agencies and outlets to those that stemma knows by name. A line
of the file is "agency" (others reprint it) or "outlet", then all names it goes
by, in any script, divided by |, the one to show first:

  agency Norlink | Норлинк* | نورلينك | 诺林社
  outlet Selm Courier | Сельмский курьер | selmcourier.example

Case, spaces and hyphens do not matter. A * at the end stands for up to three
letters of case ending. A name of up to four letters must stand in a text just
as in the file. A line whose first name stemma knows adds to that outlet; any
other name that it knows moves to its new line. # begins a comment line.`

// outletTable is the flag that names a table of outlets.
type outletTable struct{ file string }

func (o *outletTable) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.file, "outlets", "", "`file` with names of agencies and outlets, added to the built-in ones")
}

// table reads the table, which is none without the flag. It comes before the
// inputs are read, so that a fault in it is told at once.
func (o *outletTable) table() (*attribution.Outlets, error) {
	if o.file == "" {
		return nil, nil
	}
	f, err := os.Open(o.file)
	if err != nil {
		if at, ok := errors.AsType[*fs.PathError](err); ok {
			err = at.Err
		}
		return nil, usage("--outlets %s: %w", o.file, err)
	}
	defer f.Close()
	table, err := attribution.ReadOutlets(f)
	if err != nil {
		return nil, usageError{fmt.Errorf("--outlets %s: %w", o.file, err)}
	}
	return table, nil
}
