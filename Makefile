# make run    builds and opens the app on the sandbox organisation
# make test   runs every check
# Both install what is missing first. The other targets are for working on it.

SHELL       := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.ONESHELL:
.DEFAULT_GOAL := help
MAKEFLAGS  += --no-print-directory

BIN      := build/bin
PICTURES ?= build/pictures
EXE      := $(shell go env GOEXE 2>/dev/null)
GOBUILD  := go build -trimpath -ldflags "-s -w"
# On Windows the tray and the window are windowed programs: no console opens.
GUIBUILD := go build -trimpath -ldflags "-s -w$(if $(EXE), -H windowsgui)"
# The window's tags are those of a Wails production build.
WINDOW_TAGS := desktop,production,webkit2_41
STATICCHECK := go run honnef.co/go/tools/cmd/staticcheck@v0.8.2
WAILS       := go run github.com/wailsapp/wails/v2/cmd/wails@v2.16.0
PAGE_SOURCES := $(shell git ls-files -co --exclude-standard frontend 2>/dev/null)
SCREEN   := $(or $(DISPLAY),$(WAYLAND_DISPLAY))

.PHONY: help
help: ## what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

# ---- the two commands

.PHONY: run
run: ## build, and open the app on the sandbox organisation
	@build/install.sh $(if $(SCREEN),build,desktop)
	$(MAKE) build
ifneq ($(SCREEN),)
	exec $(BIN)/mysettings$(EXE) --sandbox
else
	echo "This machine has no screen: the app runs on a virtual one and plays its story by itself."
	go run ./build/story -bin $(BIN) -pictures $(PICTURES)
endif

.PHONY: test
test: ## every check: Go, page, end to end, lint
	@build/install.sh test
	$(MAKE) lint page-check go-test check-generated cross-check
	$(MAKE) build
	$(MAKE) tags-test kerberos-test page-test sbom faults story

# ---- building

.PHONY: build
build: command tray window ## the executables for this system, in build/bin

.PHONY: command
command:
	@CGO_ENABLED=0 $(GOBUILD) -o $(BIN)/mysettings$(EXE) .

.PHONY: tray
tray:
	@$(GUIBUILD) -tags tray -o $(BIN)/mysettings-tray$(EXE) .

.PHONY: window
window: frontend/dist/index.html
	@$(GUIBUILD) -tags $(WINDOW_TAGS) -o $(BIN)/mysettings-window$(EXE) .

frontend/node_modules/.package-lock.json: frontend/package-lock.json
	@cd frontend && npm ci --no-audit --no-fund --loglevel=error
	touch node_modules/.package-lock.json

frontend/dist/index.html: frontend/node_modules/.package-lock.json $(PAGE_SOURCES)
	@cd frontend && npm run --silent build
	touch dist/index.html

# ---- checking

