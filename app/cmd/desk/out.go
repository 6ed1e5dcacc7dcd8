package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
)

// writeOut makes the file at path whole or not at all. A database is never
// overwritten: a slip of the hand must not put a table where the shop was. The
// file is its owner's alone, for it may name customers.
func writeOut(path string, write func(io.Writer) error) (err error) {
	if err := checkOut(path); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".desk-*")
	if err != nil {
		return outProblem(path, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close(), os.Remove(f.Name()))
		}
	}()
	w := bufio.NewWriterSize(f, 64<<10)
	if err := write(w); err != nil {
		return err
	}
	if err := errors.Join(w.Flush(), f.Sync()); err != nil {
		return outProblem(path, err)
	}
	if err := f.Close(); err != nil {
		return outProblem(path, err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return outProblem(path, err)
	}
	return nil
}

func checkOut(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil
	case err != nil:
		return outProblem(path, err)
	case info.IsDir():
		return problem("out.folder", "%s is a folder. Nothing was written. Name a file in it.", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return outProblem(path, err)
	}
	defer f.Close()
	head := make([]byte, 16)
	n, _ := io.ReadFull(f, head)
	if bytes.HasPrefix(head[:n], []byte("SQLite format 3\x00")) {
		return problem("out.database", "%s is a database, perhaps a shop. It was left as it is. Choose another name.", path)
	}
	return nil
}

func outProblem(path string, cause error) error {
	return problem("out.unwritable", "%s was not written: %s. The shop is as it was. Check the folder and try again.", path, cause)
}
