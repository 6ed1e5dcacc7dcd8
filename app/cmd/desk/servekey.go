package main

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// serveKeyBytes is how much chance a key holds.
const serveKeyBytes = 16

// serveKey gives the key of the shop's address. It is made once and kept beside
// the shop, so that the browsers that were open find the desk again after it was
// restarted; fresh makes another, and the addresses given out before are no use
// any more.
func serveKey(replica string, fresh bool) (string, error) {
	if whole, err := filepath.EvalSymlinks(replica); err == nil {
		replica = whole // one shop, one key, whatever name it is reached by
	}
	path := replica + ".serve-key"
	if !fresh {
		key, err := keptKey(path)
		if err != nil || key != "" {
			return key, err
		}
	}
	var chance [serveKeyBytes]byte
	_, _ = rand.Read(chance[:]) // it never fails: see crypto/rand
	key := base64.RawURLEncoding.EncodeToString(chance[:])
	if err := keepKey(path, key); err != nil {
		return "", fmt.Errorf("keep the key of the address in %s: %w", path, err)
	}
	return key, nil
}

// keptKey reads a key; "" when there is none that may be used: one that others
// on this machine could read is no secret, and half a one is no key.
func keptKey(path string) (string, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read the key of the address: %w", err)
	}
	// Windows keeps the rights of a file elsewhere than in its mode.
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return "", nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("read the key of the address: %w", err)
	}
	key := strings.TrimSpace(string(text))
	if !wholeKey(key) {
		return "", nil
	}
	return key, nil
}

func wholeKey(key string) bool {
	chance, err := base64.RawURLEncoding.DecodeString(key)
	return err == nil && len(chance) == serveKeyBytes
}

// keepKey puts a key in its place whole, readable by its owner alone from the
// first byte on.
func keepKey(path, key string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	draft, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // made with 0600
	if err != nil {
		return err
	}
	_, err = draft.WriteString(key + "\n")
	if err := errors.Join(err, draft.Close()); err != nil {
		return errors.Join(err, os.Remove(draft.Name()))
	}
	return os.Rename(draft.Name(), path)
}
