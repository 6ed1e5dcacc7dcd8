package scanner

// maker is who sells devices under a USB vendor id.
type maker struct {
	name     string
	products map[string]bool // the only ones that are scanners; nil = all
}

// makers of scanners by USB vendor id: those that sell nothing else with a serial
// port of its own. From the list of USB ids (linux-usb.org, 2025-07), except
// Cino (1FBB) and Unitech (2745): from the udev rules that their users publish.
// Converters (CH340, PL2303, FTDI, CP210x) are not here on purpose: a scanner on
// one looks like a scale on one, so a person has to choose it.
var makers = map[string]maker{
	"0536": {name: "Honeywell"}, // as Hand Held Products
	"05E0": {name: "Zebra"},     // as Symbol Technologies; its printers have 0A5F
	"05F9": {name: "Datalogic"}, // as PSC
	"065A": {name: "Opticon"},   // as Optoelectronics
	// Intermec sells printers too.
	"067E": {name: "Intermec", products: map[string]bool{"0803": true, "0805": true}},
	"0745": {name: "CipherLab"}, // as Syntech Information
	"080C": {name: "Datalogic"},
	"0C2E": {name: "Honeywell"}, // as Metrologic
	"1777": {name: "Microscan"},
	"1EAB": {name: "Newland"},
	"1FBB": {name: "Cino"},
	"2745": {name: "Unitech"},
	"27DD": {name: "Mindeo"},
}

// others are makers of what is no scanner, by USB vendor id (the same list): not
// even a try opens their ports, as a printer prints what it does not understand
// and a modem may be online.
var others = map[string]string{
	"04B8": "Epson",
	"0519": "Star",
	"08A6": "Toshiba TEC",
	"0A5F": "Zebra printers",
	"0AF0": "Option modems",
	"0DD4": "Custom printers",
	"0EB8": "Mettler Toledo scales",
	"0F14": "Ingenico card terminals",
	"1199": "Sierra Wireless modems",
	"11CA": "VeriFone card terminals",
	"1203": "TSC printers",
	"12D1": "Huawei modems",
	"1504": "Bixolon printers",
	"1546": "u-blox receivers",
	"19D2": "ZTE modems",
	"1BC7": "Telit modems",
	"1D90": "Citizen printers",
	"1E0E": "Qualcomm modems",
	"1E2D": "Gemalto modems",
	"2730": "Citizen printers",
	"2C7C": "Quectel modems",
}
