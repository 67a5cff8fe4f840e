package batch

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	jobpb "github.com/apache/beam/sdks/v2/go/pkg/beam/model/jobmanagement_v1"
)

// Two runs into one output would take away from each other what they write. What keeps
// them apart is a file in the output. Its lock (flock) is the system's, which takes it
// away with the process; its text says which job was handed to a cluster, and that goes on
// without the process. So it is asked for there before another run begins.

// lockFile is there while a run writes an output, and after it where its job may go on.
const lockFile = "lock.json"

// ErrBusy is of an output that another run writes, or may write.
var ErrBusy = errors.New("another run writes there")

// holder says who writes an output.
type holder struct {
	// Run names the run, by 16 digits of chance.
	Run  string `json:"run"`
	Host string `json:"host"`
	PID  int    `json:"pid"`
	// Endpoint is the job service that the job Job was handed to, "" for one of the
	// process itself; ID is what it calls it, "" where it has not said.
	Endpoint string `json:"endpoint,omitempty"`
	Job      string `json:"job,omitempty"`
	ID       string `json:"id,omitempty"`
}

// lock is the right to write an output.
type lock struct {
	holder

	f *os.File
}

// hold locks an output. Force has it go on where it cannot be told whether a job of an
// earlier run has ended; never where its process or its job are known to go on.
func hold(ctx context.Context, out string, force bool) (*lock, error) {
	f, err := openLock(filepath.Join(out, lockFile))
	if err != nil && f == nil {
		return nil, fmt.Errorf("%s: %w", out, err)
	}
	before, found := readHolder(f)
	switch {
	case errors.Is(err, errTaken):
		err = fmt.Errorf("%w: process %d on %s; wait for it, or end it", ErrBusy, before.PID, before.Host)
	case err != nil && found && !force: // no such locks on this file system
		err = fmt.Errorf("%w, or has been killed: process %d on %s; if it is there no more, give --unlock", ErrBusy, before.PID, before.Host)
	default:
		err = before.goesOn(ctx, force)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", out, err), f.Close())
	}
	host, _ := os.Hostname() // only said
	l := &lock{holder: holder{Run: newRun(), Host: host, PID: os.Getpid()}, f: f}
	if err := l.write(); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", out, err), f.Close())
	}
	return l, nil
}

func newRun() string {
	var b [8]byte
	rand.Read(b[:]) // it never fails
	return hex.EncodeToString(b[:])
}

// errTaken is of a lock that another process has.
var errTaken = errors.New("the lock is taken")

// openLock opens the file, locked: with errTaken by somebody else, and with another error
// not at all.
func openLock(name string) (*os.File, error) {
	for {
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644) //nolint:gosec // others are to read who has it
		if err != nil {
			return nil, err
		}
		if err := tryLock(f); err != nil {
			return f, err
		}
		mine, err := f.Stat()
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		// Who had it may have taken it away just now.
		if there, err := os.Stat(name); err == nil && os.SameFile(mine, there) {
			return f, nil
		}
		if err := f.Close(); err != nil {
			return nil, err
		}
	}
}

// readHolder reads who has the file, or had it. One that was not written to its end was
// of a run that had not begun.
func readHolder(f *os.File) (h holder, found bool) {
	const most = 1 << 16
	b, err := io.ReadAll(io.NewSectionReader(f, 0, most))
	return h, err == nil && json.Unmarshal(b, &h) == nil
}

// handed notes which job is handed over.
func (l *lock) handed(endpoint, job, id string) error {
	l.Endpoint, l.Job, l.ID = endpoint, job, id
	return l.write()
}

func (l *lock) write() error {
	b, err := json.Marshal(l.holder)
	if err != nil {
		return err
	}
	_, err = l.f.WriteAt(append(b, '\n'), 0)
	if err := errors.Join(err, l.f.Truncate(int64(len(b)+1)), l.f.Sync()); err != nil {
		return fmt.Errorf("write the lock: %w", err)
	}
	return nil
}

// release gives the output free; the file stays where a cluster's job may go on.
func (l *lock) release(result error) error {
	if l.Endpoint != "" && errors.Is(result, errGoesOn) {
		return l.f.Close()
	}
	err := os.Remove(l.f.Name())
	closed := l.f.Close()
	if err != nil { // not every system takes away a file that is open
		err = os.Remove(l.f.Name())
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return errors.Join(err, closed)
}

// askTime is how long a job service may take to say whether an earlier run's job has ended.
const askTime = 10 * time.Second

// goesOn is an error where the job of a process that has ended goes on, or, but by force,
// may go on. What a process had in itself ended with it.
func (h *holder) goesOn(ctx context.Context, force bool) error {
	if h.Endpoint == "" || h.Job == "" {
		return nil
	}
	state, known, err := h.state(ctx)
	name := cmp.Or(h.ID, h.Job)
	switch {
	case err == nil && known && !over(state):
		return fmt.Errorf("%w: the job %s at %s, %s; wait for it or cancel it there, and give the command again", ErrBusy, name, h.Endpoint, state)
	case err == nil && known, err == nil && h.ID == "", force:
		return nil // it has ended; or it was never begun
	case err == nil:
		err = errors.New("it knows nothing of it")
	}
	return fmt.Errorf("%w, perhaps: the job %s was handed to %s, which does not say whether it has ended (%w); look there, and when it has, give --unlock", ErrBusy, name, h.Endpoint, err)
}

// state asks the service for the state of the job. One without an id has its name, which is of this run alone.
func (h *holder) state(ctx context.Context) (state jobpb.JobState_Enum, known bool, err error) {
	service, stop, err := dial(ctx, h.Endpoint, askTime)
	if err != nil {
		return state, false, err
	}
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	got, err := service.GetJobs(ctx, &jobpb.GetJobsRequest{})
	if err != nil {
		return state, false, err
	}
	for _, job := range got.GetJobInfo() {
		if h.ID != "" && job.GetJobId() == h.ID || job.GetJobName() == h.Job {
			return job.GetState(), true, nil
		}
	}
	return state, false, nil
}
