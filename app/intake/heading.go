package intake

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// field is what a column means, whatever its heading says.
type field string

const (
	fieldID           field = "id"
	fieldHandle       field = "handle"
	fieldType         field = "type"
	fieldSKU          field = "sku"
	fieldName         field = "name"
	fieldPublished    field = "published"
	fieldStatus       field = "status"
	fieldVisibility   field = "visibility"
	fieldShort        field = "short description"
	fieldDescription  field = "description"
	fieldBrand        field = "brand"
	fieldCategories   field = "categories"
	fieldTaxonomy     field = "taxonomy"
	fieldCollection   field = "collection"
	fieldTags         field = "tags"
	fieldParent       field = "parent"
	fieldPrice        field = "price"
	fieldSalePrice    field = "sale price"
	fieldComparePrice field = "compare-at price"
	fieldCost         field = "cost"
	fieldStock        field = "stock"
	fieldBarcode      field = "barcode"
	fieldGrams        field = "grams"
	fieldWeight       field = "weight"
	fieldLength       field = "length"
	fieldWidth        field = "width"
	fieldHeight       field = "height"
	fieldGiftCard     field = "gift card"
	fieldShips        field = "requires shipping"
)

// wooHeadings are the headings of WooCommerce's own export in English, Ukrainian and Russian; translations changed over the
// years, so several may stand for one field.
var wooHeadings = headings(map[field]string{
	fieldID:          "id",
	fieldType:        "type|тип",
	fieldSKU:         "sku|артикул",
	fieldName:        "name|назва|ім'я|имя|название|наименование",
	fieldPublished:   "published|опубліковано|опублікований|опубликовано|опубликован",
	fieldVisibility:  "visibility in catalog|visibility in catalogue|видимість в каталозі|видимість у каталозі|видимость в каталоге",
	fieldShort:       "short description|короткий опис|краткое описание|короткое описание",
	fieldDescription: "description|опис|описание",
	fieldBrand:       "brands|brand|бренди|бренд|бренды",
	fieldCategories:  "categories|категорії|категории",
	fieldTags:        "tags|позначки|мітки|теги|метки",
	fieldParent:      "parent|батьківський|батьківський товар|батьківська|предок|родительский|родительский товар|родитель",
	fieldPrice:       "regular price|звичайна ціна|базова ціна|регулярна ціна|базовая цена|обычная цена|регулярная цена",
	fieldSalePrice:   "sale price|ціна розпродажу|акційна ціна|ціна зі знижкою|цена распродажи|акционная цена|цена со скидкой",
	fieldCost:        "cost of goods|cost of goods sold|собівартість|себестоимость",
	fieldStock:       "stock|на складі|запаси|запас|залишок|на складе|запасы|остаток",
})

// shopifyHeadings are the headings of Shopify's own export, in its old spellings and in the one that came in 2024.
var shopifyHeadings = headings(map[field]string{
	fieldHandle:       "handle|url handle",
	fieldName:         "title",
	fieldDescription:  "body (html)|body html|body|description",
	fieldBrand:        "vendor",
	fieldCategories:   "type|custom product type",
	fieldTaxonomy:     "product category|standard product type|standardized product type",
	fieldCollection:   "collection",
	fieldTags:         "tags",
	fieldPublished:    "published|published on online store",
	fieldStatus:       "status",
	fieldSKU:          "variant sku|sku",
	fieldBarcode:      "variant barcode|barcode",
	fieldPrice:        "variant price|price",
	fieldComparePrice: "variant compare at price|variant compare-at price|compare-at price|compare at price",
	fieldCost:         "cost per item",
	fieldStock:        "variant inventory qty|inventory quantity|variant inventory quantity",
	fieldGrams:        "variant grams|weight value (grams)",
	fieldGiftCard:     "gift card",
	fieldShips:        "variant requires shipping|requires shipping",
})

func headings(spellings map[field]string) map[string]field {
	byHeading := map[string]field{}
	for f, names := range spellings {
		for name := range strings.SplitSeq(names, "|") {
			byHeading[name] = f
		}
	}
	return byHeading
}

