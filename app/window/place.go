package window

import (
	"context"
	"encoding/json"
	"log/slog"
	"os"

	wailsruntime "github.com/wailsapp/wails/v2/pkg/runtime"
)

// place is where a window was left, in logical pixels. It lives beside the
// replica, as a till's screen belongs to the till and not to the shop.
type place struct {
	Width     int  `json:"width"`
	Height    int  `json:"height"`
	X         *int `json:"x,omitempty"` // absent: centred
	Y         *int `json:"y,omitempty"`
	Maximised bool `json:"maximised"`
}

func placeFile(replica string) string { return replica + ".window.json" }

// loadPlace reads where the window was left. A missing or damaged file is the
// first start again: a window's place is never worth an error.
func loadPlace(replica string) place {
	// A till's screen is small and shows nothing else.
	first := place{Width: 1280, Height: HeightMin, Maximised: true}
	text, err := os.ReadFile(placeFile(replica))
	if err != nil {
		return first
	}
	var saved place
	if json.Unmarshal(text, &saved) != nil || saved.Width < WidthMin || saved.Height < HeightMin {
		return first
	}
	return saved
}

// restorePlace moves the window to where it was left, if a screen is still there.
func restorePlace(ctx context.Context, saved place) {
	if saved.X == nil || saved.Y == nil || saved.Maximised {
		return
	}
	screens, err := wailsruntime.ScreenGetAll(ctx)
	if err != nil {
		return
	}
	width, height := 0, 0
	for _, screen := range screens {
		width += screen.Size.Width
		height = max(height, screen.Size.Height)
	}
	// A corner large enough to grab must be on a screen.
	const corner = 100
	if *saved.X < 0 || *saved.Y < 0 || *saved.X > width-corner || *saved.Y > height-corner {
		return
	}
	wailsruntime.WindowSetPosition(ctx, *saved.X, *saved.Y)
}

// savePlace remembers where the window is. The size of a maximised window is
// the screen's, so the one before is kept.
func savePlace(ctx context.Context, replica string) {
	saved := loadPlace(replica)
	saved.Maximised = wailsruntime.WindowIsMaximised(ctx)
	if !saved.Maximised && !wailsruntime.WindowIsMinimised(ctx) {
		saved.Width, saved.Height = wailsruntime.WindowGetSize(ctx)
		x, y := wailsruntime.WindowGetPosition(ctx)
		saved.X, saved.Y = &x, &y
	}
	text, err := json.Marshal(saved)
	if err != nil {
		slog.Error("remember window place", slog.Any("error", err))
		return
	}
	if err := os.WriteFile(placeFile(replica), text, 0o600); err != nil {
		slog.Warn("remember window place", slog.Any("error", err))
	}
}
