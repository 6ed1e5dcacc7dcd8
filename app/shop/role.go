package shop

// Role is what a person is in the shop.
type Role string

// The roles, from all rights to few.
const (
	Owner   Role = "owner"
	Manager Role = "manager"
	Clerk   Role = "clerk"
)

// Right is one thing that a role may or may not do. Rights are asked in Go,
// where the data is sent from, and told to the screen so that it can hide what
// would be refused anyway.
type Right string

// The rights.
const (
	RightSell        Right = "sell"         // sell, park, edit open orders, serve customers
	RightSeePurchase Right = "see_purchase" // purchase prices and margins
	RightBigDiscount Right = "big_discount" // discounts above the shop's limit, prices changed by hand
	RightReturn      Right = "return"       // take goods back, cancel a paid line, undo a sale later
	RightSeeAll      Right = "see_all"      // all figures, not only one's own
	RightGoods       Right = "goods"        // change products, prices, stock; import
	RightSettings    Right = "settings"     // the shop's settings, printers, backups
	RightUsers       Right = "users"        // people, roles, PINs
	RightNone        Right = ""             // open to anybody at the desk, even locked
	RightAnybody     Right = "signed_in"    // anybody who has entered a PIN
)

var rights = map[Role][]Right{
	Owner:   {RightAnybody, RightSell, RightSeePurchase, RightBigDiscount, RightReturn, RightSeeAll, RightGoods, RightSettings, RightUsers},
	Manager: {RightAnybody, RightSell, RightSeePurchase, RightBigDiscount, RightReturn, RightSeeAll, RightGoods},
	Clerk:   {RightAnybody, RightSell},
}

// Rights lists what a role may do; an unknown role may do nothing.
func (r Role) Rights() []Right { return rights[r] }

// Can reports whether a role has a right.
func (r Role) Can(right Right) bool {
	if right == RightNone {
		return true
	}
	for _, have := range rights[r] {
		if have == right {
			return true
		}
	}
	return false
}

// Valid reports whether the role is one of ours.
func (r Role) Valid() bool { return len(rights[r]) > 0 }

// CheckPIN says whether a PIN has the right shape: 4 to 8 digits.
func CheckPIN(pin string) error {
	if len(pin) < 4 || len(pin) > 8 {
		return ErrPINShape.On("pin")
	}
	for _, c := range pin {
		if c < '0' || c > '9' {
			return ErrPINShape.On("pin")
		}
	}
	return nil
}
