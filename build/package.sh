#!/bin/sh
# Makes what people install, in build/dist: a Debian package and a Windows
# installer. `make package` calls it with VERSION and TAGS, screens built.
set -eu
cd "$(dirname "$0")/.."

root=$PWD
dist=build/dist
work=build/tmp/package
rm -rf "$work" "$dist" && mkdir -p "$work" "$dist"
ldflags="-s -w -X main.version=$VERSION"

# Debian and Windows want a version that begins with a number: v1.2.3-4-gabc is
# 1.2.3-4-gabc, and a build before the first tag is 0.0.0 with its commit.
number=$(printf '%s' "${VERSION#v}" | tr -c 'A-Za-z0-9.+~-' '-')
case $number in
[0-9]*.*) ;;
*) number="0.0.0+$(printf '%s' "$number" | tr - .)" ;;
esac

debian() {
    arch=$(dpkg --print-architecture)
    tree=$work/debian
    echo "Making the Debian package" >&2
    install -Dm755 -t "$tree/usr/bin" build/bin/prylavok build/bin/desk build/bin/hub
    install -Dm644 -t "$tree/usr/share/applications" build/linux/prylavok.desktop
    install -Dm644 build/icon.svg "$tree/usr/share/icons/hicolor/scalable/apps/prylavok.svg"
    install -Dm644 build/icon.png "$tree/usr/share/icons/hicolor/256x256/apps/prylavok.png"
    mkdir -p "$tree/DEBIAN"
    cat >"$tree/DEBIAN/control" <<CONTROL
Package: prylavok
Version: $number
Architecture: $arch
Maintainer: Prylavok <maintainers@prylavok.invalid>
Installed-Size: $(du -sk "$tree/usr" | cut -f 1)
Depends: libc6, libwebkit2gtk-4.1-0, libgtk-3-0t64 | libgtk-3-0
Recommends: cups-client
Section: misc
Priority: optional
Description: order desk that never waits for the internet
 Sells over the counter and keeps a shop's orders, goods and customers on this
 machine; several desks agree through a hub when there is a network.
CONTROL
    dpkg-deb --root-owner-group --build "$tree" "$dist/prylavok_${number}_$arch.deb" >/dev/null
}

windows() {
    echo "Building the Windows programs (mingw-w64)" >&2
    mkdir -p "$work/windows"
    numbers=$(printf '%s' "$number" | sed 's/[^0-9.].*//' | awk -F . '{ printf "%d,%d,%d,0", $1, $2, $3 }')
    # The Go linker takes a .syso beside main.go into programs of its system only.
    x86_64-w64-mingw32-windres -c 65001 -D "VERSION_NUMBERS=$numbers" -D "VERSION_TEXT=\\\"$number\\\"" \
        -I "$root" -O coff -o prylavok_windows_amd64.syso build/windows/prylavok.rc
    trap 'rm -f "$root/prylavok_windows_amd64.syso"' EXIT
    export GOOS=windows GOARCH=amd64 CGO_ENABLED=1 CC=x86_64-w64-mingw32-gcc
    go build -trimpath -tags "$TAGS desktop production" -ldflags "$ldflags -H windowsgui" -o "$work/windows/prylavok.exe" .
    go build -trimpath -tags "$TAGS" -ldflags "$ldflags" -o "$work/windows/" ./app/cmd/desk ./sync/cmd/hub
    echo "Making the Windows installer" >&2
    makensis -V2 -NOCD -DVERSION="$number" -DROOT="$root" -DBIN="$root/$work/windows" \
        -DOUT="$root/$dist/prylavok-$number-setup.exe" build/windows/installer.nsi
}

debian
windows
ls -l "$dist" | awk 'NR > 1 { printf "%s  %.1f MB\n", $9, $5 / 1e6 }'
