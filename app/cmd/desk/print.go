package main

import (
	"io"
	"slices"

	"github.com/prylavok/prylavok/app/paper"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/spf13/cobra"
)

func printCommand(c console) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "print",
		Short:   "Write a document of an order to a file",
		Example: "  desk print --replica shop.db --order A1-000001 --document receipt --format pdf --out receipt.pdf",
		Args:    cobra.NoArgs,
	}
	path := replicaFlag(cmd)
	number := cmd.Flags().String("order", "", "the order's `NUMBER`")
	document := cmd.Flags().String("document", "", "the `DOCUMENT`: receipt or label (waybill and pricetag are not in this release)")
	format := cmd.Flags().String("format", "pdf", "the `FORMAT`: pdf (png, zpl, tspl and escpos are not in this release)")
	out := cmd.Flags().String("out", "", "the `FILE` to write")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := oneOf("document", *document, []string{"receipt", "label"}, []string{"waybill", "pricetag"}); err != nil {
			return err
		}
		if err := oneOf("format", *format, []string{"pdf"}, []string{"png", "zpl", "tspl", "escpos"}); err != nil {
			return err
		}
		if *number == "" || *out == "" {
			return usage("--order and --out must be given")
		}
		return withReplica(cmd.Context(), *path, func(r *replica.Replica) error {
			order, err := r.OrderByNumber(cmd.Context(), *number)
			if err != nil {
				return err
			}
			card, err := r.Order(cmd.Context(), replica.System, order)
			if err != nil {
				return err
			}
			// A second paper must not pass for the first one.
			copied := slices.ContainsFunc(card.Prints, func(p replica.Print) bool { return p.Document == *document && p.State != "cancelled" })
			pdf, err := paper.PDF(cmd.Context(), r, order, *document, copied)
			if err != nil {
				return err
			}
			if err := writeOut(*out, func(w io.Writer) error {
				_, err := w.Write(pdf)
				return err
			}); err != nil {
				return err
			}
			return c.result(map[string]any{"order": card.Number, "document": *document, "format": *format, "copy": copied, "bytes": len(pdf), "out": *out})
		})
	}
	return cmd
}
