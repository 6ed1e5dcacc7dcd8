package printer

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
)

// A file takes every job at its end: a file of labels to look at, or a named
// pipe that another program reads.
type file struct{ path string }

var _ Device = file{}

// Print adds each page whole or not at all to a file; a pipe is a printer that
// cannot answer.
func (f file) Print(ctx context.Context, j Job) error {
	if info, err := os.Stat(f.path); err == nil && info.Mode()&fs.ModeNamedPipe != 0 {
		return f.pipe().Print(ctx, j)
	}
	j, err := j.checked()
	if err != nil {
		return err
	}
	for done := j.From; done < j.count(); done++ {
		if err := ctx.Err(); err != nil {
			return &Error{Code: CodeTimeout, Printer: f.path, Done: done, Retry: true, Hint: "the file was not written to its end; go on", Err: err}
		}
		if err := f.add(j.page(done)); err != nil {
			return &Error{Code: CodeRefused, Printer: f.path, Done: done, Retry: true,
				Hint: "the file was not written; see that it can be written to and the disk has room", Err: err}
		}
		j.handed(done + 1)
	}
	return nil
}

// Status tells whether a pipe is read by anybody.
func (f file) Status(ctx context.Context, mediaType string) (Status, error) {
	if info, err := os.Stat(f.path); err == nil && info.Mode()&fs.ModeNamedPipe != 0 {
		return f.pipe().Status(ctx, mediaType)
	}
	return Status{State: StateReady, Problems: []string{}}, nil
}

func (f file) pipe() stream {
	return stream{name: f.path, mute: true, pace: usualPace, dial: func(_ context.Context, p pace) (line, error) {
		w, err := os.OpenFile(f.path, os.O_WRONLY|openNow, 0)
		if err != nil {
			return nil, fileTrouble(err) // also when nobody reads
		}
		return fileLine{polled{w, p.stall}, w}, nil
	}}
}

// add appends a page and takes back what it has of one that does not fit.
func (f file) add(page []byte) error {
	w, err := os.OpenFile(f.path, os.O_WRONLY|os.O_CREATE, 0o644)
	if err != nil {
		return err
	}
	end, err := w.Seek(0, io.SeekEnd)
	if err != nil {
		return errors.Join(err, w.Close())
	}
	if _, err = w.Write(page); err == nil {
		err = w.Sync()
	}
	if err != nil {
		err = errors.Join(err, w.Truncate(end))
	}
	return errors.Join(err, w.Close())
}
