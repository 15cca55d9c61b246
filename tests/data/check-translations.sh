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
for language in $(grep -v '^#' po/LINGUAS); do
  msgfmt --check --output-file=/dev/null "po/$language.po"
  [ ! -f "$work/all.pot" ] || msgcmp "po/$language.po" "$work/all.pot"
done
