#!/bin/sh
# Proves what `make package` made: the Debian package's programs start with the
# libraries it asks for, and the Windows ones, put in place by their installer,
# keep a shop, serve it to two tills and print under Wine.
set -eu
cd "$(dirname "$0")/.."

root=$PWD
work=$root/build/tmp/package-check
rm -rf "$work" && mkdir -p "$work"

fail() {
    echo "package-check: $*" >&2
    exit 1
}

# newest PATTERN: the package made last.
newest() {
    # shellcheck disable=SC2012 # our own names, without surprises
    ls -t build/dist/$1 2>/dev/null | head -n 1
}

# program NAME COMMAND…: ./NAME runs COMMAND from now on.
program() {
    name=$1 && shift
    { printf '#!/bin/sh\nexec' && printf " '%s'" "$@" && printf ' "$@"\n'; } >"$name"
    chmod +x "$name"
}

# keep_shop: ./desk makes a shop, brings goods in, sells one cup and proves the books.
keep_shop() {
    ./desk init --replica shop.db --name 'Лавка' --currency UAH >init.json || fail "init: exit $?"
    cat >goods.csv <<'GOODS'
Type,SKU,"GTIN, UPC, EAN, or ISBN",Name,Published,In stock?,Stock,Regular price
simple,CUP-1,4820000000017,"Чашка синя 350 мл",1,1,10,125
GOODS
    ./desk import --replica shop.db --from woocommerce goods.csv >import.json 2>import.log || fail "import: exit $?: $(cat import.log)"
    expect import.json '.created == 1 and .refused == []'
    ./desk call --replica shop.db counter.scan '{"code":"4820000000017"}' >scan.json || fail "scan: exit $?"
    expect scan.json '.counter.due == 12500'
    jq '{basket: .counter.basket.id, payments: [{kind: "cash", given: 20000}], print: false}' scan.json >finish.json
    ./desk call --replica shop.db counter.finish "$(cat finish.json)" >sale.json || fail "sale: exit $?"
    expect sale.json '.total == 12500 and .change == 7500'
    ./desk call --replica shop.db orders.list '{}' >orders.json || fail "orders: exit $?"
    expect orders.json '.total == 1 and .orders[0].payment_state == "paid" and .orders[0].goods == "Чашка синя 350 мл"'
    prove shop.db
}

# keep_hub: ./hub serves, the shop of keep_shop moves there and a second till
# joins it; then the sale is on both, and the hub's books are sound though it was
# killed.
keep_hub() {
    ./hub shop add --data hub.data --name 'Лавка' --currency UAH >hub.json 2>hub.log || fail "hub shop add: exit $?: $(cat hub.log)"
    ./hub serve --data hub.data --listen 127.0.0.1:0 >served.json 2>served.log &
    serving=$!
    trap 'kill "$serving" 2>/dev/null' EXIT
    until [ -s served.json ]; do
        kill -0 "$serving" 2>/dev/null || fail "hub serve: $(cat served.log)"
        sleep 0.1
    done
    invite
    jq '{invite: .invite, name: "Каса 1"}' invite.json >join.json
    ./desk call --replica shop.db sync.join "$(cat join.json)" >joined.json 2>joined.log || fail "join: exit $?: $(cat joined.json)"
    invite
    ./desk init --replica till.db --name 'Каса 2' --invite "$(jq -r .invite invite.json)" >till.json 2>till.log || fail "init of a second till: exit $?: $(cat till.json)"
    expect till.json '.name == "Лавка"'
    for till in shop.db till.db; do
        ./desk sync --replica $till --once >sync.json 2>sync.log || fail "sync of $till: exit $?: $(cat sync.json)"
        expect sync.json '.pending == 0 and .attention == 0 and .conflicts == 0'
        ./desk call --replica $till orders.list '{}' >orders.json || fail "orders of $till: exit $?"
        expect orders.json '.total == 1 and .orders[0].goods == "Чашка синя 350 мл"'
        prove $till
    done
    kill "$serving"
    { wait "$serving" || true; } 2>/dev/null # the shell would say that it was killed
    trap - EXIT
    ./hub verify --data hub.data >hub.json || fail "hub verify: exit $?: $(cat hub.json)"
    expect hub.json '.ok'
}

invite() { ./hub invite --data hub.data --role owner >invite.json || fail "hub invite: exit $?"; }

# prove REPLICA: its books are sound.
prove() {
    ./desk verify --replica "$1" >verify.json || fail "verify of $1: exit $?: $(cat verify.json)"
    expect verify.json '.ok'
}

# expect FILE CONDITION: a condition of jq holds for the JSON in FILE.
expect() { jq --exit-status "$2" "$1" >/dev/null || fail "$PWD/$1: not $2"; }

echo "Trying the Debian package" >&2
deb=$(newest '*.deb')
[ -n "$deb" ] || fail "no Debian package in build/dist; run: make package"
dpkg-deb --extract "$deb" "$work/debian"
for program in prylavok desk hub; do
    missing=$(ldd "$work/debian/usr/bin/$program" | grep 'not found' || true)
    [ -z "$missing" ] || fail "$program lacks: $missing"
done
"$work/debian/usr/bin/prylavok" --version >"$work/version"
mkdir "$work/linux" && cd "$work/linux"
program desk "$work/debian/usr/bin/desk"
program hub "$work/debian/usr/bin/hub"
keep_shop
keep_hub
cd "$root"

echo "Trying the Windows installer under Wine" >&2
setup=$(newest '*-setup.exe')
[ -n "$setup" ] || fail "no Windows installer in build/dist; run: make package"
wine=$root/build/windows/wine.sh
rm -rf build/tmp/wine/drive_c/users/*/AppData/Local/Programs/Prylavok
"$wine" "$setup" /S || fail "the installer: exit $?"
desk=$(echo "$root"/build/tmp/wine/drive_c/users/*/AppData/Local/Programs/Prylavok/desk.exe)
[ -f "$desk" ] || fail "the installer put no desk.exe in place"
mkdir "$work/windows" && cd "$work/windows"
program desk "$wine" "$desk"
program hub "$wine" "$(dirname "$desk")/hub.exe"
keep_shop
keep_hub
cd "$root"

echo "Printing through the Windows spooler under Wine" >&2
SPOOLER_WINE=$wine go test -count=1 -run '^TestWindowsSpooler$' ./app/printer >&2 || fail "the Windows spooler"
SPOOLER_WINE=$wine SPOOLER_DESK=$desk go test -count=1 -tags sqlite_fts5 -run '^TestADeskOnWindowsPrintsItsQueue$' ./app/paper >&2 || fail "the queue of a Windows desk"

echo "The packages work: $deb and $setup"
