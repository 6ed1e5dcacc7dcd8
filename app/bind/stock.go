package bind

import (
	"context"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

type sheetParams struct {
	Kind shop.SheetKind `json:"kind" jsonschema:"enum=receipt,enum=count"`
}

type sheetLineParams struct {
	Kind shop.SheetKind `json:"kind" jsonschema:"enum=receipt,enum=count"`
	Line shop.ID        `json:"line"`
}

type sheetPlaceParams struct {
	Kind        shop.SheetKind `json:"kind" jsonschema:"enum=receipt,enum=count"`
	WarehouseID shop.ID        `json:"warehouse_id"`
}

func init() {
	const goods = shop.RightGoods
	register("stock.sheet", goods, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p sheetParams) (replica.OpenSheet, error) {
		return r.OpenSheet(ctx, a, p.Kind)
	}))
	register("stock.scan", goods, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p replica.SheetScan) (replica.SheetScanned, error) {
		return r.ScanSheet(ctx, a, p)
	}))
	register("stock.add", goods, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p replica.SheetAdd) (replica.SheetScanned, error) {
		return r.AddToSheet(ctx, a, p)
	}))
	register("stock.change", goods, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p replica.LineCount) (replica.OpenSheet, error) {
		return r.CountLine(ctx, a, p)
	}))
	register("stock.remove", goods, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p sheetLineParams) (replica.OpenSheet, error) {
		return r.RemoveSheetLine(ctx, a, p.Kind, p.Line)
	}))
	register("stock.warehouse", goods, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p sheetPlaceParams) (replica.OpenSheet, error) {
		return r.SetSheetWarehouse(ctx, a, p.Kind, p.WarehouseID)
	}))
	register("stock.undo", goods, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p sheetParams) (replica.OpenSheet, error) {
		return r.UndoSheet(ctx, a, p.Kind)
	}))
	register("stock.clear", goods, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p sheetParams) (replica.OpenSheet, error) {
		return r.ClearSheet(ctx, a, p.Kind)
	}))
	register("stock.post", goods, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p replica.PostSheet) (replica.PostedSheet, error) {
		return r.PostSheet(ctx, a, p)
	}))
}
