package window

import (
	"context"
	"encoding/json"
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
		return refusal("desk_not_open", b.window.err.Error())
	}
	// A window is one person at one screen: a call ends with the window only.
	return string(b.window.desk.Call(context.WithoutCancel(b.window.ctx), method, []byte(params)))
}

func refusal(code, message string) string {
	var envelope struct {
		Error struct {
			Code    string `json:"code"`
			Message string `json:"message"`
		} `json:"error"`
	}
	envelope.Error.Code, envelope.Error.Message = code, message
	text, err := json.Marshal(envelope)
	if err != nil {
		panic(err) // two strings always marshal
	}
	return string(text)
}
