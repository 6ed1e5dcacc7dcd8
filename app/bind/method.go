// Package bind is what the screens may ask of a desk: the methods by their
// names, their schemas, who may call them, and the events they may hear.
//
// The window (Wails), the browser (desk serve) and the command line (desk call)
// all come through Session.Call, so whatever is proved for one holds for all.
package bind

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"reflect"
	"sort"

	"github.com/invopop/jsonschema"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// maxParams bounds what one call may bring: a chunk of an uploaded file fits.
const maxParams = 4 << 20

// The problems of calling.
var (
	ErrNoMethod = shop.NewProblem("method.unknown", "There is no method “{{method}}”. Nothing was changed.")
	ErrParams   = shop.NewProblem("method.params", "The request cannot be read: {{why}}. Nothing was changed.")
	ErrLocked   = shop.NewProblem("session.locked", "The till is locked. Nothing was changed. Enter a PIN.")
	ErrNoShop   = shop.NewProblem("shop.none", "There is no shop yet. Open one first.")
)

// none is what a method without parameters takes and one without an answer gives.
type none struct{}

// method is one thing that a screen may ask for.
type method struct {
	name   string
	right  shop.Right
	params reflect.Type
	result reflect.Type
	call   func(ctx context.Context, s *Session, params []byte) (any, error)
}

var methods = map[string]method{}

// register declares a method once, with the right that it needs.
func register[P, R any](name string, right shop.Right, do func(context.Context, *Session, P) (R, error)) {
	if _, twice := methods[name]; twice {
		panic("bind: method declared twice: " + name)
	}
	methods[name] = method{name, right, reflect.TypeFor[P](), reflect.TypeFor[R](), func(ctx context.Context, s *Session, params []byte) (any, error) {
		var p P
		if err := decode(params, &p); err != nil {
			return nil, err
		}
		return do(ctx, s, p)
	}}
}

func decode(params []byte, into any) error {
	if len(params) > maxParams {
		return ErrParams.With("why", "it is too large")
	}
	if len(bytes.TrimSpace(params)) == 0 {
		params = []byte("{}")
	}
	d := json.NewDecoder(bytes.NewReader(params))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		var p *shop.Problem
		if errors.As(err, &p) {
			return p
		}
		return ErrParams.With("why", err.Error())
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return ErrParams.With("why", "something follows the object")
	}
	return nil
}

// envelope is what every call answers: one of the two.
type envelope struct {
	Result any        `json:"result,omitempty"`
	Error  *CallError `json:"error,omitempty"`
}

// CallError is a problem on its way to a screen.
type CallError struct {
	Code    string         `json:"code"`
	Message string         `json:"message"`
	Field   string         `json:"field,omitempty"`
	Args    map[string]any `json:"args,omitempty"`
	Retry   bool           `json:"retry,omitempty"`
}

// Call runs a method and answers {"result":…} or {"error":…}, never nothing.
// What is not a Problem goes to the log whole and to the screen as a plain line.
func (s *Session) Call(ctx context.Context, name string, params []byte) []byte {
	result, err := s.Do(ctx, name, params)
	e := envelope{Result: result}
	if err != nil {
		e = envelope{Error: s.toError(name, err)}
	}
	out, err := json.Marshal(e)
	if err != nil {
		s.desk.log.Error("answer cannot be written", slog.String("method", name), slog.Any("error", err))
		out, _ = json.Marshal(envelope{Error: &CallError{Code: replica.ErrInternal.Code, Message: replica.ErrInternal.Message}})
	}
	return out
}

func (s *Session) toError(name string, err error) *CallError {
	var p *shop.Problem
	if !errors.As(err, &p) {
		p = replica.ErrInternal.Because(err)
	}
	if p.Cause != nil {
		s.desk.log.Error("method failed", slog.String("method", name), slog.String("code", p.Code), slog.Any("error", p.Cause))
	}
	return &CallError{Code: p.Code, Message: p.Message, Field: p.Field, Args: p.Args, Retry: p.Retry}
}

// Do runs a method and gives its result as a Go value. A panic in a method
// stays inside: it is logged and answered as an error.
func (s *Session) Do(ctx context.Context, name string, params []byte) (result any, err error) {
	m, ok := methods[name]
	if !ok {
		return nil, ErrNoMethod.With("method", name)
	}
	defer func() {
		if p := recover(); p != nil {
			result, err = nil, replica.ErrInternal.Because(fmt.Errorf("panic in %s: %v", name, p))
		}
	}()
	if err := s.allow(ctx, m.right); err != nil {
		return nil, err
	}
	return m.call(ctx, s, params)
}

// MethodInfo describes one method for programs and for the screens' generator.
type MethodInfo struct {
	Name   string             `json:"name"`
	Right  shop.Right         `json:"right"`
	Params *jsonschema.Schema `json:"params"`
	Result *jsonschema.Schema `json:"result"`
}

// Contract is everything that a screen stands on.
type Contract struct {
	Methods []MethodInfo `json:"methods"`
	Errors  []string     `json:"errors"` // codes that the catalogues must have sentences for
	Rights  []shop.Right `json:"rights"`
}

// Describe gives the contract, in a fixed order.
func Describe() Contract {
	c := Contract{Errors: shop.ProblemCodes(), Rights: shop.Owner.Rights()}
	names := make([]string, 0, len(methods))
	for n := range methods {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		m := methods[n]
		c.Methods = append(c.Methods, MethodInfo{m.name, m.right, schema(m.params), schema(m.result)})
	}
	return c
}

func schema(t reflect.Type) *jsonschema.Schema {
	r := &jsonschema.Reflector{Anonymous: true, DoNotReference: false, ExpandedStruct: true, Mapper: func(t reflect.Type) *jsonschema.Schema {
		switch t {
		case reflect.TypeFor[shop.ID]():
			return &jsonschema.Schema{Type: "string", Description: "UUID, or empty for none"}
		case reflect.TypeFor[shop.Status]():
			return enum(shop.Statuses)
		case reflect.TypeFor[shop.PaymentKind]():
			return enum(shop.PaymentKinds)
		case reflect.TypeFor[shop.PaymentState]():
			return enum(shop.PaymentStates)
		case reflect.TypeFor[shop.Role]():
			return enum([]shop.Role{shop.Owner, shop.Manager, shop.Clerk})
		case reflect.TypeFor[shop.Right]():
			return enum(shop.Owner.Rights())
		}
		return nil
	}}
	if t.Kind() == reflect.Struct {
		return r.ReflectFromType(t)
	}
	// ExpandedStruct wants a struct at the top; a list has none.
	r.ExpandedStruct = false
	return r.ReflectFromType(t)
}

func enum[T ~string](values []T) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "string"}
	for _, v := range values {
		s.Enum = append(s.Enum, string(v))
	}
	return s
}
