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

# keep_shop COMMAND…: COMMAND is a desk; it makes a shop, imports goods, sells
# one and proves the books.
keep_shop() {
    "$@" init --replica shop.db --name 'Лавка' --currency UAH >init.json || fail "init: exit $?"
    printf 'SKU;Назва;Ціна;Штрихкод\nCUP-1;Чашка синя 350 мл;125,00;4820000000017\n' >goods.csv
    "$@" import --replica shop.db --from csv goods.csv >import.json || fail "import: exit $?"
    grep -q '"created": *1' import.json || fail "import did not create one product: $(cat import.json)"
    "$@" verify --replica shop.db >verify.json || fail "verify: exit $?: $(cat verify.json)"
}

echo "Trying the Debian package" >&2
deb=$(newest '*.deb')
[ -n "$deb" ] || fail "no Debian package in build/dist; run: make package"
dpkg-deb --extract "$deb" "$work/debian"
for program in prylavok desk; do
    missing=$(ldd "$work/debian/usr/bin/$program" | grep 'not found' || true)
    [ -z "$missing" ] || fail "$program lacks: $missing"
done
"$work/debian/usr/bin/prylavok" --version >"$work/version"
mkdir "$work/linux" && (cd "$work/linux" && keep_shop "$work/debian/usr/bin/desk")

echo "Trying the Windows installer under Wine" >&2
setup=$(newest '*-setup.exe')
[ -n "$setup" ] || fail "no Windows installer in build/dist; run: make package"
wine=$PWD/build/windows/wine.sh
rm -rf build/tmp/wine/drive_c/users/*/AppData/Local/Programs/Prylavok
"$wine" "$setup" /S || fail "the installer: exit $?"
desk=$(echo "$PWD"/build/tmp/wine/drive_c/users/*/AppData/Local/Programs/Prylavok/desk.exe)
[ -f "$desk" ] || fail "the installer put no desk.exe in place"
mkdir "$work/windows" && (cd "$work/windows" && keep_shop "$wine" "$desk")

echo "The packages work: $deb and $setup"
