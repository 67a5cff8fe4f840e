package batch

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"sync"
)

// build names this program: another one may have steps of the same names that do something
// else. Programs of one revision are the same, for whatever system they were made; of one
// with changes of its own nobody else has the name, and it is the digest of its file.
var build = sync.OnceValue(func() string {
	info, _ := debug.ReadBuildInfo()
	return buildOf(info, ownFile())
})

// ownFile is the file that this program was started from, also where another has taken its place since: Linux knows it by another name.
func ownFile() string {
	const linux = "/proc/self/exe"
	if _, err := os.Stat(linux); err == nil {
		return linux
	}
	return self()
}

func buildOf(info *debug.BuildInfo, file string) string {
	if info != nil {
		set := map[string]string{}
		for _, s := range info.Settings {
			set[s.Key] = s.Value
		}
		if rev := set["vcs.revision"]; rev != "" && set["vcs.modified"] == "false" {
			return "revision " + rev
		}
		if v := info.Main.Version; strings.HasPrefix(v, "v") && !strings.Contains(v, "+dirty") && set["vcs.revision"] == "" {
			return v
		}
	}
	f, err := os.Open(file) //nolint:gosec // this program
	if err != nil {
		return "unknown"
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "unknown"
	}
	return "sha256 " + hex.EncodeToString(h.Sum(nil)[:16])
}
