package main

import (
	"io"
	"os"
	"path/filepath"

	"github.com/prylavok/prylavok/app/intake"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/spf13/cobra"
)

func importCommand(c console) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "import FILE…",
		Short:   "Bring goods in from another system's files",
		Long:    "Bring goods in from another system's files. All files are one import: either\nall that is right in them is stored, or nothing. Rows that cannot be read are\nlisted and left out, and the exit code is then 3.",
		Example: "  desk import --replica shop.db --from woocommerce --dry-run goods.csv\n  desk import --replica shop.db --from shopify products_1.csv products_2.csv",
		Args:    cobra.MinimumNArgs(1),
	}
	path := replicaFlag(cmd)
	from := cmd.Flags().String("from", "", "the `SYSTEM` that wrote the files: woocommerce or shopify (commerceml, yml, csv and xlsx are not in this release)")
	mapping := cmd.Flags().String("map", "", "`FILE` that says what the columns mean (for csv and xlsx: not in this release)")
	dry := cmd.Flags().Bool("dry-run", false, "tell what would happen and store nothing")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := oneOf("from", *from, []string{intake.WooCommerce, intake.Shopify}, []string{"commerceml", "yml", "csv", "xlsx"}); err != nil {
			return err
		}
		if *mapping != "" {
			return usage("--map is for csv and xlsx files, which are not in this release yet")
		}
		files := make([]replica.ImportFile, len(args))
		for i, name := range args {
			files[i] = replica.ImportFile{Name: filepath.Base(name), Open: func() (io.ReadCloser, error) { return os.Open(name) }}
		}
		return withReplica(cmd.Context(), *path, func(r *replica.Replica) error {
			report, err := r.ImportFiles(cmd.Context(), replica.System, *from, files, replica.ImportOptions{DryRun: *dry, Progress: c.progress("Imported")})
			if err != nil {
				return err
			}
			if err := c.result(report); err != nil {
				return err
			}
			for _, f := range report.Refused {
				c.tell("%s, row %d: %s", f.File, f.Row, f.Message)
			}
			if len(report.Refused) > 0 {
				return errPartly
			}
			return nil
		})
	}
	return cmd
}

// longWork is how many records make people wonder whether anything happens.
const longWork = 2000

// progress tells people how far long work is, once for every tenth of it.
func (c console) progress(what string) func(done, total int) {
	told := 0
	return func(done, total int) {
		if total < longWork {
			return
		}
		if tenth := done * 10 / total; tenth > told {
			told = tenth
			c.tell("%s %d of %d", what, done, total)
		}
	}
}
