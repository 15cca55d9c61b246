#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# scripts/build configures a folder once, and again when packages came or went.
set -eu
script=$1/scripts/build
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

fail () {
  echo "$*" >&2
  exit 1
}

cat > meson.build << 'END'
project('trial', 'c')
found = meson.get_compiler('c').find_library('trial', dirs: meson.current_source_dir() / 'lib', required: false)
configure_file(output: 'found', configuration: {'trial': found.found()})
END
mkdir bin lib
# Packages, as this trial has them.
cat > bin/dpkg-query << 'END'
#!/bin/sh
cat packages
END
chmod +x bin/dpkg-query
PATH=$folder/bin:$PATH
echo "one 1.0 installed" > packages

"$script" build > log 2>&1 || fail "$(cat log)"
grep -q 'undef trial' build/found || fail "the library was found before it was there"
ar r lib/libtrial.a 2> /dev/null
"$script" build > log 2>&1 || fail "$(cat log)"
grep -q 'undef trial' build/found || fail "it was configured anew although no package had come"
echo "two 1.0 installed" >> packages
"$script" build > log 2>&1 || fail "$(cat log)"
grep -q 'define trial' build/found || fail "what a new package brought was not found: $(cat log)"
