# make run     builds and opens the window
# make demo    the same against a stand-in for fal.ai, without an account
# make test    all checks, as CI runs them
# make prove   by hundreds and thousands what `make test` tries by tens: before a release
# make check   the crates and the verbs alone: the daily loop, without a desktop
# make bench   the measurements, kept in docs/performance.md; make gateway-bench those of the gateway alone,
#              make package-bench those of the window, as the package installs it
# make package  the two packages for Debian and Ubuntu, from a release build
# make package-test  both, of the build that the tests use, installed, upgraded and removed here
# make pictures  the screenshots of README and guide, from the real window
#
# On Debian and Ubuntu each installs what it needs and the system lacks, with root or sudo.
# Elsewhere: WebKitGTK 4.1 with its headers, a C compiler and pkg-config.

.PHONY: run demo test prove check bench gateway-bench package package-test package-bench pictures lint page clients system-build system-test system-bench system-package

BUILD = gcc libc6-dev pkg-config libwebkit2gtk-4.1-dev
RUN   = libayatana-appindicator3-1 xdg-utils fonts-dejavu-core
TEST  = xvfb dbus dunst webkit2gtk-driver at-spi2-core imagemagick fonts-inter procps sqlite3 openssl util-linux xfce4-panel xfconf gnome-keyring libsecret-tools curl python3 python3-venv
BENCH = nginx wrk
PACKAGE = dpkg-dev desktop-file-utils appstream binutils

DEB = $${CARGO_TARGET_DIR:-target}/$(1)/bundle/deb
# Everything that builds without the libraries of a desktop.
CRATES = --package fal-budget $(foreach crate,$(wildcard src-tauri/crates/*),--package fal-budget-$(notdir $(crate)))

# Programs and tests of all packages at once: of fewer, Cargo builds again what they share with other features.
BUILD_ALL = cargo build --workspace --bins --tests
# More threads than processors: most tests wait for a program, a page or a clock.
TEST_ALL = RUST_TEST_THREADS=4 cargo test --workspace --tests

AS_ROOT = $$([ "$$(id -u)" = 0 ] || echo sudo)

run: system-build
	cargo build --package fal-budget --package fal-budget-desktop
	$${CARGO_TARGET_DIR:-target}/debug/fal-budget

demo: system-build
	cargo build --workspace --bins
	$${CARGO_TARGET_DIR:-target}/debug/demo

test: system-build system-test lint page clients
	$(BUILD_ALL)
	PROPTEST_CASES=64 $(TEST_ALL)
	$(MAKE) package-test

prove: system-build system-test page clients
	$(BUILD_ALL)
	FAL_BUDGET_PROVE=1 PROPTEST_CASES=4000 $(TEST_ALL)

check:
	cargo fmt --all --check
	cargo clippy $(CRATES) --all-targets -- -D warnings
	cargo test $(CRATES)

# Twenty minutes, most of it watching the program at rest. Leave the machine alone meanwhile.
bench: system-build system-test
	cargo bench --package fal-budget-domain --bench estimate
	cargo bench --package fal-budget-app --bench balance --bench pages --bench import --bench spending
	cargo build --release --package fal-budget --package fal-budget-desktop
	FAL_BUDGET_BINARY=$(CURDIR)/target/release/fal-budget cargo run --package fal-budget-tests --bin status-bench
	FAL_BUDGET_BINARY=$(CURDIR)/target/release/fal-budget cargo run --package fal-budget-tests --bin chart-bench
	$(MAKE) package-bench gateway-bench

# The gateway as a server has it, without the window, beside nginx and fal's own proxy.
gateway-bench: system-build system-test system-bench
	cd tests/benches/peer && npm ci --no-fund --no-audit
	cargo build --release --package fal-budget
	FAL_BUDGET_BINARY=$(CURDIR)/target/release/fal-budget cargo run --package fal-budget-tests --bin gateway-bench

package: system-build system-package
	src-tauri/package/build

# Installs, upgrades and removes it on this system, which is then as before; refuses where fal Budget is installed.
package-test: system-test system-package
	src-tauri/package/build debug
	FAL_BUDGET_BINARY=/usr/bin/fal-budget $${CARGO_TARGET_DIR:-target}/debug/package-check $(call DEB,debug)

# What a desktop pays for the package as a person has it: installed, and removed afterwards.
package-bench: system-test package
	cargo build --release --package fal-budget-desktop --example bare
	@test ! -e /usr/bin/fal-budget || { echo "fal Budget is installed on this computer: remove it first."; exit 1; }
	trap '$(AS_ROOT) dpkg --purge fal-budget-desktop fal-budget' EXIT INT TERM; \
	$(AS_ROOT) apt-get install -q -y --no-install-recommends ./$(call DEB,release)/*.deb && \
	FAL_BUDGET_BINARY=/usr/bin/fal-budget cargo run --package fal-budget-tests --bin desktop-bench -- target/release/examples/bare $(call DEB,release)

pictures: system-build system-test
	$(BUILD_ALL)
	cargo test --workspace --test program -- window::pictures desktop::panel views::spending
	for view in main wide settings jobs welcome; do for look in light dark french french-dark; do \
	  test ! -e tests/artefacts/$$view-$$look.png || cp tests/artefacts/$$view-$$look.png tests/pictures/; done; done
	cp tests/artefacts/spending.png tests/pictures/
	convert tests/artefacts/panel.png tests/artefacts/panel-low.png -crop 120x32+0+0 +repage -scale 300% +append tests/pictures/panel.png

lint:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings

# The page as written: its format (`npm run format` there mends it), types, then its own tests.
page:
	cd tests/ui && npm ci --no-fund --no-audit && npm test

# Clients of fal, for the tests of the gateway; fal's own in their oldest version that can be pointed at it, too.
clients: chromium
	cd tests/clients && npm ci --no-fund --no-audit
	cd tests/clients && for age in '' -oldest; do \
	  { test -x .venv$$age/bin/pip || python3 -m venv .venv$$age; } && \
	  .venv$$age/bin/pip install -q --disable-pip-version-check -r requirements$$age.txt || exit 1; done

# Debian has it as a package; elsewhere it comes by npm.
chromium:
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || command -v chrome-headless-shell >/dev/null || { \
	if . /etc/os-release && [ "$$ID" = debian ]; then $(call install,chromium); else \
	cd tests/clients && npm ci --no-fund --no-audit && \
	npx --no-install browsers install chrome-headless-shell@stable --path $(CURDIR)/target/browsers && \
	ln -sf $(CURDIR)/target/browsers/*/*/*/chrome-headless-shell /usr/local/bin/; fi; }

system-build:
	@$(call install,$(BUILD) $(RUN))

# Node checks the page; any version from 18 on, from wherever it came.
system-test:
	@$(call install,$(TEST) $$(command -v node >/dev/null || echo nodejs) $$(command -v npm >/dev/null || echo npm))

system-bench:
	@$(call install,$(BENCH))

system-package:
	@$(call install,$(PACKAGE) $$(command -v npm >/dev/null || echo npm))

define install
set -e; command -v apt-get >/dev/null || exit 0; \
missing=""; for package in $(1); do \
  dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$package"; done; \
if [ -n "$$missing" ]; then \
  echo "Installing$$missing"; \
  root=""; [ "$$(id -u)" = 0 ] || root=sudo; \
  $$root apt-get update -q; \
  $$root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $$missing; \
fi
endef