// fold makes spellings of a heading alike.
func fold(heading string) string {
	return strings.NewReplacer("’", "'", "ʼ", "'").Replace(strings.ToLower(oneLine(heading)))
}

// columns tells in which columns the fields stand; a heading that is there twice counts the first time.
func columns(head []string, known map[string]field) map[field]int {
	at := map[field]int{}
	for i, h := range head {
		f, ok := known[fold(h)]
		if _, twice := at[f]; ok && !twice {
			at[f] = i
		}
	}
	return at
}

// Detect tells from its headings whose product export a file looks like: WooCommerce, Shopify, or "" when it is neither.
func Detect(head []string) string {
	has := func(at map[field]int, fields ...field) bool {
		return slices.ContainsFunc(fields, func(f field) bool { _, ok := at[f]; return ok })
	}
	shopify := columns(head, shopifyHeadings)
	if has(shopify, fieldHandle) && has(shopify, fieldName, fieldPrice, fieldSKU) {
		return Shopify
	}
	woo := columns(head, wooHeadings)
	if has(woo, fieldName, fieldSKU) && has(woo, fieldType, fieldPrice, fieldSalePrice, fieldVisibility) && len(woo) >= 3 {
		return WooCommerce
	}
	return ""
}

// checkFormat refuses a file that was given the wrong format, and one that lacks a heading without which no product can be told.
func checkFormat(format string, head []string) error {
	looks := Detect(head)
	if looks != "" && looks != format {
		return fileError("wrong_format", "This looks like a product export of %s, not of %s. Choose %q.", title(looks), title(format), looks)
	}
	if looksLikeOrders(head) {
		return fileError("wrong_format", "This looks like a list of orders, not of products. Export the products.")
	}
	missing := missingHeadings(format, head)
	switch {
	case len(missing) == 0:
		return nil
	case looks == "":
		return fileError("wrong_format", "This does not look like a product export of %s: its first row lacks %s.", title(format), strings.Join(missing, ", "))
	}
	return fileError("missing_columns", "The first row lacks %s. Export the file again with all columns.", strings.Join(missing, ", "))
}

func title(format string) string {
	if format == Shopify {
		return "Shopify"
	}
	return "WooCommerce"
}

func missingHeadings(format string, head []string) []string {
	known, needed := wooHeadings, map[field]string{fieldName: `"Name"`, fieldSKU: `"SKU"`, fieldPrice: `"Regular price"`}
	if format == Shopify {
		known, needed = shopifyHeadings, map[field]string{fieldHandle: `"Handle"`, fieldName: `"Title"`, fieldPrice: `"Variant Price"`}
	}
	at := columns(head, known)
	if _, ok := at[fieldID]; ok {
		delete(needed, fieldSKU) // the number names a product as well
	}
	var missing []string
	for f, heading := range needed {
		if _, ok := at[f]; !ok {
			missing = append(missing, heading)
		}
	}
	slices.Sort(missing)
	return missing
}

func looksLikeOrders(head []string) bool {
	return slices.ContainsFunc(head, func(h string) bool {
		switch fold(h) {
		case "lineitem name", "lineitem quantity", "order_total", "order total", "order_number", "order number", "order_id":
			return true
		}
		return false
	})
}

// attribute is one group of WooCommerce's "Attribute N …" columns.
type attribute struct{ name, value int }

var firstNumber = regexp.MustCompile(`[0-9]{1,4}`)

// attributes finds the groups in the order of their numbers. The headings are matched by their words, as every translation
// has them in another order ("Attribute 1 value(s)", "1 значення атрибуту", "Значение(-я) аттрибута(-ов) 1").
func attributes(head []string) []attribute {
	groups := map[int]*attribute{}
	var order []int
	for i, h := range head {
		h = fold(h)
		n, err := strconv.Atoi(firstNumber.FindString(h))
		role := attributeRole(h)
		if err != nil || role == "" {
			continue
		}
		g := groups[n]
		if g == nil {
			g = &attribute{name: -1, value: -1}
			groups[n] = g
			order = append(order, n)
		}
		if role == "name" {
			g.name = i
		} else {
			g.value = i
		}
	}
	slices.Sort(order)
	var list []attribute
	for _, n := range order {
		if g := groups[n]; g.name >= 0 && g.value >= 0 {
			list = append(list, *g)
		}
	}
	return list
}

