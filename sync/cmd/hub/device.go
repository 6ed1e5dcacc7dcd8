package main

import (
	"github.com/prylavok/prylavok/sync/change"
	"github.com/spf13/cobra"
)

// device is one device in a list.
type device struct {
	Device     string `json:"device"`
	Name       string `json:"name"`
	Series     string `json:"series"`
	Role       string `json:"role"`
	EnrolledAt int64  `json:"enrolled_at"`
	HeardAt    int64  `json:"heard_at"`
	Revoked    bool   `json:"revoked"`
}

func deviceListCommand(c console) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List a shop's devices",
		Example: "  hub device list --data /var/lib/hub",
		Args:    cobra.NoArgs,
	}
	dir, shop := dataFlag(cmd), shopFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return withData(cmd.Context(), *dir, false, func(o opened) error {
			id, err := o.theShop(cmd.Context(), *shop)
			if err != nil {
				return err
			}
			devices, err := o.engine.Devices(cmd.Context(), id)
			if err != nil {
				return named(err)
			}
			rows := make([]device, 0, len(devices))
			for _, d := range devices {
				rows = append(rows, device{idText(d.ID), d.Name, d.Series, string(d.Scope), d.EnrolledAt, d.HeardAt, d.Revoked})
			}
			return c.result(map[string]any{"shop": idText(id), "devices": rows})
		})
	}
	return cmd
}

func deviceRevokeCommand(c console) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "revoke DEVICE",
		Short:   "Cut a device off",
		Long:    "Cut a device off: at its next connection it may hand over what it had not sent,\nwhich the hub keeps aside, and removes the shop from itself. A hub that serves\nends its connection within a second.",
		Example: "  hub device revoke --data /var/lib/hub 0197…",
		Args:    cobra.ExactArgs(1),
	}
	dir, shop := dataFlag(cmd), shopFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return c.changed(cmd, *dir, *shop, args[0], func(o opened, shop, id change.ID) error {
			return o.engine.Revoke(cmd.Context(), shop, id)
		}, map[string]any{"revoked": true})
	}
	return cmd
}

func deviceRoleCommand(c console) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "role DEVICE ROLE",
		Short:   "Give a device the rights of another role: owner, manager or clerk",
		Long:    "Give a device the rights of another role: owner, manager or clerk.\n\nWhat the new role may not see is removed from the device when it connects; a hub\nthat serves makes it connect again within a second.",
		Example: "  hub device role --data /var/lib/hub 0197… clerk",
		Args:    cobra.ExactArgs(2),
	}
	dir, shop := dataFlag(cmd), shopFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		scope, err := parseRole(args[1])
		if err != nil {
			return err
		}
		return c.changed(cmd, *dir, *shop, args[0], func(o opened, shop, id change.ID) error {
			return o.engine.SetScope(cmd.Context(), shop, id, scope)
		}, map[string]any{"role": string(scope)})
	}
	return cmd
}

// changed changes a device, tells a serving hub to look, and answers.
func (c console) changed(cmd *cobra.Command, dir, shop, named1 string, do func(opened, change.ID, change.ID) error, answer map[string]any) error {
	id, err := parseID("DEVICE", named1)
	if err != nil {
		return err
	}
	return withData(cmd.Context(), dir, false, func(o opened) error {
		of, err := o.theShop(cmd.Context(), shop)
		if err != nil {
			return err
		}
		if err := do(o, of, id); err != nil {
			return named(err)
		}
		o.nudge()
		answer["shop"], answer["device"] = idText(of), idText(id)
		return c.result(answer)
	})
}
