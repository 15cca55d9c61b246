#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The walls of the house (docs/DESIGN.md): each room includes the headers of the rooms below it and no others.
set -eu
cd "$1/src"
failed=0

fail () {
  echo "$*" >&2
  failed=1
}

allowed_rooms () {
  case $1 in
    core) echo "core" ;;
    picture) echo "core picture" ;;
    network) echo "core picture network" ;;
    metric) echo "core metric" ;;
    episode) echo "core picture network metric episode" ;;
    evaluation) echo "core picture network metric episode evaluation" ;;
    training) echo "core picture network metric episode evaluation training" ;;
    plot) echo "core metric plot" ;;
    figure) echo "core picture network metric episode evaluation training plot figure" ;;
    session) echo "core picture network metric episode evaluation training plot figure session" ;;
    cluster) echo "core cluster" ;;
    cli) echo "core picture network metric episode evaluation training plot figure cluster cli" ;;
    app) echo "core picture network metric episode evaluation training plot figure session app" ;;
    *) return 1 ;;
  esac
}

for folder in */; do
  room=${folder%/}
  if ! rooms=$(allowed_rooms "$room"); then
    fail "src/$room: no wall is known for this room; give it one in tests/data/check-walls.sh"
    continue
  fi
  for file in $(find "$room" -name '*.c' -o -name '*.h'); do
    for header in $(sed -nE 's/^ *# *include *"([^"]+)".*/\1/p' "$file"); do
      case $header in
        config.h | *-resources.h) continue ;;
        */*) fail "src/$file: includes \"$header\"; headers are named without a folder" && continue ;;
      esac
      found=
      for other in $rooms; do
        [ ! -f "$other/$header" ] || found=$other
      done
      [ -n "$found" ] || fail "src/$file: includes \"$header\", which is in none of: $rooms"
    done
  done
done

gtk=$(grep -lErs '^ *# *include *[<"](gtk/|gdk/|gsk/|adwaita)' --include='*.c' --include='*.h' . | grep -v '^\./app/' || true)
[ -z "$gtk" ] || fail "GTK is for src/app alone: $gtk"

twins=$(find . -name '*.h' -printf '%f\n' | sort | uniq -d)
[ -z "$twins" ] || fail "two headers of one name: $twins"

# A type is declared where its braces end, by a typedef of one line, or by one of GObject's macros; a header may do it
# once for each kind of machine.
types=$(grep -rE --include='*.[ch]' '^} Lk|^typedef|^G_DECLARE_' . | sed -nE \
  -e 's/^([^:]*):\} (Lk[A-Za-z0-9]+);.*/\1 \2/p' \
  -e 's/^([^:]*):typedef [^({]*[ *](Lk[A-Za-z0-9]+)( __attribute__.*)?;.*/\1 \2/p' \
  -e 's/^([^:]*):typedef .*\(\*(Lk[A-Za-z0-9]+)\).*/\1 \2/p' \
  -e 's/^([^:]*):G_DECLARE_[A-Z]+_[A-Z]+ \((Lk[A-Za-z0-9]+),.*/\1 \2/p' | sort -u | cut -d' ' -f2 | sort | uniq -d)
[ -z "$types" ] || fail "two types of one name:" $types

exit $failed
