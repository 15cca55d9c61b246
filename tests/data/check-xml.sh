#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# All XML is well formed: interfaces, drawings, resources, settings, MIME type.
set -eu
cd "$1"
files=$(find data help resources ui \( -name '*.xml' -o -name '*.xml.in' -o -name '*.ui' -o -name '*.svg' -o -name '*.page' \) 2>/dev/null || true)
[ -n "$files" ]
xmllint --noout --nonet $files
