# Every target says what it does in `make help`. What a target needs of the
# machine is installed by build/setup.sh, which is silent when all is there.

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
TAGS    := sqlite_fts5 webkit2_41
# What the Wails command line would pass for a release of the window.
WINDOW_TAGS := $(TAGS) desktop production
LDFLAGS := -s -w -X main.version=$(VERSION)

PROGRAMS := $(patsubst %/main.go,./%,$(wildcard app/cmd/*/main.go sync/cmd/*/main.go))

MODULES := frontend/node_modules/.package-lock.json
SCREENS := frontend/dist/index.html
SCREEN_SOURCES := $(shell find frontend/src frontend/public -type f 2>/dev/null) \
	$(wildcard frontend/index.html frontend/*.config.* frontend/tsconfig*.json frontend/package.json)

export CGO_ENABLED := 1
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: build ## open the shop's window (without a display: serve it to a browser)
	@build/run.sh $(ARGS)

.PHONY: build
build: setup-build $(SCREENS) programs ## put prylavok, desk and hub into build/bin

.PHONY: programs
programs: # the Go programs alone, with the screens that are there
	@mkdir -p build/bin
	@echo "Building the programs" >&2
	@go build -trimpath -tags "$(WINDOW_TAGS)" -ldflags "$(LDFLAGS)" -o build/bin/prylavok .
	@$(if $(PROGRAMS),go build -trimpath -tags "$(TAGS)" -ldflags "$(LDFLAGS)" -o build/bin/ $(PROGRAMS))

$(MODULES): frontend/package-lock.json
	@echo "Fetching the screens' libraries (npm ci)" >&2
	@cd frontend && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(SCREENS): $(MODULES) $(SCREEN_SOURCES)
	@echo "Building the screens" >&2
	@cd frontend && npm run --silent build -- --logLevel error
	@touch $@

.PHONY: test
test: setup-test ## prove everything that fits in a quarter of an hour
	@$(MAKE) --no-print-directory $(SCREENS) programs
	@go run ./build/prove

SEEDS ?= 2000
FROM ?= 1000
ROUNDS ?= 100
.PHONY: soak
soak: setup-build ## sync for as long as told, simulated and with real programs: make soak SEEDS=2000 [FROM=1000] [ROUNDS=100]
	@go test -count=1 -timeout 0 -tags "$(TAGS)" ./sync/simtest -run TestSeeds -seeds $(SEEDS) -from $(FROM)
	@SYNC_ROUNDS=$(ROUNDS) go test -count=1 -timeout 0 -tags "$(TAGS)" ./build/synctest

.PHONY: lint
lint: setup-build $(MODULES) ## check form and the arrows between packages
	@go run ./build/prove format lint check

.PHONY: e2e
e2e: setup-test $(SCREENS) programs ## drive the screens in Chromium
	@go run ./build/prove e2e

.PHONY: window-test
window-test: setup-test $(SCREENS) programs ## make a sale in the real window under Xvfb
	@go run ./build/prove window

.PHONY: generate
generate: setup-build $(MODULES) programs ## write the generated code again (screen types from the methods)
	@build/bin/desk methods > frontend/src/bridge/methods.json
	@cd frontend && npm run --silent generate

.PHONY: demo-two
demo-two: build ## show one shop on two tills and a hub, with a switch that cuts either line
	@go run -tags "$(TAGS)" ./build/demotwo

.PHONY: screenshots
screenshots: setup-test $(SCREENS) programs ## take pictures of the screens for the documents
	@cd frontend && npm run --silent screenshots
	@go test -count=1 -tags "$(TAGS) windowtest" -run TestADemoShopSells ./build/windowtest -picture "$(CURDIR)/docs/screens/window.png"

.PHONY: bench
bench: setup-test build ## measure, beside floors measured in the same run
	@go run -tags "$(TAGS)" ./app/bench

.PHONY: package
package: setup-package $(SCREENS) programs ## make the Debian package and the Windows installer in build/dist
	@VERSION=$(VERSION) TAGS="$(TAGS)" build/package.sh

.PHONY: package-check
package-check: package ## install the Debian package's files aside and run the Windows desk and hub under Wine
	@build/package-check.sh

.PHONY: clean
clean: ## remove what was built (not the fetched libraries)
	@rm -rf build/bin build/dist build/tmp *.syso
	@find frontend/dist -mindepth 1 ! -name .keep -delete

setup-%:
	@build/setup.sh $*
