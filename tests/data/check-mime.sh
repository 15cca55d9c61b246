#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The MIME type is accepted and takes files *.likeness.
set -eu
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
mkdir -p "$work/packages"
cp "$1" "$work/packages"
update-mime-database "$work"
grep -q ':application/x-likeness-session+json:\*\.likeness$' "$work/globs2"