.PHONY: lint
lint: ## gofmt, vet, staticcheck, modules
	@unformatted=$$(gofmt -l app store build frontend/*.go main.go)
	if [ -n "$$unformatted" ]; then echo "gofmt these: $$unformatted"; exit 1; fi
	go vet ./...
	go vet -tags tray ./app/tray/... .
	go vet -tags bindings ./app .
	go vet -tags kdctest ./app/reportserver/login
	$(STATICCHECK) ./...
	go mod tidy -diff
	go mod verify >/dev/null

.PHONY: go-test
go-test: ## Go tests with the race detector
	@CI=$${CI:-true} go test -race -timeout 15m ./...

.PHONY: tags-test
tags-test: ## the tests that need GTK
	@CI=$${CI:-true} go test -race -tags tray -timeout 10m ./app/tray/...

.PHONY: kerberos-test
kerberos-test: ## signing in at a real web server with tickets of a real Kerberos realm
	@CI=$${CI:-true} go test -race -tags kdctest -run TestKerberos -count=1 -timeout 5m ./app/reportserver/login

.PHONY: page-check
page-check: frontend/node_modules/.package-lock.json ## types, lint and unit tests of the page
	@cd frontend && npm run --silent check && npm run --silent lint && npm test --silent

.PHONY: page-test
page-test: frontend/dist/index.html ## the page in Chromium with the real Go behind it
	@CI=$${CI:-true} go test -tags pagetest -run TestPage -count=1 -timeout 10m ./app

.PHONY: gallery
gallery: frontend/node_modules/.package-lock.json ## every view in every state, in a browser
	@cd frontend && npm run --silent gallery

.PHONY: pictures
pictures: frontend/dist/index.html ## every view in every state, theme and width, as pictures to look at
	@mkdir -p $(PICTURES)
	for part in views gallery; do
	  SHOTS=$(abspath $(PICTURES)) ALL=1 PART=$$part go test -tags pagetest -run 'TestPage$$' -count=1 -timeout 30m ./app
	done

.PHONY: story
story: ## the whole story on a virtual desktop, a picture a step
	@go run ./build/story -bin $(BIN) -pictures $(PICTURES)

.PHONY: faults
faults: ## everything that can go wrong, with the real executables, on a virtual desktop
	@go run ./build/faults -bin $(BIN)

.PHONY: cross-check
cross-check: ## the same sources for Windows
	@GOOS=windows CGO_ENABLED=0 go vet ./...
	GOOS=windows CGO_ENABLED=0 go build -o /dev/null .
	GOOS=windows CGO_ENABLED=0 go vet -tags tray ./app/tray/... .
	GOOS=windows CGO_ENABLED=0 go build -tags tray -o /dev/null .

# ---- taking longer than a build server has

.PHONY: fuzz
fuzz: ## every fuzz test, 10 minutes each (TIME=30s for less, ONLY=Zone for some)
	@build/fuzz.sh $(or $(TIME),10m) $(or $(ONLY),.)

# ---- trials: each runs small in go-test, and in full here

.PHONY: trials
trials: ## the trials in full
	@go test -count=1 -v -timeout 60m ./build/trials/crash -args -kills 600
	go test -race -count=1 -v -timeout 60m ./build/trials/crowd -args -for 10m
	@go test -count=1 -v -timeout 60m ./build/trials/secrets -args -rounds 10
	@go test -count=1 -v -timeout 60m ./app/program -run 'TestNetwork$$|TestWrongClock$$' -args -allcells
	@go test -count=1 -v -timeout 6h ./app/watch -run 'TestYear$$' -args -year.days 365 -year.tiles 900 -year.every 24h

# ---- generated code

CLDR := build/.cache/cldr-core-48.2.0

.PHONY: generate
generate: frontend/node_modules/.package-lock.json $(CLDR)/windowsZones.json ## bindings, time zones, icons, licences
	@go run ./build/generate/windowszones $(CLDR)/windowsZones.json > $(CLDR)/windowszones_gen.go
	mv $(CLDR)/windowszones_gen.go app/tiles/windowszones_gen.go
	go run ./build/generate/icons
	go generate ./frontend/generate ./build/generate/licences

$(CLDR)/windowsZones.json:
	@mkdir -p $(CLDR)
	cd $(CLDR)
	npm pack --silent cldr-core@48.2.0 >/dev/null
	tar -xzf cldr-core-48.2.0.tgz --strip-components=2 package/supplemental/windowsZones.json
	rm cldr-core-48.2.0.tgz

.PHONY: sbom
sbom: build ## software bill of materials of what is built, in build/sbom
	@go run ./build/generate/sbom -bin $(BIN) -out build/sbom

.PHONY: check-generated
check-generated: ## fails when generated code is not what its sources make
	@build/check-generated.sh

# ---- measuring

.PHONY: bench
bench: build ## speed and size, as ratios against baselines measured in the same run
	@go run ./build/bench -bin $(BIN)

.PHONY: clean
clean:
	@rm -rf build/bin build/pictures frontend/dist
