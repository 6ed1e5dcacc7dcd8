package bind

import (
	"context"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

type idParams struct {
	ID shop.ID `json:"id"`
}

type idResult struct {
	ID shop.ID `json:"id"`
}

type statusParams struct {
	OrderID shop.ID     `json:"order_id"`
	Status  shop.Status `json:"status"`
}

type cancelParams struct {
	OrderID shop.ID          `json:"order_id"`
	Reason  string           `json:"reason"`
	Refund  shop.PaymentKind `json:"refund,omitempty"` // empty = the way each payment came
}

type cancelLineParams struct {
	OrderID shop.ID          `json:"order_id"`
	Line    shop.ID          `json:"line"`
	Reason  string           `json:"reason"`
	Refund  shop.PaymentKind `json:"refund,omitempty"`
}

type paymentParams struct {
	OrderID shop.ID          `json:"order_id"`
	Kind    shop.PaymentKind `json:"kind"`
	Amount  shop.Money       `json:"amount"`
}

type deliveryParams struct {
	OrderID shop.ID `json:"order_id"`
	replica.Delivery
}

type orderCommentParams struct {
	OrderID shop.ID `json:"order_id"`
	Comment string  `json:"comment"`
}

type orderCustomerParams struct {
	OrderID    shop.ID `json:"order_id"`
	CustomerID shop.ID `json:"customer_id"`
}

type firmParams struct {
	TaxID string `json:"tax_id"`
}

// firmCheck says what looks odd in what was typed of a firm, and is kept all the
// same.
type firmCheck struct {
	TaxID shop.TaxIDFault `json:"tax_id" jsonschema:"enum=,enum=length,enum=digit"`
}

type printParams struct {
	OrderID  shop.ID `json:"order_id"`
	Document string  `json:"document" jsonschema:"enum=label,enum=receipt,enum=packing,enum=waybill,enum=invoice,enum=expense"`
}

type stockParams struct {
	OfferID     shop.ID       `json:"offer_id"`
	WarehouseID shop.ID       `json:"warehouse_id,omitzero"`
	OnHand      shop.Quantity `json:"on_hand"`
	Note        string        `json:"note,omitempty"`
}

// Everything is what one typed text finds.
type Everything struct {
	Offers    []replica.Offer         `json:"offers"`
	Orders    []replica.OrderRow      `json:"orders"`
	Customers []replica.CustomerBrief `json:"customers"`
}

// do is for methods that answer nothing.
func do[P any](f func(ctx context.Context, r *replica.Replica, a replica.Actor, p P) error) func(context.Context, *Session, P) (none, error) {
	return at(func(ctx context.Context, r *replica.Replica, a replica.Actor, _ string, p P) (none, error) {
		return none{}, f(ctx, r, a, p)
	})
}

// ask is for methods that do not depend on the screen.
func ask[P, R any](f func(ctx context.Context, r *replica.Replica, a replica.Actor, p P) (R, error)) func(context.Context, *Session, P) (R, error) {
	return at(func(ctx context.Context, r *replica.Replica, a replica.Actor, _ string, p P) (R, error) {
		return f(ctx, r, a, p)
	})
}

func init() {
	const sell = shop.RightSell
	register("find.everything", sell, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p searchParams) (e Everything, err error) {
		limit := min(max(p.Limit, 5), 20)
		if e.Offers, err = r.FindOffers(ctx, a, p.Text, limit); err != nil {
			return e, err
		}
		if e.Orders, err = r.FindOrders(ctx, p.Text, limit); err != nil {
			return e, err
		}
		page, err := r.Customers(ctx, replica.CustomerQuery{Text: p.Text, Limit: limit})
		e.Customers = page.Customers
		if p.Text == "" {
			e.Customers = []replica.CustomerBrief{}
		}
		return e, err
	}))

	register("orders.list", sell, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p replica.OrderQuery) (replica.OrderPage, error) {
		return r.Orders(ctx, a, p)
	}))
	register("orders.facets", sell, ask(func(ctx context.Context, r *replica.Replica, _ replica.Actor, _ none) (replica.OrderFacets, error) {
		return r.OrderFacets(ctx)
	}))
	register("orders.get", sell, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p idParams) (replica.OrderCard, error) {
		return r.Order(ctx, a, p.ID)
	}))
	register("orders.set_status", sell, do(func(ctx context.Context, r *replica.Replica, a replica.Actor, p statusParams) error {
		return r.SetStatus(ctx, a, p.OrderID, p.Status)
	}))
	register("orders.cancel", sell, do(func(ctx context.Context, r *replica.Replica, a replica.Actor, p cancelParams) error {
		return r.CancelOrder(ctx, a, p.OrderID, p.Reason, p.Refund)
	}))
	register("orders.cancel_line", sell, do(func(ctx context.Context, r *replica.Replica, a replica.Actor, p cancelLineParams) error {
		return r.CancelLine(ctx, a, p.OrderID, p.Line, p.Reason, p.Refund)
	}))
	register("orders.add_payment", sell, do(func(ctx context.Context, r *replica.Replica, a replica.Actor, p paymentParams) error {
		return r.AddPayment(ctx, a, p.OrderID, p.Kind, p.Amount)
	}))
	register("orders.set_delivery", sell, do(func(ctx context.Context, r *replica.Replica, a replica.Actor, p deliveryParams) error {
		return r.SetDelivery(ctx, a, p.OrderID, p.Delivery)
	}))
	register("orders.set_comment", sell, do(func(ctx context.Context, r *replica.Replica, a replica.Actor, p orderCommentParams) error {
		return r.SetOrderComment(ctx, a, p.OrderID, p.Comment)
	}))
	register("orders.set_customer", sell, do(func(ctx context.Context, r *replica.Replica, a replica.Actor, p orderCustomerParams) error {
		return r.SetOrderCustomer(ctx, a, p.OrderID, p.CustomerID)
	}))
	register("orders.copy", sell, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p orderParams) (idResult, error) {
		id, err := r.CopyOrder(ctx, a, p.OrderID)
		return idResult{id}, err
	}))
	register("orders.print", sell, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p printParams) (idResult, error) {
		id, err := r.QueuePrint(ctx, a, p.OrderID, p.Document)
		return idResult{id}, err
	}))

	register("goods.search", sell, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p searchParams) ([]replica.Offer, error) {
		if p.Limit == 0 {
			p.Limit = 20
		}
		return r.FindOffers(ctx, a, p.Text, p.Limit)
	}))
	register("goods.list", sell, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p replica.GoodsQuery) (replica.GoodsPage, error) {
		return r.Goods(ctx, a, p)
	}))
	register("goods.categories", sell, ask(func(ctx context.Context, r *replica.Replica, _ replica.Actor, _ none) ([]replica.Category, error) {
		return r.Categories(ctx)
	}))
	register("goods.get", sell, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p idParams) (replica.Product, error) {
		return r.Product(ctx, a, p.ID)
	}))
	register("goods.save", shop.RightGoods, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p replica.Product) (idResult, error) {
		id, err := r.SaveProduct(ctx, a, p)
		return idResult{id}, err
	}))
	register("goods.set_stock", shop.RightGoods, do(func(ctx context.Context, r *replica.Replica, a replica.Actor, p stockParams) error {
		return r.SetStock(ctx, a, p.OfferID, p.WarehouseID, p.OnHand, p.Note)
	}))

	register("customers.list", sell, ask(func(ctx context.Context, r *replica.Replica, _ replica.Actor, p replica.CustomerQuery) (replica.CustomerPage, error) {
		return r.Customers(ctx, p)
	}))
	register("customers.get", sell, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p idParams) (replica.CustomerCard, error) {
		return r.Customer(ctx, a, p.ID)
	}))
	register("customers.save", sell, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p replica.Customer) (idResult, error) {
		id, err := r.SaveCustomer(ctx, a, p)
		return idResult{id}, err
	}))
	register("customers.check_firm", sell, ask(func(_ context.Context, r *replica.Replica, _ replica.Actor, p firmParams) (out firmCheck, err error) {
		if r.Desk().Currency.Code == "UAH" {
			out.TaxID = shop.OddTaxID(p.TaxID)
		}
		return out, nil
	}))
	register("customers.delete", shop.RightGoods, do(func(ctx context.Context, r *replica.Replica, a replica.Actor, p idParams) error {
		return r.DeleteCustomer(ctx, a, p.ID)
	}))
	register("customers.restore", shop.RightGoods, do(func(ctx context.Context, r *replica.Replica, a replica.Actor, p idParams) error {
		return r.RestoreCustomer(ctx, a, p.ID)
	}))
}
