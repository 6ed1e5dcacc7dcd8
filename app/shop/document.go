package shop

// Document is a kind of paper that the shop prints.
type Document string

// The kinds of documents.
const (
	DocumentLabel      Document = "label"      // the sticker on a parcel
	DocumentReceipt    Document = "receipt"    // what the customer takes home; not a fiscal one
	DocumentPacking    Document = "packing"    // packing slip, which lies in the parcel
	DocumentWaybill    Document = "waybill"    // goes with the parcels of one order
	DocumentInvoice    Document = "invoice"    // asks a firm to pay
	DocumentExpense    Document = "expense"    // goods issue note for a firm, signed by both sides
	DocumentPickList   Document = "picklist"   // what to take from the shelves for many orders
	DocumentRegister   Document = "register"   // the parcels that a courier takes along
	DocumentPriceTag   Document = "pricetag"   // what goods cost
	DocumentCountSheet Document = "countsheet" // to fill in while stock is counted
	DocumentShelf      Document = "shelf"      // the name of a place
)

// Subject is what a document is made of.
type Subject string

// The subjects of documents.
const (
	OfOrder  Subject = "order"  // one order; of many, one document each
	OfOrders Subject = "orders" // many orders together
	OfGoods  Subject = "goods"
	OfPlaces Subject = "places"
)

// Documents lists all kinds of documents, those of one order first.
var Documents = []Document{DocumentLabel, DocumentReceipt, DocumentPacking, DocumentWaybill, DocumentInvoice, DocumentExpense,
	DocumentPickList, DocumentRegister, DocumentPriceTag, DocumentCountSheet, DocumentShelf}

var subjects = map[Document]Subject{
	DocumentLabel: OfOrder, DocumentReceipt: OfOrder, DocumentPacking: OfOrder, DocumentWaybill: OfOrder, DocumentInvoice: OfOrder, DocumentExpense: OfOrder,
	DocumentPickList: OfOrders, DocumentRegister: OfOrders, DocumentPriceTag: OfGoods, DocumentCountSheet: OfGoods, DocumentShelf: OfPlaces,
}

// Of says what a document is made of; empty for a kind that is not ours.
func (d Document) Of() Subject { return subjects[d] }
