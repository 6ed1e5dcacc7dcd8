package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/prylavok/prylavok/app/label"
	"github.com/prylavok/prylavok/app/paper"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/spf13/cobra"
)

// printFlags are what a document is made of, as it is typed.
type printFlags struct {
	document, format, out, size string
	dpi, dots, gap              int
	orders, skus, places        []string
	goods, status               string
	copies, first               int
	blind, counted              bool
}

func printCommand(c console) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "print",
		Short: "Write a document of orders, goods or places to a file",
		Example: `  desk print --replica shop.db --order A1-000001 --document receipt --format pdf --out receipt.pdf
  desk print --replica shop.db --order A1-000001 --document label --format zpl --dpi 300 --out label.zpl
  desk print --replica shop.db --status packed --document register --out register.pdf
  desk print --replica shop.db --goods чашка --document pricetag --size a4x65 --first 12 --out tags.pdf
  desk print --replica shop.db --place A-01=Стелаж --document shelf --out shelves.pdf`,
		Args: cobra.NoArgs,
	}
	path := replicaFlag(cmd)
	var f printFlags
	flags := cmd.Flags()
	flags.StringVar(&f.document, "document", "", "the `DOCUMENT`: "+strings.Join(documentNames(), ", "))
	flags.StringVar(&f.format, "format", "pdf", "the `FORMAT`: "+strings.Join(formatNames(), ", "))
	flags.IntVar(&f.dpi, "dpi", 203, "dots an inch of the printer: 203, 300 or 600; not for pdf")
	flags.IntVar(&f.dots, "dots", 0, "how many dots wide the printer's head is; as wide as the paper when not given, 576 for escpos")
	flags.IntVar(&f.gap, "gap-um", 2000, "micrometres between two labels; 0 for a roll without gaps")
	flags.StringVar(&f.out, "out", "", "the `FILE` to write")
	flags.StringVar(&f.size, "size", "", "the `SIZE` of the paper, such as 58 for a receipt; the shop's setting when not given")
	flags.StringArrayVar(&f.orders, "order", nil, "an order's `NUMBER`; may be given again")
	flags.StringVar(&f.status, "status", "", "all orders in a `STATE` instead, such as packed, the oldest first")
	flags.StringArrayVar(&f.skus, "sku", nil, "the `SKU` or barcode of goods; may be given again")
	flags.StringVar(&f.goods, "goods", "", "goods that a `TEXT` finds instead")
	flags.IntVar(&f.copies, "copies", 1, "how many of each sticker, or of the whole paper")
	flags.IntVar(&f.first, "first", 1, "the place of the first price tag on a sheet")
	flags.BoolVar(&f.blind, "blind", false, "leave out of a count sheet what the books say")
	flags.BoolVar(&f.counted, "counted", false, "a count sheet of this till's open count, with what was counted")
	flags.StringArrayVar(&f.places, "place", nil, "a place as `CODE=NAME`, for shelf labels; may be given again")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := f.check(); err != nil {
			return err
		}
		return withReplica(cmd.Context(), *path, func(r *replica.Replica) error { return f.print(cmd.Context(), c, r) })
	}
	return cmd
}

func formatNames() []string {
	var names []string
	for _, l := range paper.Languages {
		names = append(names, string(l))
	}
	return names
}

func documentNames() []string {
	var names []string
	for _, d := range shop.Documents {
		names = append(names, string(d))
	}
	return names
}

func sizeNames(sizes []label.Size) []string {
	var names []string
	for _, s := range sizes {
		names = append(names, string(s))
	}
	return names
}

// check refuses what the flags cannot mean together.
func (f printFlags) check() error {
	if err := oneOf("document", f.document, documentNames(), nil); err != nil {
		return err
	}
	if err := oneOf("format", f.format, formatNames(), nil); err != nil {
		return err
	}
	switch {
	case !slices.Contains([]int{203, 300, 600}, f.dpi):
		return usage("--dpi must be 203, 300 or 600")
	case f.dots < 0 || f.gap < 0:
		return usage("--dots and --gap-um must not be below 0")
	}
	kind, _ := paper.KindOf(shop.Document(f.document))
	switch {
	case f.size == "":
	case len(kind.Sizes) == 0:
		return usage("a %s has one size; leave --size out", f.document)
	default:
		if err := oneOf("size", f.size, sizeNames(kind.Sizes), nil); err != nil {
			return err
		}
	}
	given := map[shop.Subject]bool{shop.OfOrder: len(f.orders) > 0 || f.status != "", shop.OfGoods: len(f.skus) > 0 || f.goods != "" || f.counted, shop.OfPlaces: len(f.places) > 0}
	given[shop.OfOrders] = given[shop.OfOrder]
	needs := map[shop.Subject]string{shop.OfOrder: "--order or --status", shop.OfOrders: "--order or --status", shop.OfGoods: "--sku or --goods", shop.OfPlaces: "--place"}
	subject := shop.Document(f.document).Of()
	switch {
	case f.counted && f.document != string(shop.DocumentCountSheet):
		return usage("--counted is for a countsheet")
	case !given[subject] || f.out == "":
		return usage("%s and --out must be given", needs[subject])
	case f.status != "":
		return oneOf("status", f.status, statusNames(), nil)
	case f.copies < 1 || f.copies > 1000:
		return usage("--copies must be between 1 and 1000")
	}
	return nil
}

