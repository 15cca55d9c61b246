#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every source names its licence, none names a place on one developer's machine.
set -eu
cd "$1"
failed=0

sources=$(find src tests data po resources ui scripts flatpak \
  \( -name '*.c' -o -name '*.h' -o -name '*.py' -o -name '*.sh' -o -name '*.ui' -o -name '*.css' -o -name '*.svg' \
  -o -name '*.in' -o -name '*.xml' -o -name 'meson.build' -o -name '*.[1-8]' \) 2>/dev/null)
[ -n "$sources" ]

bare=$(echo "$sources" | grep -v '^po/POTFILES' | xargs grep -L 'SPDX-License-Identifier:' || true)
if [ -n "$bare" ]; then
  printf 'no SPDX-License-Identifier line in:\n%s\n' "$bare" >&2
  failed=1
fi

machine='["'\'' =(]/(work|home|root|Users)/'
places=$(echo "$sources" | grep -v 'check-sources.sh$' | xargs grep -nE "$machine" || true)
if [ -n "$places" ]; then
  printf 'a path of one machine in:\n%s\n' "$places" >&2
  failed=1
fi

exit $failed
