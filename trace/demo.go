package trace

import (
	"embed"
	"io/fs"
)

//go:embed demo/*.json
var demo embed.FS

// Demo returns the story that ships with the program: ten invented reports,
// one file each, about an invented chemical leak. Nine tell one story, with a
// known tree (testdata/demo.gold.json); the tenth tells another.
func Demo() fs.FS {
	sub, err := fs.Sub(demo, "demo")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return sub
}
