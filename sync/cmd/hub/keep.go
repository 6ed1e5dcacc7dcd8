package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/prylavok/prylavok/sync/store/sqlite"
	"github.com/spf13/cobra"
)

// report is what verify found.
type report struct {
	OK       bool     `json:"ok"`
	Problems []string `json:"problems"`
}

func verifyCommand(c console) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "verify",
		Short:   "Prove that the database is whole and every shop is what its feed makes it",
		Example: "  hub verify --data /var/lib/hub",
		Args:    cobra.NoArgs,
	}
	dir := dataFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return withData(cmd.Context(), *dir, false, func(o opened) error {
			problems, err := o.store.Verify(cmd.Context())
			if err != nil {
				return err
			}
			if len(problems) > 0 {
				return unsound{report{Problems: problems}}
			}
			return c.result(report{OK: true, Problems: []string{}})
		})
	}
	return cmd
}

func backupCommand(c console) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "backup OUT",
		Short:   "Copy all shops to a new file while the hub works",
		Example: "  hub backup --data /var/lib/hub /media/usb/hub-monday.db",
		Args:    cobra.ExactArgs(1),
	}
	dir := dataFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		// A backup never takes the place of another, which may be the last whole one.
		if _, err := os.Lstat(args[0]); !errors.Is(err, os.ErrNotExist) {
			return &problem{Code: "out.exists", Message: fmt.Sprintf("There is a file %s already. It was left as it is. Choose another name for the backup.", args[0])}
		}
		return withData(cmd.Context(), *dir, false, func(o opened) error {
			if err := o.store.Backup(cmd.Context(), args[0]); err != nil {
				return err
			}
			info, err := os.Stat(args[0])
			if err != nil {
				return err
			}
			return c.result(map[string]any{"path": args[0], "bytes": info.Size()})
		})
	}
	return cmd
}

func restoreCommand(c console) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "restore IN",
		Short:   "Put a backup in the place of the database, which is kept beside it",
		Long:    "Put a backup in the place of the database, which is kept beside it.\n\nEvery shop begins a new epoch: the desks notice when they connect and give back,\nby themselves, what they have and the backup has not. Stop the hub first.",
		Example: "  hub restore --data /var/lib/hub /media/usb/hub-monday.db",
		Args:    cobra.ExactArgs(1),
	}
	dir := dataFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) (err error) {
		if err := sqlite.Check(args[0]); err != nil {
			return &problem{Code: "hub.not_a_backup", Message: fmt.Sprintf("%s is not a backup of a hub. Nothing was changed.", args[0]), cause: err}
		}
		held, err := sqlite.Hold(*dir)
		if err != nil {
			return dataProblem(*dir, err)
		}
		defer func() { err = errors.Join(err, held.Release()) }()
		kept, shops, err := restore(cmd.Context(), *dir, args[0])
		if err != nil {
			return err
		}
		answer := map[string]any{"restored": args[0], "shops": shops}
		if kept != "" {
			answer["kept"] = kept
			c.tell("The backup is in place. What was there is kept as %s.", kept)
		}
		return c.result(answer)
	}
	return cmd
}

// restore readies the backup in a folder of its own, epochs begun, and moves it
// into place as the last step. Until then nothing has changed.
func restore(ctx context.Context, dir, backup string) (kept string, shops int, err error) {
	draft, err := os.MkdirTemp(dir, "restore-")
	if err != nil {
		return "", 0, fmt.Errorf("restore: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(draft)) }()
	if shops, err = ready(ctx, draft, backup); err != nil {
		return "", 0, err
	}
	place := filepath.Join(dir, sqlite.Name)
	if kept, err = putAside(ctx, dir, place); err != nil {
		return "", 0, err
	}
	if err := os.Rename(filepath.Join(draft, sqlite.Name), place); err != nil {
		return kept, 0, fmt.Errorf("restore: %w", err)
	}
	return kept, shops, syncFolder(dir)
}

// ready makes a hub's database of the backup, with new epochs.
func ready(ctx context.Context, dir, backup string) (shops int, err error) {
	if err := copyFile(backup, filepath.Join(dir, sqlite.Name)); err != nil {
		return 0, fmt.Errorf("copy backup: %w", err)
	}
	st, err := sqlite.Open(ctx, dir, sqlite.Options{Readers: 1})
	if err != nil {
		return 0, dataProblem(backup, err)
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	list, err := st.Shops(ctx)
	if err != nil {
		return 0, err
	}
	return len(list), newEngine(st, slog.New(slog.DiscardHandler)).BeginEpochs(ctx)
}

// putAside keeps the database under a second name. It stays in its place too
// until the backup takes it: a hub that found nothing there would begin anew.
func putAside(ctx context.Context, dir, place string) (string, error) {
	if _, err := os.Lstat(place); errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	// Opening and closing it brings the log into the file. One that cannot be
	// opened is kept as it is, and its log must not meet the backup.
	if st, err := sqlite.Open(ctx, dir, sqlite.Options{Readers: 1}); err == nil {
		if err := st.Close(); err != nil {
			return "", fmt.Errorf("close database: %w", err)
		}
	}
	kept := place + ".replaced-" + time.Now().UTC().Format("20060102T150405.000")
	for _, suffix := range []string{"-wal", "-shm"} {
		if err := os.Rename(place+suffix, kept+suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", fmt.Errorf("keep database: %w", err)
		}
	}
	if os.Link(place, kept) == nil {
		return kept, nil
	}
	// Not every file system gives a file two names.
	if err := copyFile(place, kept); err != nil {
		return "", fmt.Errorf("keep database: %w", err)
	}
	return kept, nil
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err == nil {
		err = out.Sync()
	}
	return errors.Join(err, out.Close())
}

// syncFolder makes a file's new name durable where the system can do that.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	_ = d.Sync() // Windows cannot, and need not
	return d.Close()
}
