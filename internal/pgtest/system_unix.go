//go:build unix && !linux

package pgtest

import "syscall"

// attributes are nothing: only Linux can end a process with another.
func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }
