package replica

import (
	"database/sql"
	"errors"
	"os"
	"runtime"
	"strings"
	"syscall"

	"github.com/mattn/go-sqlite3"
	"github.com/prylavok/prylavok/app/shop"
)

// The problems that opening and writing a replica can meet.
var (
	ErrMissing         = shop.NewProblem("replica.missing", "There is no shop at {{path}}. Nothing was changed. Make one with “desk init” or choose another file.")
	ErrNotEmpty        = shop.NewProblem("replica.not_empty", "This shop has goods, customers or orders already. It was left as it is. Make a demo shop in a new file.")
	ErrExists          = shop.NewProblem("replica.exists", "There is a shop at {{path}} already. It was left as it is. Choose another file.")
	ErrNotReplica      = shop.NewProblem("replica.foreign", "{{path}} is not a shop of this program. It was left as it is. Choose another file.")
	ErrNewer           = shop.NewProblem("replica.newer", "This shop was last opened by a newer version of the program. It was left as it is. Install the newest version.")
	ErrDamaged         = shop.NewProblem("replica.damaged", "The shop's file {{path}} is damaged. It was left as it is. Bring back the last backup: {{backup}}")
	ErrReadOnly        = shop.NewProblem("replica.read_only", "The shop's file {{path}} cannot be written. It was left as it is. Check the rights of the file and its folder.")
	ErrLocked          = shop.NewProblem("replica.locked", "The shop's file is busy with another program. Nothing was changed. Close the other program and try again.")
	ErrDiskFull        = shop.NewProblem("replica.disk_full", "The disk is full, so this was not saved. What was saved before is safe. Free some space and try again.")
	ErrDisk            = shop.NewProblem("replica.disk", "The disk did not take this, so it was not saved. What was saved before is safe. Check the disk and try again.")
	ErrInternal        = shop.NewProblem("internal", "Something went wrong inside the program. What was saved before is safe. Try again; if it comes back, send the log.")
	ErrInUse           = shop.NewProblem("replica.in_use", "This shop is open already{{where}}. Nothing was changed. Use the window that is open.")
	ErrClosed          = shop.NewProblem("replica.closed", "The shop is being closed. Nothing was changed.")
	ErrRemoved         = shop.NewProblem("replica.removed", "This till was taken out of its shop, and nothing of the shop is left in {{path}}. What it had not sent is kept at the hub. Ask the owner for a new invite.")
	ErrOtherShop       = shop.NewProblem("replica.other_shop", "This till belongs to another shop already. Nothing was changed. Join with a new file.")
	ErrBackupBad       = shop.NewProblem("backup.bad", "{{path}} is not a whole backup. The shop was left as it is. Choose another backup.")
	ErrSKUTaken        = shop.NewProblem("goods.sku_taken", "The SKU {{sku}} belongs to {{title}} already. Nothing was saved. Choose another SKU.")
	ErrPhoneTaken      = shop.NewProblem("customer.phone_taken", "The phone {{phone}} belongs to {{name}} already. Nothing was saved. Open that customer instead.")
	ErrCardTaken       = shop.NewProblem("customer.card_taken", "The card {{card}} belongs to {{name}} already. Nothing was saved. Open that customer instead.")
	ErrParcelTaken     = shop.NewProblem("order.parcel_taken", "The code {{code}} belongs to order {{number}} already. Nothing was changed. Open that order instead.")
	ErrNumbersNone     = shop.NewProblem("numbers.none", "The shop has no such numbers to give out. Nothing was changed. Enter a range under Settings, or take one of the shop's own numbers.")
	ErrNumbersAsked    = shop.NewProblem("numbers.asked", "This till has no number of {{name}} left. More were asked for and will come from the hub. Nothing was changed. These still work: {{others}}.")
	ErrNumbersUsedUp   = shop.NewProblem("numbers.used_up", "All numbers of {{name}} are given out. Nothing was changed. Enter a new range under Settings. These still work: {{others}}.")
	ErrNumbersDoubt    = shop.NewProblem("numbers.doubt", "The shop was restored from a backup, and which numbers of {{name}} were given out since is not known. Nothing was changed. Say under Settings from which one on they are free. These still work: {{others}}.")
	ErrNumbersFrame    = shop.NewProblem("numbers.frame", "No numbers can be made of “{{head}}”. Nothing was saved. An SSCC takes the extension digit and the company prefix, an S10 number two letters and the country, a number of 14 digits its first 6 to 11.")
	ErrNumbersSpan     = shop.NewProblem("numbers.span", "There are no numbers from {{first}} to {{last}}: serials go from 0 to {{most}}. Nothing was saved.")
	ErrNumbersFixed    = shop.NewProblem("numbers.fixed", "What a range's numbers are made of is never changed. Nothing was saved. Enter another range, and put this one out of use.")
	ErrPIN             = shop.NewProblem("pin.wrong", "This PIN is not right. Try again.")
	ErrPINWait         = shop.NewProblem("pin.wait", "Too many wrong PINs. Wait {{seconds}} seconds and try again.")
	ErrBadge           = shop.NewProblem("badge.unknown", "This badge lets nobody in. The till is as it was. Enter a PIN.")
	ErrBadgeCode       = shop.NewProblem("badge.code", "This is the badge of somebody who works here. Nothing was changed. Use another code.")
	ErrLastOwner       = shop.NewProblem("user.last_owner", "The shop needs one active owner. Nothing was changed. Make somebody else an owner first.")
	ErrTakenAway       = shop.NewProblem("order.changed", "Order {{number}} was changed meanwhile. Nothing was lost. Look at it again.")
	ErrAtCounter       = shop.NewProblem("order.at_counter", "Order {{number}} lies at a counter now. It was left as it is. Finish it or put it aside there first (F7).")
	ErrNotParked       = shop.NewProblem("order.not_open", "Order {{number}} is finished and cannot be taken back to the counter. Nothing was changed.")
	ErrPaidCancel      = shop.NewProblem("order.paid_refund", "Order {{number}} has {{sum}} paid. Say how the money goes back. Nothing was changed.")
	ErrBackOver        = shop.NewProblem("payment.back_over", "{{number}} has {{sum}} to be given back at most. Nothing was changed. Enter that or less.")
	ErrReturnedAlready = shop.NewProblem("order.returned", "Goods of order {{number}} were taken back already. Nothing was changed. Take the rest back with a return (F8).")
	ErrBasketBusy      = shop.NewProblem("basket.not_empty", "There is a sale at the counter already. It was kept. Park it (F7) or finish it first.")
	ErrUndoLate        = shop.NewProblem("undo.late", "This sale can no longer be undone in one step. Nothing was changed. Take the goods back with a return (F8).")
	ErrUndoNothing     = shop.NewProblem("undo.nothing", "There is nothing to undo.")
	ErrImportFile      = shop.NewProblem("import.file", "{{file}} was not imported: {{why}} The shop is as it was before.")
	ErrImportStop      = shop.NewProblem("import.stopped", "The import was stopped. The shop is as it was before.")
)

