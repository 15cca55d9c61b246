#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Desktop file, metainfo, icon, MIME type and manifest speak of one program.
set -eu
root=$1 desktop=$2 metainfo=$3 id=$4 service=$6
fail () {
  echo "$*" >&2
  exit 1
}

desktop-file-validate "$desktop"
[ "$(basename "$desktop")" = "$id.desktop" ] || fail "$desktop: not named after $id"
grep -qx 'Exec=likeness %F' "$desktop" || fail "$desktop: Exec does not start likeness"
grep -qx 'DBusActivatable=true' "$desktop" || fail "$desktop: the bus cannot start it"
[ "$(basename "$service")" = "$id.service" ] || fail "$service: not named after $id"
grep -qx "Name=$id" "$service" || fail "$service: Name is not $id"
grep -q '^Exec=/.*/likeness --gapplication-service$' "$service" || fail "$service: Exec does not start the service"
grep -qx "Icon=$id" "$desktop" || fail "$desktop: Icon is not $id"
grep -qx 'MimeType=application/x-likeness-session+json;' "$desktop" || fail "$desktop: MimeType is another"
[ -f "$root/data/icons/hicolor/scalable/apps/$id.svg" ] || fail "the icon $id.svg is missing"
[ -f "$root/data/icons/hicolor/symbolic/apps/$id-symbolic.svg" ] || fail "the icon $id-symbolic.svg is missing"

appstreamcli validate --no-net --explain "$metainfo"
[ "$(xmllint --xpath 'string(/component/id)' "$metainfo")" = "$id" ] || fail "$metainfo: id is not $id"
[ "$(xmllint --xpath 'string(/component/launchable)' "$metainfo")" = "$id.desktop" ] || fail "$metainfo: launches another"
version=$(xmllint --xpath 'string(/component/releases/release[1]/@version)' "$metainfo")
[ "$version" = "$5" ] || fail "$metainfo: newest release is $version, the project's version is $5"
