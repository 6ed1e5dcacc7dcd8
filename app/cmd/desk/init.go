package main

import (
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/spf13/cobra"
)

func initCommand(c console) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "init",
		Short:   "Make a shop",
		Example: "  desk init --replica shop.db --name 'Крамниця' --currency UAH",
		Args:    cobra.NoArgs,
	}
	path := replicaFlag(cmd)
	name := cmd.Flags().String("name", "", "the shop's `NAME`")
	currency := cmd.Flags().String("currency", "UAH", "ISO 4217 `CODE` of the currency that it sells in")
	language := cmd.Flags().String("language", "uk", "`LANGUAGE` of its papers: uk, en or ru")
	owner := cmd.Flags().String("owner", "", "the owner's `NAME` (default: the word in the shop's language)")
	hub := cmd.Flags().String("hub", "", "`URL` of the hub to join (not in this release)")
	invite := cmd.Flags().String("invite", "", "invitation `CODE` of the hub (not in this release)")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if *hub != "" || *invite != "" {
			return usage("this release has no hub yet, so a desk cannot join one; nothing was made. Without --hub and --invite it makes a shop that needs no server")
		}
		if err := oneOf("language", *language, []string{"uk", "en", "ru"}, nil); err != nil {
			return err
		}
		if *name == "" {
			return usage("--name must say what the shop is called")
		}
		if _, err := shop.CurrencyOf(*currency); err != nil {
			return usage("%s", toRefusal(err).Message)
		}
		r, err := replica.Create(cmd.Context(), *path, replica.NewShop{Name: *name, Currency: *currency, Language: *language, Owner: *owner}, replica.Options{})
		if err != nil {
			return err
		}
		d := r.Desk()
		if err := r.Close(); err != nil {
			return err
		}
		return c.result(made{Shop: d.ShopID, Desk: d.ID, Series: d.Series, Name: *name, Currency: d.Currency.Code, Replica: r.Path()})
	}
	return cmd
}

// made is a shop that was made.
type made struct {
	Shop     shop.ID `json:"shop"`
	Desk     shop.ID `json:"desk"`
	Series   string  `json:"series"`
	Name     string  `json:"name"`
	Currency string  `json:"currency"`
	Replica  string  `json:"replica"`
}
