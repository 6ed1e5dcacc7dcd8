// Package shop holds the words and rules of a shop: money, quantities, the
// basket and its totals, order states, rights, article numbers and phones.
//
// It knows no database, clock, network or screen: everything it needs comes in
// as an argument, so each rule can be tested alone and gives every desk the
// same answer.
package shop
