package merge

import (
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// Fields that the rules speak of by name.
var (
	deskEpoch = field(change.Desk, "epoch")

	productTags    = field(change.Product, "tags")
	productDigital = field(change.Product, "digital")

	offerProduct  = field(change.Offer, "product_id")
	offerPurchase = field(change.Offer, "purchase_price")

	barcodeQuantity = field(change.Barcode, "quantity")

	orderKind      = field(change.Order, "kind")
	orderStatus    = field(change.Order, "status")
	orderFinished  = field(change.Order, "finished_at")
	orderReason    = field(change.Order, "reason")
	orderWarehouse = field(change.Order, "warehouse_id")
	orderNumber    = field(change.Order, "number")
	orderOrigin    = field(change.Order, "origin_id")
	orderDelivery  = field(change.Order, "delivery_price")

	paymentAmount = field(change.Payment, "amount")

	lineOffer     = field(change.Line, "offer_id")
	lineQuantity  = field(change.Line, "quantity")
	lineRegular   = field(change.Line, "regular_price")
	linePurchase  = field(change.Line, "purchase_price")
	lineSum       = field(change.Line, "sum")
	lineCancelled = field(change.Line, "cancelled")
	lineOrigin    = field(change.Line, "origin_id")

	moveOffer     = field(change.StockMove, "offer_id")
	moveWarehouse = field(change.StockMove, "warehouse_id")
	moveBucket    = field(change.StockMove, "bucket")
	moveQuantity  = field(change.StockMove, "quantity")
	moveDocument  = field(change.StockMove, "document_id")

	printDocument = field(change.Print, "document")
	printSubject  = field(change.Print, "subject")

	userLanguage = field(change.User, "language")

	settingKey = field(change.Setting, "key")

	conflictRecord = field(change.Conflict, "record_id")
	conflictField  = field(change.Conflict, "field")
	conflictReason = field(change.Conflict, "reason")
	conflictState  = field(change.Conflict, "state")

	taskType      = field(change.Task, "type")
	taskWarehouse = field(change.Task, "warehouse_id")
	taskQuantity  = field(change.Task, "quantity")
	taskState     = field(change.Task, "state")
	taskDoneAt    = field(change.Task, "done_at")
)

func field(k *change.Kind, name string) uint8 {
	f, ok := k.Field(name)
	if !ok {
		panic("merge: " + k.Name + " has no field " + name)
	}
	return f.Num
}

func fieldsOf(k *change.Kind, names ...string) (list []uint8) {
	for _, name := range names {
		list = append(list, field(k, name))
	}
	return list
}

// codes are the kinds that are nothing but a code of what they are a part of: one
// that another record holds already stays where it is, and the later is deleted.
var codes = map[*change.Kind]bool{change.Barcode: true, change.ParcelCode: true, change.CustomerCard: true}

// joined are fields that stand and fall together: a sum made from one till's
// quantity and another's price would be nobody's, a street in another town too.
var joined = map[*change.Kind][][]uint8{
	change.Line:     {fieldsOf(change.Line, "quantity", "price", "regular_price", "discount_bp", "discount_sum", "sum")},
	change.Order:    {fieldsOf(change.Order, "discount_bp", "discount_sum"), fieldsOf(change.Order, "recipient", "recipient_phone"), fieldsOf(change.Order, "city", "address")},
	change.Customer: {fieldsOf(change.Customer, "city", "address")},
}

// Together lists the fields that stand and fall with one, itself included.
func Together(k *change.Kind, num uint8) []uint8 {
	for _, list := range joined[k] {
		for _, n := range list {
			if n == num {
				return list
			}
		}
	}
	return []uint8{num}
}

// follows reports whether a lost field is only the outcome of another one that
// the operation lost too: nobody is asked about both.
func (d *deciding) follows(num uint8) bool {
	if d.k != change.Line || (num != lineSum && num != lineRegular) {
		return false
	}
	for _, a := range d.op.Set {
		if a.Field == lineSum || a.Field == lineRegular || change.Same(a.Value, d.r.Value(a.Field)) {
			continue
		}
		for _, n := range Together(d.k, num) {
			if n == a.Field {
				return true
			}
		}
	}
	return false
}

// ofStep reports whether a field tells about a step of an order's state.
func (d *deciding) ofStep(num uint8) bool {
	return d.k == change.Order && (num == orderFinished || num == orderReason)
}

// ranks say which of two states that came apart is the step further on.
var ranks = map[*change.Kind]map[string]int{
	change.Order: {string(shop.Parked): 1, string(shop.New): 2, string(shop.Confirmed): 3, string(shop.Packed): 4,
		string(shop.Cancelled): 5, string(shop.Shipped): 6, string(shop.Delivered): 7, string(shop.Completed): 8},
	change.Print: {"waiting": 1, "printing": 2, "failed": 3, "cancelled": 4, "printed": 5},
}

func further(k *change.Kind, a, b string) bool { return ranks[k][a] > ranks[k][b] }

// apart reports whether neither of two states lies on the way to the other, so
// that somebody has to look: one till cancelled what another worked on.
func apart(k *change.Kind, a, b string) bool {
	return k == change.Order && (a == string(shop.Cancelled)) != (b == string(shop.Cancelled))
}
