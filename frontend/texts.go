package frontend

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"strings"
	"time"
)

// A window has something to say before a screen can: that the shop's file is
// damaged, for example. It says it in the words of the screens' catalogues.
//
//go:embed src/i18n/*/errors.json src/i18n/*/window.json
var catalogues embed.FS

// Texts are the sentences of one language that are needed without a screen, by
// "area:key".
type Texts struct {
	language  string
	sentences map[string]string
}

// TextsFor reads the catalogues in the language of a locale such as "uk-UA"; in
// Ukrainian, as the screens do, when that is none of theirs.
func TextsFor(locale string) Texts {
	t := Texts{language: "uk", sentences: map[string]string{}}
	for _, language := range []string{"uk", "en", "ru"} {
		if strings.HasPrefix(strings.ToLower(locale), language) {
			t.language = language
		}
	}
	for _, area := range []string{"errors", "window"} {
		text, err := catalogues.ReadFile(path.Join("src/i18n", t.language, area+".json"))
		if err != nil {
			panic(err) // it is embedded
		}
		sentences := map[string]string{}
		if err := json.Unmarshal(text, &sentences); err != nil {
			panic(fmt.Errorf("catalogue %s of %s: %w", area, t.language, err)) // a test has read it
		}
		for key, sentence := range sentences {
			t.sentences[area+":"+key] = sentence
		}
	}
	return t
}

// Say gives the sentence of a key with its values put in; ok is false when the
// catalogues have none.
func (t Texts) Say(key string, values map[string]any) (sentence string, ok bool) {
	sentence, ok = t.sentences[key]
	for name, value := range values {
		sentence = strings.ReplaceAll(sentence, "{{"+name+"}}", fmt.Sprint(value))
	}
	return sentence, ok
}

// Moment writes a day and time of this machine's zone.
func (t Texts) Moment(at time.Time) string {
	if t.language == "en" {
		return at.Local().Format("2 January 2006, 15:04")
	}
	return at.Local().Format("02.01.2006 15:04")
}
