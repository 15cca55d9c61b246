#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Numbers for people are written by core/lk-number-text.c alone: no room makes a minus sign of its own, or writes a
# number that can be negative or large with a format of its own.
set -eu
cd "$1"
bad=0

# U+2212 as a sign: "B − A" in words is none.
if grep -rn '"−' src --include='*.c' | grep -v '^src/core/lk-number-text.c:'; then
  echo "a minus sign made by hand: use lk_number_fixed() or lk_number_signed()"
  bad=1
fi

# Percentages, milliseconds and ridges have neither sign nor size; SVG is for machines; ticks are powers of ten and such.
if grep -rnE '%\+?(\.[0-9*]+)?[efg]' src/app src/figure src/plot src/session src/episode --include='*.c' \
    | grep -vE '%% |%%"|[efg] ?%%|%\.0f ms|ridge|lk-svg-text|lk-curves-layout|g_ascii_|/ui/|\.safetensors|"likeness %f"|chance|100 \* so_far|%g —'; then
  echo "a number with a format of its own: use lk_number_fixed()"
  bad=1
fi
exit $bad
