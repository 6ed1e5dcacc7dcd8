package window

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

	wailsruntime "github.com/wailsapp/wails/v2/pkg/runtime"
)

// Bridge is the only Go object that the screen sees: window.go.window.Bridge.
type Bridge struct {
	window *window
}

// Call runs one method of the desk. Params and the answer are JSON; the answer
// is the envelope {"result":…} or {"error":{"code":…}}. A call that comes while
// the replica is still being opened waits for it.
func (b *Bridge) Call(method, params string) string {
	<-b.window.opened
	if b.window.err != nil {
		return refusal("desk_not_open", b.window.err.Error(), nil)
	}
	// A window is one person at one screen: a call ends with the window only.
	return string(b.window.desk.Call(context.WithoutCancel(b.window.ctx), method, []byte(params)))
}

// Save asks where a file shall lie and writes it there, for its owner alone: in
// a window nothing is downloaded. The title is the dialog's and the content is
// base64. The answer is the envelope of Call with {"path":…}, which is empty
// when the person thought better of it.
func (b *Bridge) Save(title, name, content string) string {
	data, err := base64.StdEncoding.DecodeString(content)
	if err != nil {
		return refusal("file.not_saved", err.Error(), map[string]any{"path": name})
	}
	path, err := wailsruntime.SaveFileDialog(b.window.ctx, wailsruntime.SaveDialogOptions{
		Title:                title,
		DefaultDirectory:     homeFolder(),
		DefaultFilename:      name,
		CanCreateDirectories: true,
	})
	if err == nil && path != "" {
		err = writeWhole(path, data)
	}
	if err != nil {
		return refusal("file.not_saved", err.Error(), map[string]any{"path": cmp.Or(path, name)})
	}
	return answer(map[string]string{"path": path})
}

// homeFolder is where a person looks first for what was saved.
func homeFolder() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return "" // the system proposes a folder of its own
	}
	downloads := filepath.Join(home, "Downloads")
	if info, err := os.Stat(downloads); err == nil && info.IsDir() {
		return downloads
	}
	return home
}

// writeWhole writes a file that appears under its name only when it is whole.
func writeWhole(path string, data []byte) error {
	draft, err := os.CreateTemp(filepath.Dir(path), ".prylavok-*")
	if err != nil {
		return err
	}
	_, err = draft.Write(data)
	if err = errors.Join(err, draft.Sync(), draft.Close()); err == nil {
		err = os.Rename(draft.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(draft.Name()))
	}
	return nil
}

func answer(result any) string {
	return envelope(map[string]any{"result": result})
}

func refusal(code, message string, args map[string]any) string {
	return envelope(map[string]any{"error": map[string]any{"code": code, "message": message, "args": args}})
}

func envelope(content map[string]any) string {
	text, err := json.Marshal(content)
	if err != nil {
		panic(err) // strings always marshal
	}
	return string(text)
}
