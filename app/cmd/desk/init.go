package main

import (
	"github.com/prylavok/prylavok/app/bind"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/spf13/cobra"
)

func initCommand(c console) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "init",
		Short:   "Make a shop, or a till of a shop that a hub has",
		Long:    "Make a shop, or a till of a shop that a hub has.\n\nWith --invite the till joins the shop, brings it over and ends; NAME is then the\ntill's. A shop that is still empty at the hub is opened, with an owner who has no PIN.",
		Example: "  desk init --replica shop.db --name 'Крамниця' --currency UAH\n  desk init --replica till2.db --name 'Каса 2' --hub wss://hub.example.com:7480 --invite 7K2M-9QXT-4HZB-C0VN",
		Args:    cobra.NoArgs,
	}
	path := replicaFlag(cmd)
	name := cmd.Flags().String("name", "", "the shop's `NAME`; with --invite the till's")
	currency := cmd.Flags().String("currency", "UAH", "ISO 4217 `CODE` of the currency that it sells in")
	language := cmd.Flags().String("language", "uk", "`LANGUAGE` of its papers: uk, en or ru")
	owner := cmd.Flags().String("owner", "", "the owner's `NAME` (default: the word in the shop's language)")
	hub := cmd.Flags().String("hub", "", "`URL` of the hub to join, wss://HOST:PORT; not needed where the invite has it")
	invite := cmd.Flags().String("invite", "", "invite of the hub: its whole `TEXT` or the code alone")
	clearText := clearFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := oneOf("language", *language, []string{"uk", "en", "ru"}, nil); err != nil {
			return err
		}
		if *hub != "" || *invite != "" {
			return c.joinShop(cmd.Context(), *path, *hub, *invite, *name, bind.Config{InsecureClear: *clearText, Language: *language, Owner: *owner})
		}
		if *name == "" {
			return usage("--name must say what the shop is called")
		}
		if _, err := shop.CurrencyOf(*currency); err != nil {
			return usage("%s", toRefusal(err).Message)
		}
		r, err := replica.Create(cmd.Context(), *path, replica.NewShop{Name: *name, Currency: *currency, Language: *language, Owner: *owner}, options())
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
