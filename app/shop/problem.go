package shop

import (
	"errors"
	"fmt"
	"sort"
	"strings"
)

// Problem is an error that a person can understand and often mend. Code is
// stable and names a sentence in the screen's catalogues; Message is the same
// in English for the command line and the log.
type Problem struct {
	Code    string         // such as "stock.unknown_offer"; never changes once released
	Message string         // what happened, what was kept, what to do
	Field   string         // the field of the request that was refused, if one was
	Args    map[string]any // the values that the sentence names
	Retry   bool           // whether the same request may succeed later, unchanged
	Cause   error          // what lies behind it, for the log
}

// Error gives the English sentence, with the cause when there is one.
func (p *Problem) Error() string {
	if p.Cause != nil {
		return p.Message + " (" + p.Cause.Error() + ")"
	}
	return p.Message
}

// Unwrap gives the cause.
func (p *Problem) Unwrap() error { return p.Cause }

// Is reports whether target is a Problem with the same code, so that callers
// may compare with errors.Is(err, shop.ErrNotFound).
func (p *Problem) Is(target error) bool {
	var q *Problem
	return errors.As(target, &q) && q.Code == p.Code
}

// With returns a copy that names one more value of its sentence.
func (p *Problem) With(name string, value any) *Problem {
	q := *p
	q.Args = make(map[string]any, len(p.Args)+1)
	for k, v := range p.Args {
		q.Args[k] = v
	}
	q.Args[name] = value
	q.Message = strings.ReplaceAll(q.Message, "{{"+name+"}}", fmt.Sprint(value))
	return &q
}

// On returns a copy that points at the refused field.
func (p *Problem) On(field string) *Problem {
	q := *p
	q.Field = field
	return &q
}

// Because returns a copy that carries the cause for the log.
func (p *Problem) Because(cause error) *Problem {
	q := *p
	q.Cause = cause
	return &q
}

var problems = map[string]*Problem{}

// NewProblem declares a problem once; declaring a code twice is a programmer's
// mistake and stops the program at its start.
func NewProblem(code, message string) *Problem {
	if _, twice := problems[code]; twice {
		panic("shop: problem declared twice: " + code)
	}
	p := &Problem{Code: code, Message: message}
	problems[code] = p
	return p
}

// ProblemCodes lists every declared code in order; the screens' catalogues must
// hold a sentence for each.
func ProblemCodes() []string {
	codes := make([]string, 0, len(problems))
	for c := range problems {
		codes = append(codes, c)
	}
	sort.Strings(codes)
	return codes
}

// The problems that the rules of this package can name.
var (
	ErrNotFound       = NewProblem("not_found", "This {{what}} is not in the shop any more. Nothing was changed. Look for it again.")
	ErrMoneyRange     = NewProblem("money.range", "This sum is too large. Nothing was changed. Check the price and the quantity.")
	ErrQuantityRange  = NewProblem("quantity.range", "The quantity must be above zero and at most one million. The line was kept as it was.")
	ErrQuantityWhole  = NewProblem("quantity.whole", "These goods are sold by whole pieces. The line was kept as it was. Type a whole number.")
	ErrPriceRange     = NewProblem("price.range", "The price must be zero or more and below one billion. The line was kept as it was.")
	ErrDiscountRange  = NewProblem("discount.range", "A discount is between 0 and 100 %, or a sum not above the price. Nothing was changed.")
	ErrDiscountRight  = NewProblem("discount.right", "A discount above {{limit}} % needs a manager. Nothing was changed. Ask a manager to enter a PIN (F12).")
	ErrLineUnknown    = NewProblem("basket.line_unknown", "This line is no longer in the sale. Nothing was changed.")
	ErrBasketEmpty    = NewProblem("basket.empty", "There is nothing to sell yet. Scan or find goods first.")
	ErrPaymentShort   = NewProblem("payment.short", "The payments are {{missing}} short of the sum to pay. The sale is kept open.")
	ErrPaymentOver    = NewProblem("payment.over", "Only cash can be more than the sum to pay. The sale is kept open. Correct the card sum.")
	ErrPaymentKind    = NewProblem("payment.kind", "This kind of payment is not known. The sale is kept open.")
	ErrPaymentSum     = NewProblem("payment.sum", "The sum must be above zero. Nothing was recorded. Enter how much it is.")
	ErrStep           = NewProblem("order.step", "An order that is {{from}} cannot become {{to}}. The order was kept as it was.")
	ErrReturnTooMuch  = NewProblem("return.too_much", "More of these goods are marked than were sold and not yet returned. Nothing was returned. Check the quantity.")
	ErrReturnNothing  = NewProblem("return.nothing", "Nothing is marked for return. Mark a quantity first.")
	ErrReturnNotSold  = NewProblem("return.not_sold", "Order {{number}} was not sold yet, so nothing of it can be returned. Cancel it instead.")
	ErrRefundMismatch = NewProblem("return.refund", "The refunds must add up to {{due}}. Nothing was returned.")
	ErrRight          = NewProblem("right", "This needs the right “{{right}}”. Nothing was changed. Ask a manager to enter a PIN (F12).")
	ErrPhone          = NewProblem("phone", "“{{phone}}” is not a phone number. Nothing was lost. Check its digits.")
	ErrReason         = NewProblem("reason", "Say why: a reason is needed here. Nothing was changed.")
	ErrCurrency       = NewProblem("currency", "The currency “{{currency}}” is not known. Use a code of three letters, such as UAH.")
	ErrInput          = NewProblem("input", "The field “{{field}}” cannot be read. Nothing was changed. Correct it and try again.")
	ErrRequired       = NewProblem("required", "The field “{{field}}” must be filled in. Nothing was changed.")
	ErrTextLong       = NewProblem("text.long", "The text in “{{field}}” is longer than can be kept. Nothing was changed. Shorten it and try again.")
	ErrCodeTaken      = NewProblem("code.taken", "The code {{code}} belongs to {{title}} already. Nothing was changed. Take it off there first, or choose another code.")
	ErrCodeLong       = NewProblem("code.long", "This code is longer than can be kept. Nothing was changed.")
	ErrPickLate       = NewProblem("order.pick_late", "Order {{number}} is not open any more, so nothing is picked for it. Nothing was changed.")
	ErrPickOver       = NewProblem("order.pick_over", "Only {{wanted}} of these goods are wanted. Nothing was changed.")
	ErrPINShape       = NewProblem("pin.shape", "A PIN has 4 to 8 digits. Nothing was changed.")
)
