//go:build unix

package pgtest

import (
	"errors"
	"os"
	"os/exec"
	"os/user"
	"strconv"
)

// owner is the user that a server runs as where the tests are run by root, for whom PostgreSQL does not start.
type owner struct{ uid, gid int }

// notRoot is another user than root: that of Debian's package, or one that every system has. It is nil for who is not root.
func notRoot() (*owner, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.Atoi(u.Uid)
		gid, err2 := strconv.Atoi(u.Gid)
		if err1 == nil && err2 == nil {
			return &owner{uid, gid}, nil
		}
	}
	return nil, errors.New("PostgreSQL does not run as root, and there is no user postgres or nobody")
}

// own gives a file to the owner.
func (o *owner) own(name string) error {
	if o == nil {
		return nil
	}
	return os.Chown(name, o.uid, o.gid)
}

// runs has a command run as the owner.
func (o *owner) runs(cmd *exec.Cmd) {
	cmd.SysProcAttr = attributes()
	if o != nil {
		cmd.SysProcAttr.Credential = credential(o.uid, o.gid)
	}
}
