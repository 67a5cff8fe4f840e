package powercut

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
)

// sector is what a disk writes as a whole.
const sector = 512

// inode is a file, whatever its name is.
type inode struct {
	durable []byte
	// pending is what was done since the last sync.
	pending []Op
}

// entry is a change of the folder that is not synced: what a name leads to, nil if to nothing.
type entry struct {
	name string
	file *inode
}

// state is a disk at one moment.
type state struct {
	// now is the folder as programs see it, and safe as it is on the disk, but for the changes that wait.
	now, safe map[string]*inode
	waiting   []entry
}

// Cut writes a folder as it can be after the power went when n things were done. Which of what was not synced is there,
// is drawn.
func (d *Disk) Cut(n int, r *rand.Rand, to string) error {
	d.mu.Lock()
	ops := d.ops[:n]
	d.mu.Unlock()
	s := state{now: map[string]*inode{}, safe: map[string]*inode{}}
	for name, b := range d.before {
		f := &inode{durable: b}
		s.now[name], s.safe[name] = f, f
	}
	for _, o := range ops {
		s.do(o)
	}
	return s.write(r, to)
}

func (s *state) do(o Op) {
	name := filepath.Base(o.Path)
	switch o.Kind {
	case Create:
		f := &inode{}
		s.now[name] = f
		s.waiting = append(s.waiting, entry{name, f})
	case Delete:
		delete(s.now, name)
		s.waiting = append(s.waiting, entry{name, nil})
	case SyncFolder:
		for _, e := range s.waiting {
			s.safe[e.name] = e.file
		}
		s.waiting = nil
	case Sync:
		if f := s.now[name]; f != nil {
			for _, p := range f.pending {
				f.durable = applied(slices.Clone(f.durable), p)
			}
			f.pending = nil
		}
	case Write, Truncate:
		if f := s.now[name]; f != nil {
			f.pending = append(f.pending, o)
		}
	}
}

// applied is what a file has when something was done to it.
func applied(b []byte, o Op) []byte {
	end := int(o.Off) + len(o.Data)
	if o.Kind == Truncate {
		end = int(o.Off)
	}
	if o.Kind == Truncate && len(b) > end {
		return b[:end]
	}
	if len(b) < end {
		b = append(b, make([]byte, end-len(b))...)
	}
	copy(b[o.Off:], o.Data)
	return b
}

// write writes the folder.
func (s *state) write(r *rand.Rand, to string) error {
	names := s.safe
	keep := r.IntN(len(s.waiting) + 1) // of changes of the folder, the first some
	for i, e := range s.waiting {
		if i < keep {
			names[e.name] = e.file
		}
	}
	for _, name := range sortedNames(names) {
		f := names[name]
		if f == nil {
			continue
		}
		if err := os.WriteFile(filepath.Join(to, name), f.after(r), 0o600); err != nil {
			return err
		}
	}
	return nil
}

func sortedNames(m map[string]*inode) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// after is what a file can have after the power went: nothing of what waits, all of it, its beginning, or some of it, whole
// or in pieces, in any order.
func (f *inode) after(r *rand.Rand) []byte {
	b, pending := slices.Clone(f.durable), slices.Clone(f.pending)
	if len(pending) == 0 {
		return b
	}
	tear := false
	switch r.IntN(6) {
	case 0:
		return b
	case 1: // all
	case 2:
		pending = pending[:r.IntN(len(pending)+1)]
	case 3:
		pending, tear = pending[:r.IntN(len(pending)+1)], true
	default:
		share := r.Float64()
		pending = slices.DeleteFunc(pending, func(Op) bool { return r.Float64() > share })
		tear = r.IntN(2) == 0
		r.Shuffle(len(pending), func(i, j int) { pending[i], pending[j] = pending[j], pending[i] })
	}
	for i, o := range pending {
		if tear && (i == len(pending)-1 || r.IntN(4) == 0) {
			b = torn(b, o, r)
			continue
		}
		b = applied(b, o)
	}
	return b
}

// torn writes some sectors of what was written.
func torn(b []byte, o Op, r *rand.Rand) []byte {
	if o.Kind != Write {
		return b
	}
	for from := 0; from < len(o.Data); {
		to := min(len(o.Data), from+sector-int(o.Off+int64(from))%sector)
		if r.IntN(2) == 0 {
			b = applied(b, Op{Kind: Write, Off: o.Off + int64(from), Data: o.Data[from:to]})
		}
		from = to
	}
	return b
}
