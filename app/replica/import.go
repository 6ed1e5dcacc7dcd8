package replica

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/prylavok/prylavok/app/intake"
)

// ImportOptions say how an import is done.
type ImportOptions struct {
	DryRun   bool                  // tell what would happen and store nothing
	Progress func(done, total int) // products done so far; called while the import runs, so it must not call the replica
}

// ImportResult counts products: an imported product is new, or something of it
// or its offers was changed, or all of it was known already.
type ImportResult struct {
	Created, Updated, Unchanged int
	Refused                     []intake.Refusal // what was left out, with reasons; never nil
}

// ImportFile is one file to import.
type ImportFile struct {
	Name string // as the report calls it
	Open func() (io.ReadCloser, error)
}

// ImportReport is what an import of files came to. Read counts rows of the
// files; the others count as ImportResult does.
type ImportReport struct {
	Read      int              `json:"read"`
	Created   int              `json:"created"`
	Updated   int              `json:"updated"`
	Unchanged int              `json:"unchanged"`
	Refused   []intake.Refusal `json:"refused"`
}

// errDryRun takes a finished import back.
var errDryRun = errors.New("dry run")

// ImportFiles imports product files of one format. All are read and checked
// before anything is stored; if one of them cannot be used as a whole, nothing
// is taken of any: ErrImportFile. Wrong rows are left out and reported. Then
// all is stored as ImportProducts does, in one transaction.
func (r *Replica) ImportFiles(ctx context.Context, actor Actor, format string, files []ImportFile, o ImportOptions) (ImportReport, error) {
	report := ImportReport{Refused: []intake.Refusal{}}
	var products []intake.Product
	place := map[string]int{}
	for i, f := range files {
		if ctx.Err() != nil {
			return ImportReport{}, ErrImportStop.Because(ctx.Err())
		}
		read, err := r.readImport(format, f)
		if err != nil {
			return ImportReport{}, err
		}
		report.Read += read.Rows
		report.Refused = append(report.Refused, read.Refused...)
		products = append(products, read.Products...)
		place[f.Name] = i
	}
	result, err := r.ImportProducts(ctx, actor, format, products, o)
	if err != nil {
		return ImportReport{}, err
	}
	report.Created, report.Updated, report.Unchanged = result.Created, result.Updated, result.Unchanged
	report.Refused = append(report.Refused, result.Refused...)
	slices.SortStableFunc(report.Refused, func(a, b intake.Refusal) int {
		return cmp.Or(place[a.File]-place[b.File], a.Row-b.Row)
	})
	return report, nil
}

func (r *Replica) readImport(format string, f ImportFile) (intake.Result, error) {
	in, err := f.Open()
	if err != nil {
		return intake.Result{}, ErrImportFile.With("file", f.Name).With("why", "It cannot be opened.").Because(err)
	}
	defer in.Close() //nolint:errcheck // only read
	read, err := intake.Read(in, intake.Options{Format: format, File: f.Name, MinorDigits: r.Desk().Currency.Digits})
	var bad *intake.FileError
	switch {
	case errors.As(err, &bad):
		return read, ErrImportFile.With("file", f.Name).With("why", bad.Message).Because(err)
	case err != nil:
		return read, ErrImportFile.With("file", f.Name).With("why", "It cannot be read.").Because(err)
	}
	return read, nil
}

// ImportProducts stores products of another system, all in one transaction. It
// may be done again with a later export of the same source:
//
//   - A product or offer is known again by its key there. An offer not known by
//     its key is matched by its SKU, else by a barcode that only one offer has.
//     The rest are new. What a later export lacks is left as it is.
//   - Only what changed in the source since the last import is applied, so a
//     price changed in the shop, or stock sold since, survives. What both sides
//     changed becomes as the source says; the history keeps the other value.
//   - Stock that is given is counted on the first import and again whenever the
//     source gives another figure.
//   - What was deleted in the shop stays deleted; a change to it is refused.
//
// The same products again change nothing and leave no trace. Cancelling ctx
// takes everything back: ErrImportStop.
func (r *Replica) ImportProducts(ctx context.Context, actor Actor, source string, products []intake.Product, o ImportOptions) (ImportResult, error) {
	im := newImporter(source, products)
	err := r.command(ctx, actor, "import", func(w *writer) error {
		im.begin(w)
		for at := 0; at < len(products); {
			if ctx.Err() != nil {
				return ErrImportStop.Because(ctx.Err())
			}
			n := im.chunk(products[at:])
			if err := im.take(products[at : at+n]); err != nil {
				return fmt.Errorf("import: %w", err)
			}
			if err := w.flush(); err != nil {
				return err
			}
			at += n
			if o.Progress != nil {
				o.Progress(at, len(products))
			}
		}
		if o.DryRun {
			return errDryRun
		}
		return nil
	})
	if err != nil && !errors.Is(err, errDryRun) {
		return ImportResult{}, err
	}
	return im.result, nil
}
