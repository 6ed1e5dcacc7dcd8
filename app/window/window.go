// Package window shows a desk in a window of the operating system. It carries
// method calls in and change events out and decides nothing about the shop;
// with main.go it is the only code that knows Wails.
package window

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"sync"
	"time"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/logger"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	wailsruntime "github.com/wailsapp/wails/v2/pkg/runtime"
)

// EventName is the one Wails event; its single argument is a change event in JSON.
const EventName = "event"

// title is what stands above the window and its dialogs.
const title = "Prylavok"

// The window is never smaller than this, in logical pixels: below it the
// counter would have to hide the basket or the total.
const (
	WidthMin  = 1024
	HeightMin = 700
)

var (
	// ErrAlreadyOpen says that another window has this replica; it was asked to show itself.
	ErrAlreadyOpen = errors.New("this replica is already open in another Prylavok window")
	// ErrNoDisplay says that there is no screen to open a window on.
	ErrNoDisplay = errors.New("no display: neither DISPLAY nor WAYLAND_DISPLAY is set; `desk serve` shows the same screens in a browser")
	// ErrNoScreens says that the program was built without its screens.
	ErrNoScreens = errors.New("this program was built without its screens; build it with `make build`")
)

// Desk is what a window needs of the program behind it.
type Desk interface {
	// Call runs a method by name with its parameters as JSON and answers with
	// the envelope: {"result":…} or {"error":{…}}.
	Call(ctx context.Context, method string, params []byte) []byte
	// Subscribe calls back with every change event (JSON) until cancel is called.
	Subscribe(callback func(event []byte)) (cancel func())
	// Close ends the desk; it is called once, after the last Call was begun.
	Close() error
}

// Texts are the sentences that a window says without its screens.
type Texts interface {
	// Say gives the sentence of a key ("errors:" with the code of a problem, or
	// "window:"…) with its values; ok is false when there is none.
	Say(key string, values map[string]any) (sentence string, ok bool)
	// Moment writes a day and time.
	Moment(at time.Time) string
}

// Config says what to show.
type Config struct {
	// Replica is the absolute path of the SQLite file; one window per replica.
	Replica string
	// Screens holds the built screens, index.html at its root.
	Screens fs.FS
	// Icon is a PNG for window managers that show one.
	Icon []byte
	// Texts are in the language of the machine, as the shop's cannot be read yet.
	Texts Texts
	// Open opens the replica. It runs beside the loading of the screen, so
	// neither waits for the other.
	Open func(ctx context.Context) (Desk, error)
}

// Run opens the window and returns when it is closed, or at once when another
// window has the replica and has come forward. When Config.Open finds the
// replica damaged, a dialog offers its last backup; when there is no desk in the
// end, a dialog says why before Run returns that error.
func Run(config Config) error {
	if runtime.GOOS == "linux" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return ErrNoDisplay
	}
	if _, err := fs.Stat(config.Screens, "index.html"); err != nil {
		return ErrNoScreens
	}
	release, err := claim(config.Replica)
	second := errors.Is(err, ErrAlreadyOpen)
	if err != nil && !second {
		return err
	}
	defer release()
	if second {
		fmt.Fprintf(os.Stderr, "prylavok: %s is already open; showing its window\n", config.Replica)
		if showFirst(config.Replica) {
			return nil
		}
	}
	// WebKitGTK's DMA-BUF renderer paints nothing on several drivers and on virtual displays.
	if runtime.GOOS == "linux" && os.Getenv("WEBKIT_DISABLE_DMABUF_RENDERER") == "" {
		if err := os.Setenv("WEBKIT_DISABLE_DMABUF_RENDERER", "1"); err != nil {
			return fmt.Errorf("prepare web view: %w", err)
		}
	}
	w := &window{config: config, second: second, tried: make(chan struct{}), opened: make(chan struct{})}
	if err := wails.Run(w.options()); err != nil {
		return fmt.Errorf("open window: %w", err)
	}
	return w.close()
}

