#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A missing or altered photograph stops the making of the sample with a word on what to do.
set -eu
make_sample=$1 list=$2 weights=$3 remedy=$4
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
mkdir "$work/stamps" "$work/out"

refused () {
  if python3 "$make_sample" make "$list" "$weights" "$work/stamps" "$work/out" 2> "$work/said"; then
    echo "made a sample without its photographs" >&2
    exit 1
  fi
  grep -q "$1" "$work/said"
  grep -q "$remedy" "$work/said"
  grep -q -e '-Dsample=false' "$work/said"
}

refused 'is missing'
first=$(awk '!/^#/ && NF == 5 && $2 == "shot" { print $4; exit }' "$list")
mkdir -p "$(dirname "$work/stamps/$first")"
echo other > "$work/stamps/$first"
refused 'SHA-256 differs'
