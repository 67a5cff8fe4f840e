package smalldisk

import "syscall"

func mount(dir, how string) error { return syscall.Mount("tmpfs", dir, "tmpfs", 0, how) }

func unmount(dir string) error { return syscall.Unmount(dir, syscall.MNT_DETACH) }

// remount takes "ro" and "rw" as the command of that name does: for the system they are no words but a bit.
func remount(dir, how string) error {
	flags := uintptr(syscall.MS_REMOUNT)
	switch how {
	case "ro":
		flags, how = flags|syscall.MS_RDONLY, ""
	case "rw":
		how = ""
	}
	return syscall.Mount("tmpfs", dir, "tmpfs", flags, how)
}
