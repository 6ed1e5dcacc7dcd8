package main

import (
	"errors"
	"os"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/spf13/cobra"
)

func backupCommand(c console) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "backup [OUT]",
		Short:   "Copy the whole shop while it goes on selling, or list the copies",
		Example: "  desk backup --replica shop.db\n  desk backup --replica shop.db /media/usb/shop-monday.db\n  desk backup --replica shop.db --list",
		Args:    cobra.MaximumNArgs(1),
	}
	path := replicaFlag(cmd)
	list := cmd.Flags().Bool("list", false, "list the copies beside the shop instead, the newest first")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if *list {
			if len(args) > 0 {
				return usage("--list takes no OUT")
			}
			found, err := replica.Backups(*path)
			if found == nil {
				found = []replica.Backup{}
			}
			if err != nil {
				return err
			}
			return c.result(map[string][]replica.Backup{"backups": found})
		}
		if len(args) > 0 {
			// A backup never takes the place of another, which may be the last whole one.
			if _, err := os.Lstat(args[0]); !errors.Is(err, os.ErrNotExist) {
				return problem("out.exists", "There is a file %s already. It was left as it is. Choose another name for the backup.", args[0])
			}
		}
		return withReplica(cmd.Context(), *path, func(r *replica.Replica) error {
			made, err := backUp(cmd, r, args)
			if err != nil {
				return err
			}
			return c.result(made)
		})
	}
	return cmd
}

func backUp(cmd *cobra.Command, r *replica.Replica, args []string) (replica.Backup, error) {
	if len(args) == 0 {
		return r.Backup(cmd.Context(), "manual")
	}
	if err := r.BackupTo(cmd.Context(), args[0]); err != nil {
		return replica.Backup{}, err
	}
	info, err := os.Stat(args[0])
	if err != nil {
		return replica.Backup{}, err
	}
	return replica.Backup{Path: args[0], Why: "manual", At: info.ModTime().UTC(), Bytes: info.Size()}, nil
}

func restoreCommand(c console) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "restore BACKUP",
		Short:   "Put a backup in the place of the shop, which is kept among the backups",
		Long:    "Put a backup in the place of the shop, which is kept among the backups.\n\nThe desk takes the next series of numbers, because the backup may not know the\nlast numbers that were printed.",
		Example: "  desk restore --replica shop.db shop.db.backups/20260731T190000.000_daily.db",
		Args:    cobra.ExactArgs(1),
	}
	path := replicaFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) (err error) {
		held, err := replica.Hold(*path, "desk restore")
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, held.Release()) }()
		d, err := replica.Restore(cmd.Context(), args[0], *path, options())
		if err != nil {
			return err
		}
		c.tell("The backup is in place. New numbers begin with %s.", d.Series)
		return c.result(map[string]any{"shop": d.ShopID, "desk": d.ID, "series": d.Series, "restored": args[0]})
	}
	return cmd
}

func verifyCommand(c console) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "verify",
		Short:   "Prove that the file is whole and every figure adds up",
		Example: "  desk verify --replica shop.db",
		Args:    cobra.NoArgs,
	}
	path := replicaFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return withReplica(cmd.Context(), *path, func(r *replica.Replica) error {
			report, err := r.Verify(cmd.Context())
			if err != nil {
				return err
			}
			if !report.OK {
				return unsound{report}
			}
			return c.result(report)
		})
	}
	return cmd
}

// unsound is a shop that Verify found fault with.
type unsound struct{ report replica.Report }

func (u unsound) Error() string {
	text := "The shop does not add up. Nothing was changed. Make a backup and send it with this list:"
	for _, p := range u.report.Problems {
		text += "\n  " + p
	}
	return text
}

func digestCommand(c console) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "digest",
		Short:   "Print the fingerprint of all records",
		Example: "  desk digest --replica shop.db",
		Args:    cobra.NoArgs,
	}
	path := replicaFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return withReplica(cmd.Context(), *path, func(r *replica.Replica) error {
			d, err := r.Digest(cmd.Context())
			if err != nil {
				return err
			}
			return c.result(d)
		})
	}
	return cmd
}
