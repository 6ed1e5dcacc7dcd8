#!/bin/sh
# Opens the shop: in a window when there is a display, otherwise in a browser.
# Arguments go to the program.
set -eu
cd "$(dirname "$0")/.."

if [ "$(uname -s)" = Darwin ] || [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    echo "Opening the window" >&2
    exec build/bin/prylavok "$@"
fi

echo "No display here, so the same screens are served to a browser." >&2
case " $* " in
*" --replica"[\ =]*) ;; # the shop was chosen
*)
    replica=${XDG_DATA_HOME:-$HOME/.local/share}/prylavok/shop.db
    mkdir -p "$(dirname "$replica")"
    echo "The shop is in $replica" >&2
    set -- --replica "$replica" "$@"
    ;;
esac
case " $* " in
*" --listen"[\ =]*) ;;
*) set -- --listen 127.0.0.1:0 "$@" ;;
esac
exec build/bin/desk serve "$@"
