// Package frontend holds the built screens.
package frontend

import (
	"embed"
	"io/fs"
)

// dist is what `npm run build` wrote. The committed dist/.keep lets Go compile
// before the screens are built; public/.keep makes the build put it back.
//
//go:embed all:dist
var dist embed.FS

// Screens returns the built screens with index.html at the root; it is empty of
// index.html when the program was compiled before the screens were built.
func Screens() fs.FS {
	screens, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // "dist" is a valid name
	}
	return screens
}
