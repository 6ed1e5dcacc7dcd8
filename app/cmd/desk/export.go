package main

import (
	"encoding/csv"
	"io"
	"strings"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/spf13/cobra"
)

func exportCommand(c console) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "export OUT",
		Short:   "Write orders, products, customers or stock as a table",
		Example: "  desk export --replica shop.db --what orders --to csv orders.csv",
		Args:    cobra.ExactArgs(1),
	}
	path := replicaFlag(cmd)
	what := cmd.Flags().String("what", "", "the `TABLE`: "+strings.Join(replica.Exports, ", "))
	to := cmd.Flags().String("to", "csv", "the `FORMAT`: csv (xlsx is not in this release)")
	bom := cmd.Flags().Bool("bom", false, "begin the file with a byte order mark, which old spreadsheets want")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := oneOf("what", *what, replica.Exports, nil); err != nil {
			return err
		}
		if err := oneOf("to", *to, []string{"csv"}, []string{"xlsx"}); err != nil {
			return err
		}
		rows := -1 // the headings are no row
		err := withReplica(cmd.Context(), *path, func(r *replica.Replica) error {
			return writeOut(args[0], func(w io.Writer) error {
				if *bom {
					if _, err := io.WriteString(w, "\ufeff"); err != nil {
						return outProblem(args[0], err)
					}
				}
				table := csv.NewWriter(w)
				if err := r.Export(cmd.Context(), *what, func(cells []string) error {
					rows++
					return table.Write(cells)
				}); err != nil {
					return err
				}
				table.Flush()
				return table.Error()
			})
		})
		if err != nil {
			return err
		}
		return c.result(map[string]any{"what": *what, "rows": rows, "out": args[0]})
	}
	return cmd
}
