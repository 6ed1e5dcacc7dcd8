package replica

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// Held is the right of one long-lived program — a window or a server — to a
// shop. Short commands do without it: SQLite lets them work beside the holder.
type Held struct {
	lock   *flock.Flock
	note   string
	holder holder
}

// holder is what the next program is told; it lies beside the shop while it is held.
type holder struct {
	Program string `json:"program"`
	PID     int    `json:"pid"`
	Address string `json:"address,omitempty"` // where a browser finds it, with its key
}

// Hold takes the shop at path, which need not be there yet, for a long-lived
// program named who. ErrInUse, with the holder's address or process, when
// another program has it. The system lets go by itself when the process ends,
// however it ends.
func Hold(path, who string) (*Held, error) {
	path, err := onePath(path)
	if err != nil {
		return nil, explain(err, path)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, explain(err, path)
	}
	// Nobody can read a locked file on Windows, so the holder's name has one of
	// its own. The locked file stays for ever: were it removed, two programs
	// could each lock a file of this name.
	h := &Held{lock: flock.New(path+".lock", flock.SetPermissions(0o600)), note: path + ".holder", holder: holder{Program: who, PID: os.Getpid()}}
	got, err := h.lock.TryLock()
	if err != nil {
		return nil, explain(err, path)
	}
	if !got {
		return nil, inUse(h.note)
	}
	if err := h.write(); err != nil {
		return nil, errors.Join(explain(err, path), h.lock.Unlock())
	}
	return h, nil
}

// Tell makes the address known at which a browser finds the holder.
func (h *Held) Tell(address string) error {
	h.holder.Address = address
	if err := h.write(); err != nil {
		return explain(err, h.note)
	}
	return nil
}

// Release lets the next program have the shop. It may be called twice.
func (h *Held) Release() error {
	if !h.lock.Locked() {
		return nil
	}
	err := os.Remove(h.note)
	if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	return errors.Join(err, h.lock.Unlock())
}

func (h *Held) write() error {
	text, err := json.Marshal(h.holder)
	if err != nil {
		return err
	}
	draft := h.note + ".new"
	if err := os.WriteFile(draft, text, 0o600); err != nil {
		return err
	}
	return os.Rename(draft, h.note)
}

// inUse says who has the shop, as far as they have said it themselves.
func inUse(note string) error {
	var by holder
	text, err := os.ReadFile(note)
	if err == nil {
		err = json.Unmarshal(text, &by)
	}
	switch {
	case err != nil:
		// The holder has only just started or is about to end.
		return ErrInUse.With("where", "")
	case by.Address != "":
		return ErrInUse.With("where", " at "+by.Address).With("address", by.Address)
	}
	return ErrInUse.With("where", fmt.Sprintf(" by %s (process %d)", by.Program, by.PID))
}

// onePath gives a shop the same name whichever way it was reached, so that a
// link does not let two programs in.
func onePath(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return path, err
	}
	real, err := filepath.EvalSymlinks(path)
	if err == nil {
		return real, nil
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil {
		return path, nil //nolint:nilerr // the folder is not there yet either
	}
	return filepath.Join(folder, filepath.Base(path)), nil
}
