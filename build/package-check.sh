#!/bin/sh
# Proves what `make package` made: the Debian package's programs start with the
# libraries it asks for, and the Windows desk, put in place by its installer,
# keeps a shop under Wine.
set -eu
cd "$(dirname "$0")/.."

work=$PWD/build/tmp/package-check
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

# keep_shop COMMAND…: COMMAND is a desk; it makes a shop, brings goods in, sells
# one cup and proves the books.
keep_shop() {
    "$@" init --replica shop.db --name 'Лавка' --currency UAH >init.json || fail "init: exit $?"
    cat >goods.csv <<'GOODS'
Type,SKU,"GTIN, UPC, EAN, or ISBN",Name,Published,In stock?,Stock,Regular price
simple,CUP-1,4820000000017,"Чашка синя 350 мл",1,1,10,125
GOODS
    "$@" import --replica shop.db --from woocommerce goods.csv >import.json 2>import.log || fail "import: exit $?: $(cat import.log)"
    expect import.json '.created == 1 and .refused == []'
    "$@" call --replica shop.db counter.scan '{"code":"4820000000017"}' >scan.json || fail "scan: exit $?"
    expect scan.json '.counter.due == 12500'
    jq '{basket: .counter.basket.id, payments: [{kind: "cash", given: 20000}], print: false}' scan.json >finish.json
    "$@" call --replica shop.db counter.finish "$(cat finish.json)" >sale.json || fail "sale: exit $?"
    expect sale.json '.total == 12500 and .change == 7500'
    "$@" call --replica shop.db orders.list '{}' >orders.json || fail "orders: exit $?"
    expect orders.json '.total == 1 and .orders[0].payment_state == "paid" and .orders[0].goods == "Чашка синя 350 мл"'
    "$@" verify --replica shop.db >verify.json || fail "verify: exit $?: $(cat verify.json)"
    expect verify.json '.ok'
}

# keep_hub COMMAND…: COMMAND is a hub; it makes a shop with an invite and proves
# its books.
keep_hub() {
    "$@" shop add --data hub --name 'Лавка' --currency UAH >shop.json || fail "hub shop add: exit $?"
    expect shop.json '.shop != "" and .code != ""'
    "$@" verify --data hub >hub.json || fail "hub verify: exit $?: $(cat hub.json)"
    expect hub.json '.ok'
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
mkdir "$work/linux" && (cd "$work/linux" && keep_shop "$work/debian/usr/bin/desk" && keep_hub "$work/debian/usr/bin/hub")

echo "Trying the Windows installer under Wine" >&2
setup=$(newest '*-setup.exe')
[ -n "$setup" ] || fail "no Windows installer in build/dist; run: make package"
wine=$PWD/build/windows/wine.sh
rm -rf build/tmp/wine/drive_c/users/*/AppData/Local/Programs/Prylavok
"$wine" "$setup" /S || fail "the installer: exit $?"
desk=$(echo "$PWD"/build/tmp/wine/drive_c/users/*/AppData/Local/Programs/Prylavok/desk.exe)
[ -f "$desk" ] || fail "the installer put no desk.exe in place"
mkdir "$work/windows" && (cd "$work/windows" && keep_shop "$wine" "$desk" && keep_hub "$wine" "$(dirname "$desk")/hub.exe")

echo "The packages work: $deb and $setup"
