package frontend_test

import (
	"strings"
	"testing"
	"time"

	"github.com/prylavok/prylavok/frontend"
)

// What a window says without a screen is in every language, with its values.
func TestTextsSpeakTheLanguageOfTheMachine(t *testing.T) {
	for locale, want := range map[string]string{
		"uk-UA": "пошкоджено", "ru": "повреждена", "en-GB": "damaged",
		"": "пошкоджено", "fil-PH": "пошкоджено",
	} {
		texts := frontend.TextsFor(locale)
		for _, key := range []string{"window:damaged.question", "window:damaged.hopeless"} {
			said, ok := texts.Say(key, map[string]any{"path": "/shop.db", "at": "TODAY"})
			if !ok || !strings.Contains(said, want) || !strings.Contains(said, "/shop.db") || strings.Contains(said, "{{") {
				t.Errorf("%s in %q is %q, want %q and the file in it", key, locale, said, want)
			}
		}
	}
	if said, ok := frontend.TextsFor("en").Say("window:never", nil); ok {
		t.Errorf("an unknown key says %q", said)
	}
}

// A moment is written as the language writes it, in this machine's zone.
func TestTextsWriteMoments(t *testing.T) {
	at := time.Date(2026, 7, 31, 19, 5, 0, 0, time.Local)
	if got := frontend.TextsFor("en").Moment(at.UTC()); got != "31 July 2026, 19:05" {
		t.Errorf("in English it is %q", got)
	}
	if got := frontend.TextsFor("uk").Moment(at.UTC()); got != "31.07.2026 19:05" {
		t.Errorf("in Ukrainian it is %q", got)
	}
}
