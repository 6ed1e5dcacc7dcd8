package scanner

import (
	"slices"
	"strings"
)

// chosen remembers which device stood behind the port that a person chose.
type chosen struct {
	device Port            // zero until it was there
	beside map[string]bool // the ports that were there beside it: they are others
}

// find gives the port that a person chose by its key or name. A device that
// comes back under another name is found by its serial number, or, where it has
// none, when it is the only one of its model that was not there beside it. The
// name alone is not enough when another kind of device has it now.
func (c *chosen) find(port string, ports []Port) (Port, bool) {
	p, ok := c.among(port, ports)
	if ok {
		c.device, c.beside = p, map[string]bool{}
		for _, q := range ports {
			c.beside[q.Name] = q.Name != p.Name
		}
		return p, true
	}
	if c.device.Name != "" || strings.HasPrefix(port, keyMark) {
		return Port{}, false
	}
	// Not everything that can be opened is listed: links, and ports of a network.
	return Port{Name: port}, true
}

func (c *chosen) among(port string, ports []Port) (Port, bool) {
	fits := func(p Port) bool {
		return p.Key() == port || p.Name == port && (c.device.Name == "" || c.device.Vendor == p.Vendor && c.device.Product == p.Product)
	}
	if i := slices.IndexFunc(ports, fits); i >= 0 {
		return ports[i], true
	}
	var found []Port
	for _, p := range ports {
		if p.sameModel(c.device) && p.Serial == c.device.Serial && (p.Serial != "" || !c.beside[p.Name]) {
			found = append(found, p)
		}
	}
	if len(found) != 1 {
		return Port{}, false
	}
	return found[0], true
}
