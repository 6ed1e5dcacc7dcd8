package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"strings"

	"github.com/prylavok/prylavok/app/bind"
	"github.com/prylavok/prylavok/sync/wire"
)

// joinShop makes a till of a shop that a hub has, and brings the shop over. Told
// to stop meanwhile, it leaves a till that goes on with "desk sync".
func (c console) joinShop(ctx context.Context, path, hub, invite, name string, config bind.Config) error {
	text, err := inviteOf(hub, invite)
	if err != nil {
		return err
	}
	if name == "" {
		if name, err = os.Hostname(); err != nil {
			name = "desk"
		}
	}
	config.Replica, config.Options, config.Version = path, options(), version
	config.Log = slog.New(slog.NewTextHandler(c.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	d, err := bind.Open(ctx, config)
	if err != nil {
		return err
	}
	return errors.Join(c.join(ctx, d, text, name), d.Close())
}

func (c console) join(ctx context.Context, d *bind.Desk, invite, name string) error {
	params, err := json.Marshal(map[string]string{"invite": invite, "name": name})
	if err != nil {
		return err
	}
	if r := d.Replica(); r != nil {
		return problem("replica.exists", "There is a shop at %s already. It was left as it is. Choose another file, or move that shop with “desk call sync.join”.", r.Path())
	}
	if _, err := d.SystemSession("cli").Do(ctx, "sync.join", params); err != nil {
		return err
	}
	r := d.Replica()
	settings, err := r.Settings(ctx)
	if err != nil {
		return err
	}
	desk := r.Desk()
	return c.result(made{Shop: desk.ShopID, Desk: desk.ID, Series: desk.Series, Name: settings["shop.name"], Currency: desk.Currency.Code, Replica: r.Path()})
}

// inviteOf puts an invite together: it is whole by itself, or a code for the hub
// that is named beside it.
func inviteOf(hub, invite string) (string, error) {
	if invite == "" {
		return "", usage("--hub needs an --invite of that hub; “hub invite” makes one")
	}
	own, code, err := wire.ParseInvite(invite)
	if err != nil {
		if code, err = wire.InviteCode(invite); err != nil {
			return "", usage("--invite cannot be read: %s", err)
		}
		if hub == "" {
			return "", usage("--invite is only a code, so --hub must say where the hub is")
		}
	}
	if hub != "" {
		// People copy addresses out of a browser.
		hub = strings.Replace(strings.Replace(hub, "https://", "wss://", 1), "http://", "ws://", 1)
		if own, _, err = wire.ParseInvite(hub + "#" + code); err != nil {
			return "", usage("--hub cannot be %q; it begins with wss:// or ws://", hub)
		}
	}
	return wire.InviteText(own, code)
}
