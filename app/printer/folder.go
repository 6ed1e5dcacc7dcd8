package printer

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// A folder keeps each job as one file, TITLE-ID with the ending of its type.
type folder struct{ path string }

var _ Device = folder{}

// Print writes the whole job as a file or nothing, and on disk before it returns.
// A job whose file is there already is done. Copies make no second file.
func (f folder) Print(ctx context.Context, j Job) error {
	j, err := j.checked()
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return &Error{Code: CodeTimeout, Printer: f.path, Retry: true, Hint: "the file was not written; try again", Err: err}
	}
	if err := f.keep(j); err != nil {
		return &Error{Code: CodeRefused, Printer: f.path, Retry: true,
			Hint: "the file was not written; see that the folder can be written to and the disk has room", Err: err}
	}
	j.handed(j.count())
	return nil
}

// Status is that of a folder: it is made when it is not there.
func (folder) Status(context.Context, string) (Status, error) {
	return Status{State: StateReady, Problems: []string{}}, nil
}

func (f folder) keep(j Job) error {
	if err := os.MkdirAll(f.path, 0o755); err != nil {
		return err
	}
	final := filepath.Join(f.path, fileName(j))
	if _, err := os.Stat(final); err == nil {
		return nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	partial, err := os.CreateTemp(f.path, ".printing-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(partial.Name()) }() // gone already when all went well
	_, err = partial.Write(j.whole())
	err = errors.Join(err, partial.Chmod(0o644), partial.Sync(), partial.Close())
	if err != nil {
		return err
	}
	if err := os.Rename(partial.Name(), final); err != nil {
		// On Windows one of two retries at once may not put its file over the other's.
		if _, there := os.Stat(final); there != nil {
			return err
		}
	}
	return syncFolder(f.path)
}

// syncFolder makes the new name survive a power cut. Windows writes names
// through and refuses to sync a folder.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// fileName makes a name that every system accepts. The title may lose signs; the
// id keeps the name unique.
func fileName(j Job) string {
	title := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`<>:"/\|?*`, r) {
			return '_'
		}
		return r
	}, plainTitle(j.Title, 150))
	title = strings.TrimLeft(strings.TrimSpace(title), ".")
	return title + "-" + j.ID + ending(j.Type)
}

func ending(mediaType string) string {
	switch mediaType {
	case TypePDF:
		return ".pdf"
	case TypeZPL:
		return ".zpl"
	case TypeTSPL:
		return ".tspl"
	case TypeEPL:
		return ".epl"
	case TypeESCPOS:
		return ".escpos"
	case "image/png":
		return ".png"
	case "text/plain":
		return ".txt"
	}
	return ".bin"
}
