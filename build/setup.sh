#!/bin/sh
# Installs what this machine lacks, and nothing else:
#
#   build/setup.sh build      to compile the programs
#   build/setup.sh test       to run the tests (includes build)
#   build/setup.sh package    to make and try the packages (includes build)
#
# Debian and Ubuntu are set up by apt, with sudo when not root. On other systems
# it says what to install. It is silent when nothing is missing.
set -eu

group=${1:-build}
go_min=1.26
node_min=20.19

build_packages="gcc libc6-dev make git pkg-config libgtk-3-dev libwebkit2gtk-4.1-dev"
test_packages="xvfb openbox xdotool x11-utils x11-xkb-utils dbus imagemagick fonts-dejavu-core cups cups-client poppler-utils ghostscript zbar-tools dmtx-utils"
package_packages="gcc-mingw-w64-x86-64 nsis wine64 wine dpkg jq"

say() { printf '%s\n' "$*" >&2; }

# at_least HAVE WANT: version HAVE is WANT or newer.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

check_languages() {
    if ! command -v go >/dev/null; then
        say "Go is missing. Install Go $go_min or newer from https://go.dev/dl/ and run this again."
        exit 1
    fi
    # An older Go fetches the one that go.mod asks for, but only from 1.21 on.
    if ! at_least "$(go env GOVERSION | sed 's/^go//')" 1.21; then
        say "$(go version) is too old. Install Go $go_min or newer from https://go.dev/dl/ and run this again."
        exit 1
    fi
    if ! command -v npm >/dev/null || ! at_least "$(node --version | sed 's/^v//')" $node_min; then
        say "Node $node_min or newer with npm is missing (found: $(node --version 2>/dev/null || echo none))."
        say "Install it from https://nodejs.org/ and run this again."
        exit 1
    fi
}

check_macos() {
    if ! xcode-select -p >/dev/null 2>&1; then
        say "Apple's command line tools are missing. Run: xcode-select --install"
        exit 1
    fi
    [ "$group" = build ] || say "On macOS the programs are built and the Go and screen tests run; the window test and the packages need Linux."
}

check_other_linux() {
    pkg-config --exists webkit2gtk-4.1 gtk+-3.0 2>/dev/null && [ "$group" = build ] && return
    say "This system has no apt; install these and run this again:"
    say "  Fedora:  sudo dnf install gcc make git pkgconf gtk3-devel webkit2gtk4.1-devel"
    say "  Arch:    sudo pacman -S gcc make git pkgconf gtk3 webkit2gtk-4.1"
    [ "$group" = build ] || say "  and for '$group': $wanted (Debian's names)"
    pkg-config --exists webkit2gtk-4.1 gtk+-3.0 2>/dev/null || exit 1
}

installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

have_browser() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        # Ubuntu's chromium-browser may be a note that tells to use snap.
        if command -v $name >/dev/null && $name --version >/dev/null 2>&1; then return 0; fi
    done
    return 1
}

apt() {
    as_root="env DEBIAN_FRONTEND=noninteractive"
    if [ "$(id -u)" != 0 ]; then
        if ! command -v sudo >/dev/null; then
            say "Not root and no sudo. Ask an administrator to run: apt-get install $missing"
            exit 1
        fi
        as_root="sudo $as_root"
    fi
    $as_root apt-get "$@" >>"$log" 2>&1
}

install_missing() {
    missing=
    for package in $wanted; do
        installed "$package" || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    log=$(mktemp)
    say "Installing:$missing"
    if ! ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1; then
        say "Fetching the package lists first (apt-get update)"
        apt update || { tail -n 20 "$log" >&2; exit 1; }
    fi
    # shellcheck disable=SC2086 # a list of words
    if ! apt install -y --no-install-recommends $missing; then
        say "Not found with the lists on this machine; fetching new ones"
        if ! apt update || ! apt install -y --no-install-recommends $missing; then
            tail -n 20 "$log" >&2
            say "Installing failed (whole log: $log). Nothing else was changed. Mend apt and run this again."
            exit 1
        fi
    fi
    rm -f "$log"
}

case $group in
build) wanted=$build_packages ;;
test)
    wanted="$build_packages $test_packages"
    have_browser || wanted="$wanted chromium"
    ;;
package) wanted="$build_packages $package_packages" ;;
*)
    say "usage: build/setup.sh build|test|package"
    exit 2
    ;;
esac

check_languages
case $(uname -s) in
Linux) if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then install_missing; else check_other_linux; fi ;;
Darwin) check_macos ;;
*)
    say "Build on Linux or macOS; the Windows programs are built on Linux by 'make package'."
    exit 1
    ;;
esac