// window is one run of the program with a window.
type window struct {
	config Config
	second bool // another process has this replica

	tried  chan struct{} // closed by start: the desk is open, or it is ready's to mend
	mended sync.Once
	opened chan struct{} // closed once the fields below are set for good
	ctx    context.Context
	desk   Desk // nil when err is set
	cancel func()
	err    error
}

func (w *window) options() *options.App {
	place := loadPlace(w.config.Replica)
	state := options.Normal
	if place.Maximised {
		state = options.Maximised
	}
	return &options.App{
		Title:            title,
		Width:            place.Width,
		Height:           place.Height,
		MinWidth:         WidthMin,
		MinHeight:        HeightMin,
		WindowStartState: state,
		BackgroundColour: options.NewRGB(0xff, 0xff, 0xff),
		AssetServer:      &assetserver.Options{Assets: w.config.Screens},
		// Below errors Wails reports every slow call, which is no news to a shop.
		LogLevelProduction: logger.ERROR,
		SingleInstanceLock: &options.SingleInstanceLock{
			UniqueId:               uniqueID(w.config.Replica),
			OnSecondInstanceLaunch: func(options.SecondInstanceData) { w.show() },
		},
		OnStartup:     w.start,
		OnDomReady:    w.ready,
		OnBeforeClose: w.beforeClose,
		Bind:          []any{&Bridge{window: w}},
		Linux: &linux.Options{
			Icon:             w.config.Icon,
			ProgramName:      "prylavok",
			WebviewGpuPolicy: linux.WebviewGpuPolicyNever,
		},
	}
}

// uniqueID names a replica for the single-instance lock: letters and digits
// only, as it becomes part of a D-Bus name and of a Windows mutex name.
func uniqueID(replica string) string {
	sum := sha256.Sum256([]byte(replica))
	return "prylavok" + hex.EncodeToString(sum[:12])
}

// start opens the desk; Wails runs it beside the loading of the screen.
func (w *window) start(ctx context.Context) {
	defer close(w.tried)
	w.ctx = ctx
	if w.err = w.open(ctx); w.err == nil {
		close(w.opened)
	}
}

func (w *window) open(ctx context.Context) error {
	if w.second {
		return ErrAlreadyOpen
	}
	desk, err := w.config.Open(ctx)
	if err != nil {
		return err
	}
	w.desk = desk
	w.cancel = desk.Subscribe(func(event []byte) {
		wailsruntime.EventsEmit(ctx, EventName, string(event))
	})
	return nil
}

// ready puts the window where it was left and, when there is no desk, talks
// about it: only now can there be dialogs. A screen that is loaded anew comes
// here again.
func (w *window) ready(ctx context.Context) {
	<-w.tried
	w.mended.Do(func() {
		restorePlace(ctx, loadPlace(w.config.Replica))
		if w.err == nil {
			return
		}
		if w.err = w.mend(ctx, w.err); w.err == nil {
			close(w.opened)
			return
		}
		w.err = errors.Join(w.err, w.tell(ctx, w.err))
		close(w.opened)
		wailsruntime.Quit(ctx)
	})
}

// show answers a second start of the program.
func (w *window) show() {
	<-w.opened
	wailsruntime.WindowShow(w.ctx)
	wailsruntime.WindowUnminimise(w.ctx)
}

// beforeClose remembers the window's place while there still is a window. A
// window with a question open, or a backup on its way, stays.
func (w *window) beforeClose(ctx context.Context) (prevent bool) {
	<-w.tried
	select {
	case <-w.opened:
	default:
		return true
	}
	if w.err == nil {
		savePlace(ctx, w.config.Replica)
	}
	return false
}

// close ends the desk after the window is gone.
func (w *window) close() error {
	<-w.opened
	if w.err != nil {
		return w.err
	}
	w.cancel()
	if err := w.desk.Close(); err != nil {
		return fmt.Errorf("close desk: %w", err)
	}
	return nil
}
