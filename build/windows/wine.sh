#!/bin/sh
# Runs a Windows program of ours under Wine, in a Wine of its own in build/tmp:
#
#   build/windows/wine.sh PROGRAM.exe ARGUMENTS…
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)

export WINEPREFIX="$root/build/tmp/wine" WINEARCH=win64 WINEDEBUG=-all
# No offers to fetch Mono or Gecko; the stand-in instead of Wine's own DLL.
export WINEDLLOVERRIDES="mscoree,mshtml=;bcryptprimitives=n"
# Debian's `wine` speaks about its missing 32-bit half at every start.
wine=/usr/lib/wine/wine64
[ -x $wine ] || wine=wine

if [ ! -e "$WINEPREFIX/ready" ]; then
    mkdir -p "$WINEPREFIX"
    DISPLAY='' "$wine" wineboot --init >"$WINEPREFIX/boot.log" 2>&1 || { tail "$WINEPREFIX/boot.log" >&2; exit 1; }
    x86_64-w64-mingw32-gcc -Os -shared -o "$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll" \
        "$root/build/windows/bcryptprimitives.c" -ladvapi32
    touch "$WINEPREFIX/ready"
fi
DISPLAY='' exec "$wine" "$@"
