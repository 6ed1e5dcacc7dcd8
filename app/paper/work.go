package paper

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"time"

	"github.com/prylavok/prylavok/app/label"
	"github.com/prylavok/prylavok/app/printer"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// Work prints the jobs that wait on this desk until ctx ends: at once when one
// is queued, by this process or another. A job that cannot be printed is put to
// "failed" with its reason and never stops the next one.
func Work(ctx context.Context, r *replica.Replica, log *slog.Logger) {
	wake := make(chan struct{}, 1)
	defer r.Watch(func(e replica.Event) {
		if slices.Contains(e.Kinds, "print") || slices.Contains(e.Kinds, "any") {
			select {
			case wake <- struct{}{}:
			default: // it is awake already
			}
		}
	})()
	if err := r.RecoverPrints(ctx); err != nil {
		log.Error("print queue not recovered", slog.Any("error", err))
	}
	for {
		for ctx.Err() == nil {
			p, ok, err := r.NextPrint(ctx)
			if err != nil {
				log.Error("print queue not read", slog.Any("error", err))
				break
			}
			if !ok {
				break
			}
			work(ctx, r, p, log)
		}
		select {
		case <-ctx.Done():
			return
		case <-wake:
		}
	}
}

func work(ctx context.Context, r *replica.Replica, p replica.Print, log *slog.Logger) {
	address, err := Address(ctx, r, p.Document)
	if err == nil {
		err = Send(ctx, r, p, address)
	}
	failure := ""
	if err != nil {
		log.Error("not printed", slog.String("number", p.Number), slog.String("document", p.Document), slog.Any("error", err))
		failure = code(err)
	}
	if err := r.EndPrint(ctx, p.ID, address, failure); err != nil {
		log.Error("print not recorded", slog.String("number", p.Number), slog.Any("error", err))
	}
}

// Send makes the document of a job and hands it to the printer at address.
func Send(ctx context.Context, r *replica.Replica, p replica.Print, address string) error {
	made, err := Make(ctx, r, Ask{Document: shop.Document(p.Document), Orders: []Order{{p.OrderID, p.Copy > 0}}, At: time.UnixMilli(p.At)})
	if err != nil {
		return err
	}
	data, err := made.PDF()
	if err != nil {
		return err
	}
	device, err := printer.Open(address)
	if err != nil {
		return err
	}
	return device.Print(ctx, printer.Job{ID: p.ID.String(), Title: Title(p), Bytes: data, Type: printer.TypePDF, Copies: 1})
}

// Address gives the printer that this desk uses for a document. Where none is
// set the paper is kept as a file in a folder beside the shop.
func Address(ctx context.Context, r *replica.Replica, document string) (string, error) {
	settings, err := r.Settings(ctx)
	if err != nil {
		return "", err
	}
	if a := settings[SettingKey(r.Desk(), document)]; a != "" {
		return a, nil
	}
	folder, err := filepath.Abs(Folder(r.Path()))
	if err != nil {
		return "", err
	}
	return "folder:" + folder, nil
}

// SettingKey names the setting that holds a desk's printer for a document.
func SettingKey(d replica.Desk, document string) string {
	return "desk." + d.ID.String() + ".printer." + document
}

// Folder is where paper is kept as files while no printer is set.
func Folder(replicaPath string) string { return replicaPath + ".paper" }

// code names a failure for the screen's catalogues.
func code(err error) string {
	var p *printer.Error
	var l *label.Error
	switch {
	case errors.As(err, &p):
		return p.Code
	case errors.As(err, &l):
		return l.Code
	}
	return "not_made"
}