// explain turns an error of SQLite or the system into a Problem that says what
// happened, what is safe and what to do; a Problem passes unchanged.
func (r *Replica) explain(err error) error {
	if err == nil {
		return nil
	}
	var p *shop.Problem
	if errors.As(err, &p) {
		return err
	}
	// database/sql has no value for it.
	if errors.Is(err, sql.ErrConnDone) || strings.Contains(err.Error(), "sql: database is closed") {
		return ErrClosed.Because(err)
	}
	return explain(err, r.path)
}

func explain(err error, path string) error {
	var s sqlite3.Error
	var system syscall.Errno
	switch {
	case errors.As(err, &s) && diskFull(s.SystemErrno), errors.As(err, &system) && diskFull(system):
		return ErrDiskFull.Because(err)
	case errors.As(err, &s):
		switch s.Code {
		case sqlite3.ErrFull:
			return ErrDiskFull.Because(err)
		case sqlite3.ErrIoErr:
			return ErrDisk.Because(err)
		case sqlite3.ErrBusy, sqlite3.ErrLocked:
			p := ErrLocked.Because(err)
			p.Retry = true
			return p
		case sqlite3.ErrReadonly, sqlite3.ErrPerm, sqlite3.ErrCantOpen, sqlite3.ErrAuth:
			return ErrReadOnly.With("path", path).Because(err)
		case sqlite3.ErrNotADB, sqlite3.ErrCorrupt:
			return damaged(path).Because(err)
		}
	case errors.Is(err, os.ErrPermission), errors.Is(err, syscall.EROFS):
		return ErrReadOnly.With("path", path).Because(err)
	}
	return ErrInternal.Because(err)
}

// diskFull knows a full disk by the system's own number: SQLite calls some of
// them I/O errors.
func diskFull(n syscall.Errno) bool {
	if runtime.GOOS == "windows" {
		return n == 112 || n == 39 // ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL
	}
	return n == syscall.ENOSPC || n == syscall.EDQUOT
}

func damaged(path string) *shop.Problem {
	backup := "–"
	if list, err := Backups(path); err == nil {
		// What a restore put aside may be this damaged shop itself.
		for _, b := range list {
			if b.Why != "before-restore" {
				backup = b.Path
				break
			}
		}
	}
	return ErrDamaged.With("path", path).With("backup", backup)
}
