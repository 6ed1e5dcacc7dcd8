package window

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"

	wailsruntime "github.com/wailsapp/wails/v2/pkg/runtime"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// mend tries to get over the error with which the desk could not be opened, and
// gives the error that is left. A damaged replica may be replaced by a backup,
// if the person at the window wants it.
func (w *window) mend(ctx context.Context, err error) error {
	if !errors.Is(err, replica.ErrDamaged) {
		return err
	}
	backups, listErr := wholeBackups(w.config.Replica)
	if listErr != nil {
		return errors.Join(err, listErr)
	}
	for i, backup := range backups {
		question, values := "damaged.question", map[string]any{"path": w.config.Replica, "at": w.config.Texts.Moment(backup.At)}
		if i > 0 {
			question, values = "damaged.bad", map[string]any{"at": w.config.Texts.Moment(backups[i-1].At), "older": w.config.Texts.Moment(backup.At)}
		}
		yes, askErr := w.ask(ctx, w.say(question, values))
		if askErr != nil || !yes {
			return errors.Join(err, errDeclined, askErr)
		}
		err := bringBack(ctx, backup, w.config.Replica)
		if errors.Is(err, replica.ErrBackupBad) {
			continue
		}
		if err != nil {
			return err
		}
		return w.open(ctx)
	}
	return err
}

// errDeclined says that a person has read what is wrong and wants no help.
var errDeclined = errors.New("the backup was not brought back")

// wholeBackups lists the backups worth offering, the newest first. What a
// restore has put aside is left out: it may be the damaged file itself.
func wholeBackups(path string) ([]replica.Backup, error) {
	all, err := replica.Backups(path)
	if err != nil {
		return nil, err
	}
	offered := all[:0]
	for _, backup := range all {
		if backup.Why != "before-restore" {
			offered = append(offered, backup)
		}
	}
	return offered, nil
}

// bringBack puts a backup in the replica's place while no other program has it.
func bringBack(ctx context.Context, backup replica.Backup, path string) error {
	held, err := replica.Hold(path, "prylavok")
	if err != nil {
		return err
	}
	_, err = replica.Restore(ctx, backup.Path, path, replica.Options{})
	return errors.Join(err, held.Release())
}

// tell shows why there is no desk, unless the person knows already.
func (w *window) tell(ctx context.Context, err error) error {
	if errors.Is(err, errDeclined) {
		return nil
	}
	_, err = message(ctx, wailsruntime.ErrorDialog, w.sentence(err))
	return err
}

func (w *window) ask(ctx context.Context, question string) (yes bool, err error) {
	answer, err := message(ctx, wailsruntime.QuestionDialog, question)
	return answer == "Yes", err
}

func message(ctx context.Context, kind wailsruntime.DialogType, text string) (answer string, err error) {
	if runtime.GOOS == "linux" {
		// Wails gives the text to GTK as a format.
		text = strings.ReplaceAll(text, "%", "%%")
	}
	answer, err = wailsruntime.MessageDialog(ctx, wailsruntime.MessageDialogOptions{Type: kind, Title: title, Message: text})
	if err != nil {
		return "", fmt.Errorf("show message: %w", err)
	}
	return answer, nil
}

// sentence says an error in the words of the catalogues, or as it is when they
// have none for it.
func (w *window) sentence(err error) string {
	var problem *shop.Problem
	switch {
	case errors.Is(err, ErrAlreadyOpen):
		return w.say("already_open", nil)
	case errors.Is(err, replica.ErrDamaged):
		return w.say("damaged.hopeless", map[string]any{"path": w.config.Replica})
	case errors.As(err, &problem):
		if text, ok := w.config.Texts.Say("errors:"+problem.Code, problem.Args); ok {
			return text
		}
	}
	return err.Error()
}

func (w *window) say(key string, values map[string]any) string {
	text, _ := w.config.Texts.Say("window:"+key, values)
	return text
}
