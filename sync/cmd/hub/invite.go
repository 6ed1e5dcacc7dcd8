package main

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/wire"
	"github.com/spf13/cobra"
)

func inviteCommand(c console) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "invite",
		Short:   "Make an invite for one more device",
		Long:    "Make an invite for one more device. It is good once, for seven days.\n\nWhoever has it can join the shop with that role. The hub may serve meanwhile.",
		Example: "  hub invite --data /var/lib/hub --role clerk --qr",
		Args:    cobra.NoArgs,
	}
	dir, shop := dataFlag(cmd), shopFlag(cmd)
	role := cmd.Flags().String("role", string(change.ScopeClerk), "`ROLE` of whoever works there: owner, manager or clerk")
	address := addressFlag(cmd)
	drawn := qrFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		scope, err := parseRole(*role)
		if err != nil {
			return err
		}
		at, err := reachOf(*dir, *address)
		if err != nil {
			return err
		}
		return withData(cmd.Context(), *dir, false, func(o opened) error {
			id, err := o.theShop(cmd.Context(), *shop)
			if err != nil {
				return err
			}
			invited, err := o.engine.Invite(cmd.Context(), id, scope)
			if err != nil {
				return named(err)
			}
			return c.invited(at, id, scope, invited, *drawn)
		})
	}
	return cmd
}

func addressFlag(cmd *cobra.Command) *string {
	return cmd.Flags().String("address", "", "where desks reach the hub, wss://`HOST:PORT` (default: where it served last)")
}

func qrFlag(cmd *cobra.Command) *bool {
	return cmd.Flags().Bool("qr", false, "draw the invite on standard error, to be scanned")
}

func parseRole(role string) (change.Scope, error) {
	if s := change.Scope(role); s.Valid() {
		return s, nil
	}
	return "", usage("--role cannot be %q; it can be: owner, manager, clerk", role)
}

// invited answers with an invite. Without an address it is the code alone, which
// is typed together with the hub's address.
func (c console) invited(at reach, shop change.ID, scope change.Scope, i wire.Invited, drawn bool) error {
	text := i.Code
	if at.Address != "" {
		var err error
		if text, err = wire.InviteText(at.url(), i.Code); err != nil {
			return err
		}
	} else {
		c.tell("The hub has not served yet, so the invite has no address in it: type it together with the hub's.")
	}
	if drawn {
		picture, err := draw(text)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.err, "%s", picture)
	}
	return c.result(map[string]any{"shop": idText(shop), "role": string(scope), "invite": text, "code": i.Code, "expires": i.ExpiresAt})
}

// draw gives a QR code in half blocks, two rows of modules on a line, with the
// quiet zone that a reader needs. Light modules are painted, for terminals are dark.
func draw(text string) (string, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return "", fmt.Errorf("draw invite: %w", err)
	}
	const quiet = 2
	size := code.Bounds().Dx()
	light := func(x, y int) bool {
		inside := x >= 0 && y >= 0 && x < size && y < size
		return !inside || isLight(code, x, y)
	}
	var b strings.Builder
	for y := -quiet; y < size+quiet; y += 2 {
		for x := -quiet; x < size+quiet; x++ {
			b.WriteString([]string{" ", "▀", "▄", "█"}[bit(light(x, y))+2*bit(light(x, y+1))])
		}
		b.WriteByte('\n')
	}
	return b.String(), nil
}

func isLight(code barcode.Barcode, x, y int) bool {
	return color.GrayModel.Convert(code.At(x, y)).(color.Gray).Y > 127
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