// attributeRole tells whether a folded heading holds an attribute's name or its values; the other columns of a group
// (visible, global, default) say nothing about an offer.
func attributeRole(h string) string {
	contains := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(h, w) })
	}
	if strings.HasPrefix(h, "meta:") || strings.HasPrefix(h, "мета:") || !contains("attribute", "атрибут", "аттрибут") {
		return ""
	}
	switch {
	case contains("default", "умолчан", "замовч", "visib", "видим", "global", "глобал"):
		return ""
	case contains("value", "значен"):
		return "value"
	case contains("name", "назва", "имя", "ім'я"):
		return "name"
	}
	return ""
}

var measureHeading = regexp.MustCompile(`^(weight|вага|вес|length|довжина|длина|width|ширина|height|висота|высота)(?:\s*\((.*)\))?$`)

var measureFields = map[string]field{
	"weight": fieldWeight, "вага": fieldWeight, "вес": fieldWeight,
	"length": fieldLength, "довжина": fieldLength, "длина": fieldLength,
	"width": fieldWidth, "ширина": fieldWidth,
	"height": fieldHeight, "висота": fieldHeight, "высота": fieldHeight,
}

// unitColumn is a column of weights or lengths with the unit that its heading names.
type unitColumn struct {
	at   int
	unit string
}

// unitColumns finds "Weight (lbs)" and its kin. A heading without a known unit refuses the file: no figure below it means anything.
func unitColumns(head []string) (map[field]unitColumn, error) {
	found := map[field]unitColumn{}
	for i, h := range head {
		m := measureHeading.FindStringSubmatch(fold(h))
		if m == nil {
			continue
		}
		f := measureFields[m[1]]
		units, example := lengthUnits, "cm"
		if f == fieldWeight {
			units, example = weightUnits, "kg"
		}
		if _, ok := unitOf(m[2], units); !ok {
			return nil, fileError("unknown_unit", "The heading %q names no unit that is known here. Write it as %q, for example.", h, fmt.Sprintf("%s (%s)", m[1], example))
		}
		if _, twice := found[f]; !twice {
			found[f] = unitColumn{at: i, unit: m[2]}
		}
	}
	return found, nil
}

var notWord = regexp.MustCompile(`[^\p{L}\p{N}]+`)

// barcodeColumns finds every column that holds codes under bars: WooCommerce's own and those of the many plug-ins before it.
func barcodeColumns(head []string) []int {
	var at []int
	for i, h := range head {
		h = fold(h)
		for _, word := range notWord.Split(h, -1) {
			switch word {
			case "gtin", "gtin8", "gtin12", "gtin13", "gtin14", "ean", "ean8", "ean13", "upc", "isbn", "barcode", "barcodes", "штрихкод", "штрихкоди", "штрихкоды":
				at = append(at, i)
			}
			if n := len(at); n > 0 && at[n-1] == i {
				break
			}
		}
		if strings.HasSuffix(h, "_global_unique_id") {
			at = append(at, i)
		}
	}
	return at
}

// costColumn finds a plug-in's column of purchase prices, or gives -1.
func costColumn(head []string) int {
	return slices.IndexFunc(head, func(h string) bool {
		h = fold(h)
		if !strings.HasPrefix(h, "meta:") && !strings.HasPrefix(h, "мета:") {
			return false
		}
		w := notWord.Split(h, -1)
		all := func(words ...string) bool {
			return !slices.ContainsFunc(words, func(x string) bool { return !slices.Contains(w, x) })
		}
		return all("cog", "cost") || all("purchase", "price") || all("cost", "price")
	})
}
