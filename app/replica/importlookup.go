package replica

import (
	"encoding/json"

	"github.com/prylavok/prylavok/app/intake"
	"github.com/prylavok/prylavok/app/shop"
)

// origin is what is known of a record from the last import.
type origin struct {
	id, record shop.ID
	text       string            // taken, as stored
	taken      map[string]string // the source's values then, by field
}

// matched is an offer of the shop that an imported one may be.
type matched struct {
	offer, product shop.ID
	key            string // its key in this source, if it came from there
	sku            string
	many           bool // more than one offer has the code
}

// known is what the shop holds of a chunk of products.
type known struct {
	origins  map[string]origin
	products map[shop.ID]shop.ID // offers' products
	bySKU    map[string]matched
	byCode   map[string]matched
}

// lookUp reads all that a chunk may match.
func (im *importer) lookUp(products []intake.Product) error {
	im.known = known{origins: map[string]origin{}, products: map[shop.ID]shop.ID{}, bySKU: map[string]matched{}, byCode: map[string]matched{}}
	var keys, skus, codes []string
	for i := range products {
		keys = append(keys, productKey+products[i].Key)
		for j := range products[i].Offers {
			keys = append(keys, offerKey+products[i].Offers[j].Key)
		}
	}
	if err := im.lookUpOrigins(keys); err != nil {
		return err
	}
	for i := range products {
		for j := range products[i].Offers {
			o := &products[i].Offers[j]
			if _, known := im.known.origins[offerKey+o.Key]; !known {
				skus, codes = append(skus, o.SKU), append(codes, o.Barcodes...)
			}
		}
	}
	const columns = `, o.id, o.product_id, o.sku, coalesce((SELECT key FROM origins r WHERE r.record_id=o.id AND r.source=?1 AND r.deleted=0 LIMIT 1),'')`
	if err := im.lookUpOffers(im.known.bySKU, skus, `SELECT o.sku`+columns+` FROM json_each(?2) j CROSS JOIN offers o ON o.sku=j.value AND o.sku<>'' AND o.deleted=0`); err != nil {
		return err
	}
	return im.lookUpOffers(im.known.byCode, codes, `SELECT b.code`+columns+` FROM json_each(?2) j CROSS JOIN barcodes b ON b.code=j.value AND b.deleted=0 JOIN offers o ON o.id=b.offer_id AND o.deleted=0`)
}

func (im *importer) lookUpOrigins(keys []string) error {
	list, err := json.Marshal(keys)
	if err != nil {
		return err
	}
	rows, err := im.w.rows(`SELECT r.key, r.id, r.record_id, r.taken, o.product_id FROM json_each(?2) j CROSS JOIN origins r ON r.source=?1 AND r.key=j.value AND r.deleted=0
		LEFT JOIN offers o ON o.id=r.record_id`, im.source, string(list))
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var key string
		var at origin
		var product shop.ID
		if err := rows.Scan(&key, &at.id, &at.record, &at.text, &product); err != nil {
			return err
		}
		// What another release wrote there may not be read here: it counts as not known.
		_ = json.Unmarshal([]byte(at.text), &at.taken)
		im.known.origins[key] = at
		if !product.IsZero() {
			im.known.products[at.record] = product
		}
	}
	return rows.Err()
}

func (im *importer) lookUpOffers(into map[string]matched, wanted []string, query string) error {
	if len(wanted) == 0 {
		return nil
	}
	list, err := json.Marshal(wanted)
	if err != nil {
		return err
	}
	rows, err := im.w.rows(query, im.source, string(list))
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var code string
		var m matched
		if err := rows.Scan(&code, &m.offer, &m.product, &m.sku, &m.key); err != nil {
			return err
		}
		if before, twice := into[code]; twice && before.offer != m.offer {
			m.many = true
		}
		into[code] = m
	}
	return rows.Err()
}