// way is the printer that the document is written for.
func (f printFlags) way() paper.Way {
	return paper.Way{Language: paper.Language(f.format), DPI: f.dpi, Dots: f.dots, Gap: f.gap, NoGap: f.gap == 0}
}

func statusNames() []string {
	var names []string
	for _, s := range shop.Statuses {
		names = append(names, string(s))
	}
	return names
}

func (f printFlags) print(ctx context.Context, c console, r *replica.Replica) error {
	ask := paper.Ask{Document: shop.Document(f.document), Size: label.Size(f.size), First: f.first, Copies: f.copies, Blind: f.blind, Counted: f.counted, At: now()}
	result := map[string]any{"document": f.document, "format": f.format, "out": f.out}
	var err error
	switch ask.Document.Of() {
	case shop.OfOrder, shop.OfOrders:
		err = f.takeOrders(ctx, r, &ask, result)
	case shop.OfGoods:
		ask.Offers, err = f.takeGoods(ctx, r)
		result["offers"] = len(ask.Offers)
	case shop.OfPlaces:
		for _, p := range f.places {
			code, name, _ := strings.Cut(p, "=")
			ask.Places = append(ask.Places, label.ShelfLabel{Code: code, Name: name})
		}
		result["places"] = len(ask.Places)
	}
	if err != nil {
		return err
	}
	if err := paper.Number(ctx, r, replica.System, ask); err != nil {
		return err
	}
	made, err := paper.Make(ctx, r, ask)
	if err != nil {
		return paperProblem(err)
	}
	if sheets := len(made.Sheets()); sheets > 1 && f.format == string(paper.PNG) {
		return usage("a picture has one sheet, and this paper has %d; write one order at a time, or pdf", sheets)
	}
	var data bytes.Buffer
	if err := f.way().Write(&data, made); err != nil {
		return paperProblem(err)
	}
	for _, w := range made.Warnings {
		c.tell("%s", w)
	}
	result["bytes"], result["warnings"] = data.Len(), len(made.Warnings)
	if err := writeOut(f.out, func(w io.Writer) error {
		_, err := w.Write(data.Bytes())
		return err
	}); err != nil {
		return err
	}
	return c.result(result)
}

// paperProblem gives programs the code of what paper cannot hold.
func paperProblem(err error) error {
	var e *label.Error
	if errors.As(err, &e) {
		return &shop.Problem{Code: e.Code, Message: e.Error(), Field: e.Field}
	}
	return err
}

// takeOrders finds the orders that were named. A second paper of one must not
// pass for the first one.
func (f printFlags) takeOrders(ctx context.Context, r *replica.Replica, ask *paper.Ask, result map[string]any) error {
	ids, err := f.orderIDs(ctx, r)
	if err != nil {
		return err
	}
	numbers, copied := []string{}, false
	for _, id := range ids {
		card, err := r.Order(ctx, replica.System, id)
		if err != nil {
			return err
		}
		o := paper.Order{ID: id, Copied: card.Printed(f.document)}
		ask.Orders, numbers, copied = append(ask.Orders, o), append(numbers, card.Number), copied || o.Copied
	}
	if len(numbers) == 1 {
		result["order"] = numbers[0]
	}
	result["orders"], result["copy"] = numbers, copied
	return nil
}

func (f printFlags) orderIDs(ctx context.Context, r *replica.Replica) ([]shop.ID, error) {
	var ids []shop.ID
	for _, number := range f.orders {
		id, err := r.OrderByNumber(ctx, number)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	if f.status == "" {
		return ids, nil
	}
	q := replica.OrderQuery{OrderFilter: replica.OrderFilter{Status: []shop.Status{shop.Status(f.status)}, Kind: shop.Sale}, Up: true, Limit: 500}
	for {
		page, err := r.Orders(ctx, replica.System, q)
		if err != nil {
			return nil, err
		}
		for _, o := range page.Orders {
			ids = append(ids, o.ID)
		}
		if q.Offset += len(page.Orders); len(page.Orders) == 0 {
			return ids, nil
		}
	}
}

// takeGoods finds the offers that were named.
func (f printFlags) takeGoods(ctx context.Context, r *replica.Replica) ([]shop.ID, error) {
	var found []replica.Offer
	for _, sku := range f.skus {
		list, err := r.OffersByCode(ctx, replica.System, sku)
		if err != nil {
			return nil, err
		}
		if len(list) == 0 {
			return nil, shop.ErrNotFound.With("what", "offer")
		}
		found = append(found, list...)
	}
	if f.goods != "" {
		for offset := 0; ; {
			page, err := r.Goods(ctx, replica.System, replica.GoodsQuery{Text: f.goods, Offset: offset, Limit: 500})
			if err != nil {
				return nil, err
			}
			if found = append(found, page.Offers...); len(page.Offers) == 0 {
				break
			}
			offset += len(page.Offers)
		}
	}
	var ids []shop.ID
	for _, o := range found {
		ids = append(ids, o.ID)
	}
	return ids, nil
}
