#!/bin/sh
# Opens the shop: in a window when there is a display, otherwise in a browser.
# Arguments go to the program.
set -eu
cd "$(dirname "$0")/.."

if [ "$(uname -s)" = Darwin ] || [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    echo "Opening the window" >&2
    exec build/bin/prylavok "$@"
fi

replica=${XDG_DATA_HOME:-$HOME/.local/share}/prylavok/shop.db
mkdir -p "$(dirname "$replica")"
echo "No display here, so the same screens are served to a browser. The shop is in $replica" >&2
echo "Open the address below; stop with Ctrl+C." >&2
exec build/bin/desk serve --replica "$replica" --listen 127.0.0.1:0 "$@"
