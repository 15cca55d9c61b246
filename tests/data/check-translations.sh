#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every language of po/LINGUAS is well formed and translates every string there is.
set -eu
cd "$1"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

xgettext --from-code=UTF-8 --add-comments=Translators --files-from=po/POTFILES.in --output="$work/all.pot" \
  --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=NC_:1c,2 --keyword=Q_ --keyword=g_dgettext:2 \
  --keyword=g_dngettext:2,3 --keyword=g_dpgettext2:2c,3 --package-name=likeness

# A format that a macro other than those of inttypes.h goes on with is cut off after its percent sign.
cut=$(msgcat --no-wrap "$work/all.pot" | grep -E '^msgid(_plural)? "(.*[^%])?%"$' | grep -vxF \
  -e 'msgid "accuracy %"' -e 'msgid "± 95 %"' -e 'msgid "< 1 %"' \
  -e 'msgid "Shares of the directions, and their sums in %"' -e 'msgid "Accuracy %"' \
  -e 'msgid "Deletion: queries decided as before, %"' -e 'msgid "Cells taken away, or put in, %"' \
  -e 'msgid "Insertion: queries decided as with all cells, %"' -e 'msgid "accepted with 95 % of known, %"' \
  -e 'msgid "Known accepted, %"' -e 'msgid "Unknown accepted, %"' -e 'msgid "Decisions that are right, %"' \
  -e 'msgid "Decisions, %"' -e 'msgid "so far, %"' -e 'msgid "_Wanted accuracy, %"' -e 'msgid "Probability, %"' \
  -e 'msgid "Queries decided, those of the largest margins, %"' || true)
if [ -n "$cut" ]; then
  printf 'messages cut off after a percent sign:\n%s\n' "$cut" >&2
  exit 1
fi

for language in $(grep -v '^#' po/LINGUAS); do
  msgfmt --check --output-file=/dev/null "po/$language.po"
  [ ! -f "$work/all.pot" ] || msgcmp "po/$language.po" "$work/all.pot"
done
