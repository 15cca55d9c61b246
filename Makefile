# SPDX-License-Identifier: GPL-3.0-or-later
# The same commands for those who have make: see scripts/.
BUILD ?= build
SANITIZED ?= build-asan

MINUTES ?= 5

.PHONY: run build test tsan bench fuzz lint potfiles install package reproduce clean

run:
	@scripts/run $(BUILD)

build:
	@scripts/setup build
	@scripts/build $(BUILD)

test:
	@scripts/test $(BUILD) $(SANITIZED)

tsan:
	@scripts/tsan $(BUILD)-tsan

# BENCH="--quick --json FILE", either or both
bench:
	@scripts/bench $(BUILD) $(BENCH)

# MINUTES for each parser, one after the other
fuzz:
	@scripts/fuzz $(MINUTES)

lint:
	@scripts/lint

potfiles:
	@scripts/potfiles > po/POTFILES.new && mv po/POTFILES.new po/POTFILES.in

install: build
	@/usr/bin/meson install -C $(BUILD) --no-rebuild

# Debian packages, in out/packages
package:
	@scripts/package

reproduce:
	@scripts/reproduce

clean:
	rm -rf $(BUILD) $(BUILD)-tsan $(BUILD)-fuzz $(SANITIZED)
