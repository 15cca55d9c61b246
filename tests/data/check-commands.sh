#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The README's two commands are scripts that need only sh: a fresh system has no make. What checks a change runs the
# second one.
set -eu
cd "$1"
failed=0

fail () {
  echo "$*" >&2
  failed=1
}

commands=$(sed -n '/^## Two commands$/,/^## What/s/^    \([^ ]*\).*/\1/p' README.md)
[ "$(echo "$commands" | wc -l)" = 2 ] || fail "README.md: there are to be two commands, not: $commands"
for command in $commands; do
  [ -x "$command" ] || fail "README.md: there is no command $command"
done
for script in $commands scripts/setup scripts/build; do
  [ "$(head -n 1 "$script")" = '#!/bin/sh' ] || fail "$script: needs more than sh"
  sh -n "$script" || fail "$script: is not right"
  ! grep -qE '^[^#]*\bmake ' "$script" || fail "$script: calls make"
done
grep -q "^exec $(echo "$commands" | tail -n 1)\$" .ci/run || fail ".ci/run: does not run the README's second command"
exit $failed
