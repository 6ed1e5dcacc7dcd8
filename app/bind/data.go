package bind

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/csv"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

type importParams struct {
	Format  string    `json:"format" jsonschema:"enum=woocommerce,enum=shopify"`
	Uploads []shop.ID `json:"uploads"`
	DryRun  bool      `json:"dry_run,omitempty"`
}

type exportParams struct {
	What string `json:"what" jsonschema:"enum=orders,enum=products,enum=customers,enum=stock"`
}

type exportResult struct {
	Name   string `json:"name"`
	Base64 string `json:"base64"` // of a CSV in UTF-8 with a byte order mark, so that spreadsheets read Cyrillic
}

func init() {
	register("import.products", shop.RightGoods, importProducts)
	register("data.export", shop.RightSettings, ask(func(ctx context.Context, r *replica.Replica, _ replica.Actor, p exportParams) (exportResult, error) {
		var out bytes.Buffer
		out.WriteString("\ufeff")
		w := csv.NewWriter(&out)
		if err := r.Export(ctx, p.What, w.Write); err != nil {
			return exportResult{}, err
		}
		w.Flush()
		return exportResult{p.What + ".csv", base64.StdEncoding.EncodeToString(out.Bytes())}, w.Error()
	}))
}

// importProducts stores files that were uploaded whole, in the background.
func importProducts(ctx context.Context, s *Session, p importParams) (Job, error) {
	r, err := s.shop()
	if err != nil {
		return Job{}, err
	}
	a, err := s.actor(ctx)
	if err != nil {
		return Job{}, err
	}
	files := make([]replica.ImportFile, 0, len(p.Uploads))
	for _, id := range p.Uploads {
		name, open, err := s.desk.uploads.take(id)
		if err != nil {
			return Job{}, err
		}
		files = append(files, replica.ImportFile{Name: name, Open: open})
	}
	return s.start("import", func(ctx context.Context, progress func(done, total int)) (any, error) {
		return r.ImportFiles(ctx, a, p.Format, files, replica.ImportOptions{DryRun: p.DryRun, Progress: progress})
	}), nil
}
