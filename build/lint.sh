#!/bin/sh
# Runs golangci-lint, of one pinned version, built from source into .tools once.
set -eu
cd "$(dirname "$0")/.."

version=v2.15.0
linter=.tools/golangci-lint-$version
if [ ! -x "$linter" ]; then
    echo "Building golangci-lint $version once (two minutes)" >&2
    # Outside the module, so that its needs stay out of go.mod.
    (cd / && GOBIN="$OLDPWD/.tools" go install "github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$version")
    mv .tools/golangci-lint "$linter"
fi
exec "$linter" run "$@"
