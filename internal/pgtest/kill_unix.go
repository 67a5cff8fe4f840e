//go:build unix

package pgtest

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// Kill kills the server and all its processes at once, as the power does, but for what the system still has in memory.
func (s *Server) Kill() {
	if s.running == nil {
		return
	}
	first := s.running.cmd.Process.Pid
	_ = syscall.Kill(first, syscall.SIGSTOP) // so that it starts no more of them
	for _, child := range children(first) {
		_ = syscall.Kill(child, syscall.SIGKILL)
	}
	s.end(syscall.SIGKILL)
}

// children are the processes that one has started, where the system shows them in /proc. Elsewhere those of PostgreSQL end by
// themselves when their first process is gone.
func children(of int) (all []int) {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat") // the pattern is right
	for _, name := range stats {
		b, err := os.ReadFile(name)
		if err != nil {
			continue // it has ended meanwhile
		}
		// "pid (name) state ppid ...", and a name may have brackets and spaces.
		var state string
		var parent int
		behind := b[bytes.LastIndexByte(b, ')')+1:]
		if n, _ := fmt.Sscan(string(behind), &state, &parent); n == 2 && parent == of {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(name))) // digits
			all = append(all, pid)
		}
	}
	return all
}

func credential(uid, gid int) *syscall.Credential {
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)} //nolint:gosec // numbers of a user
}
