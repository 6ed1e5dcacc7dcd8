package window

import (
	"encoding/json"
	"os"

	"github.com/godbus/dbus/v5"
	"github.com/wailsapp/wails/v2/pkg/options"
)

// showFirst asks the window that has the replica to come forward. Wails would
// ask in the same way, but would then end this process as failed, although it
// did what was wanted. When nobody hears it, false leaves the matter to Wails.
func showFirst(replica string) bool {
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		return false
	}
	defer conn.Close() //nolint:errcheck // only asked
	folder, err := os.Getwd()
	if err != nil {
		return false
	}
	text, err := json.Marshal(options.SecondInstanceData{Args: os.Args[1:], WorkingDirectory: folder})
	if err != nil {
		return false
	}
	// The names that Wails gives a first window: see its SetupSingleInstance.
	id := "wails_app_" + uniqueID(replica)
	name := "org." + id + ".SingleInstance"
	first := conn.Object(name, dbus.ObjectPath("/org/"+id+"/SingleInstance"))
	return first.Call(name+".SendMessage", 0, string(text)).Err == nil
}
