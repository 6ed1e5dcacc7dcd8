package main

import (
	"strings"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/spf13/cobra"
)

func shopAddCommand(c console) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "add",
		Short:   "Make a shop and the invite of its first device, the owner's",
		Long:    "Make a shop and the invite of its first device, the owner's.\n\nThe first device brings its shop along, or begins it. The hub may serve meanwhile.",
		Example: "  hub shop add --data /var/lib/hub --name 'Крамниця' --currency UAH",
		Args:    cobra.NoArgs,
	}
	dir := dataFlag(cmd)
	name := cmd.Flags().String("name", "", "the shop's `NAME`")
	currency := cmd.Flags().String("currency", "UAH", "ISO 4217 `CODE` of the currency that it sells in")
	address := addressFlag(cmd)
	drawn := qrFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if strings.TrimSpace(*name) == "" || len(*name) > 200 {
			return usage("--name must say what the shop is called, in at most 200 bytes")
		}
		if len(*currency) != 3 || strings.Trim(*currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			return usage("--currency cannot be %q; it is three letters, like UAH", *currency)
		}
		at, err := reachOf(*dir, *address)
		if err != nil {
			return err
		}
		return withData(cmd.Context(), *dir, true, func(o opened) error {
			shop, invited, err := o.engine.AddShop(cmd.Context(), strings.TrimSpace(*name), *currency)
			if err != nil {
				return err
			}
			return c.invited(at, shop.ID, change.ScopeOwner, invited, *drawn)
		})
	}
	return cmd
}

func shopListCommand(c console) *cobra.Command {
	cmd := &cobra.Command{Use: "list", Short: "List the shops", Example: "  hub shop list --data /var/lib/hub", Args: cobra.NoArgs}
	dir := dataFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return withData(cmd.Context(), *dir, false, func(o opened) error {
			shops, err := o.store.Shops(cmd.Context())
			if err != nil {
				return err
			}
			type row struct {
				Shop     string `json:"shop"`
				Name     string `json:"name"`
				Currency string `json:"currency"`
				AddedAt  int64  `json:"added_at"`
			}
			rows := make([]row, 0, len(shops))
			for _, s := range shops {
				rows = append(rows, row{idText(s.ID), s.Name, s.Currency, s.AddedAt})
			}
			return c.result(map[string][]row{"shops": rows})
		})
	}
	return cmd
}
