package printer

import "strings"

// commandSets are the words for our languages in a printer's IEEE 1284 id.
var commandSets = map[string]string{
	"ZPL": TypeZPL, "ZPLII": TypeZPL, "EPL": TypeEPL, "EPL2": TypeEPL, "TSPL": TypeTSPL, "TSPL2": TypeTSPL,
	"ESC/POS": TypeESCPOS, "ESCPOS": TypeESCPOS, "EPSON-ESC/POS": TypeESCPOS, "PDF": TypePDF,
}

var shortKeys = map[string]string{"MFG": "MANUFACTURER", "MDL": "MODEL", "CMD": "COMMAND SET"}

// parseID reads an IEEE 1284 id, KEY:value;KEY:value; under its long keys.
func parseID(id string) map[string]string {
	fields := map[string]string{}
	for _, f := range strings.Split(id, ";") {
		key, value, _ := strings.Cut(f, ":")
		key = strings.ToUpper(strings.TrimSpace(key))
		if long := shortKeys[key]; long != "" {
			key = long
		}
		if value = strings.TrimSpace(value); value != "" {
			fields[key] = value
		}
	}
	return fields
}
