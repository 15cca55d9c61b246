#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# po/POTFILES.in lists exactly the files that hold strings to translate; `make potfiles` writes it.
set -eu
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
"$1/scripts/potfiles" > "$work/needed"
diff -u --label po/POTFILES.in --label 'files with strings to translate' "$1/po/POTFILES.in" "$work/needed"
