package pgtest

import "syscall"

// attributes have a server end with the tests, also where these are killed.
func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGQUIT} }
