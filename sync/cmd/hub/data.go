package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/hub"
	"github.com/prylavok/prylavok/sync/store"
	"github.com/prylavok/prylavok/sync/store/sqlite"
	"github.com/prylavok/prylavok/sync/wire"
	"github.com/spf13/cobra"
)

// Files beside the database.
const (
	nudgeFile   = "hub.nudge"   // touched after a change that a serving hub has to see
	addressFile = "hub.address" // where desks reach the hub, written by serve
)

// dataFlag declares the flag that every command needs.
func dataFlag(cmd *cobra.Command) *string {
	path := cmd.Flags().String("data", "", "the hub's data `DIR`")
	if err := cmd.MarkFlagRequired("data"); err != nil {
		panic(err) // the flag was declared a line above
	}
	return path
}

// shopFlag declares the flag that names a shop where there are several.
func shopFlag(cmd *cobra.Command) *string {
	return cmd.Flags().String("shop", "", "the shop's `ID`; not needed while there is one")
}

// opened is a hub's data for one command.
type opened struct {
	dir    string
	store  *sqlite.Store
	engine *hub.Engine
}

// withData opens the data for one command. A hub may serve it meanwhile.
func withData(ctx context.Context, dir string, create bool, do func(opened) error) error {
	st, err := sqlite.Open(ctx, dir, sqlite.Options{Create: create, Readers: 1})
	if err != nil {
		return dataProblem(dir, err)
	}
	return errors.Join(do(opened{dir, st, newEngine(st, slog.New(slog.DiscardHandler))}), st.Close())
}

func newEngine(st store.Store, log *slog.Logger) *hub.Engine {
	return &hub.Engine{Store: st, Now: func() int64 { return time.Now().UnixMilli() }, Random: rand.Reader, Log: log}
}

// dataProblem puts what keeps a data folder closed into words.
func dataProblem(dir string, err error) error {
	p := &problem{Args: map[string]string{"data": dir}, cause: err}
	switch {
	case errors.Is(err, sqlite.ErrMissing):
		p.Code, p.Message = "hub.missing", fmt.Sprintf("There is no hub in %s. Nothing was changed. Make its first shop with \"hub shop add\".", dir)
	case errors.Is(err, sqlite.ErrForeign):
		p.Code, p.Message = "hub.foreign", fmt.Sprintf("The database in %s is not a hub's. It was left as it is. Name another folder.", dir)
	case errors.Is(err, sqlite.ErrNewer):
		p.Code, p.Message = "hub.newer", fmt.Sprintf("The database in %s was made by a newer hub. It was left as it is. Install that version or a later one.", dir)
	case errors.Is(err, sqlite.ErrDamaged):
		p.Code, p.Message = "hub.damaged", fmt.Sprintf("The database in %s is damaged. It was left as it is. Restore the last backup with \"hub restore\".", dir)
	case errors.Is(err, sqlite.ErrHeld):
		p.Code, p.Message = "hub.held", fmt.Sprintf("Another hub works in %s. Nothing was changed. Stop it first.", dir)
	default:
		return err
	}
	return p
}

// theShop finds the shop that a flag names, or the only one there is.
func (o opened) theShop(ctx context.Context, named string) (change.ID, error) {
	if named != "" {
		return parseID("--shop", named)
	}
	shops, err := o.store.Shops(ctx)
	if err != nil {
		return change.ID{}, err
	}
	if len(shops) != 1 {
		return change.ID{}, usage("--shop must say which of the hub's %d shops; \"hub shop list\" lists them", len(shops))
	}
	return shops[0].ID, nil
}

func parseID(what, text string) (change.ID, error) {
	id, err := uuid.Parse(text)
	if err != nil {
		return change.ID{}, usage("%s cannot be %q; it is an id like %s", what, text, uuid.Nil)
	}
	return change.ID(id), nil
}

func idText(id change.ID) string { return uuid.UUID(id).String() }

// named puts a shop or a device that is not there into words.
func named(err error) error {
	switch {
	case errors.Is(err, store.ErrNoShop):
		return &problem{Code: "hub.no_shop", Message: "The hub has no such shop. Nothing was changed. \"hub shop list\" lists them.", cause: err}
	case errors.Is(err, store.ErrNoDevice):
		return &problem{Code: "hub.no_device", Message: "The shop has no such device. Nothing was changed. \"hub device list\" lists them.", cause: err}
	}
	return err
}

// nudge tells a serving hub to look. Where that fails it looks by itself, later.
func (o opened) nudge() {
	_ = os.WriteFile(filepath.Join(o.dir, nudgeFile), []byte(time.Now().Format(time.RFC3339Nano)+"\n"), 0o600)
}

// reach is where desks reach a hub.
type reach struct {
	Address string `json:"address"` // HOST:PORT
	TLS     bool   `json:"tls"`
}

func (r reach) url() string {
	if r.TLS {
		return "wss://" + r.Address + wire.Path
	}
	return "ws://" + r.Address + wire.Path
}

func (r reach) keep(dir string) error {
	data, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, addressFile), append(data, '\n'), 0o600)
}

// reachOf gives where desks reach the hub: as told, or as its serve command wrote.
func reachOf(dir, told string) (r reach, err error) {
	if told != "" {
		return parseReach(told)
	}
	f, err := os.Open(filepath.Join(dir, addressFile))
	if errors.Is(err, os.ErrNotExist) {
		return reach{}, nil
	}
	if err != nil {
		return reach{}, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, 4096))
	if err == nil {
		err = json.Unmarshal(data, &r)
	}
	if err != nil {
		return reach{}, fmt.Errorf("read %s: %w", addressFile, err)
	}
	return r, nil
}

// parseReach reads wss://HOST[:PORT] or ws://HOST[:PORT].
func parseReach(text string) (reach, error) {
	scheme, rest, ok := strings.Cut(text, "://")
	r := reach{Address: strings.TrimSuffix(rest, "/"), TLS: scheme == "wss"}
	if !ok || (scheme != "wss" && scheme != "ws") || r.Address == "" || strings.ContainsAny(r.Address, "/?#@ ") {
		return r, usage("an address is wss://HOST:PORT, or ws://HOST:PORT without encryption, not %q", text)
	}
	if !strings.Contains(r.Address[strings.LastIndex(r.Address, "]")+1:], ":") {
		r.Address += map[bool]string{true: ":443", false: ":80"}[r.TLS]
	}
	return r, nil
}
