# SPDX-License-Identifier: GPL-3.0-or-later
# A front door: scripts/setup brings the packages, meson does the rest.
BUILD ?= build
SANITIZED ?= build-asan

.PHONY: run build test bench lint potfiles install clean

run:
	@scripts/setup build run
	@scripts/build $(BUILD)
	@scripts/run $(BUILD)

build:
	@scripts/setup build
	@scripts/build $(BUILD)

test:
	@scripts/setup build run test
	@scripts/test $(BUILD) $(SANITIZED)

# BENCH="--quick --json FILE", either or both
bench:
	@scripts/setup build run bench
	@scripts/build $(BUILD)
	@scripts/bench $(BUILD) $(BENCH)

lint:
	@scripts/setup lint
	@find src tests -name '*.[ch]' -print0 | xargs -0 clang-format-14 --dry-run -Werror

potfiles:
	@scripts/potfiles > po/POTFILES.new && mv po/POTFILES.new po/POTFILES.in

install: build
	@/usr/bin/meson install -C $(BUILD) --no-rebuild

clean:
	rm -rf $(BUILD) $(SANITIZED)
