#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The MIME type is accepted, takes files *.likeness, and has icons that are called like it.
set -eu
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
mkdir -p "$work/packages"
cp "$1" "$work/packages"
update-mime-database "$work"
grep -q ':application/x-likeness-session+json:\*\.likeness$' "$work/globs2"

# A slash cannot stand in a name: the icon of a/b is a-b.
name=$(sed -n 's/.*<mime-type type="\([^"]*\)">.*/\1/p' "$1" | tr / -)
icons=$(dirname "$1")/icons/hicolor
[ -s "$icons/scalable/mimetypes/$name.svg" ]
[ -s "$icons/symbolic/mimetypes/$name-symbolic.svg" ]
