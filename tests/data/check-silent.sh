#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a command that must succeed and say nothing.
set -eu
said=$("$@" 2>&1) || { echo "$said" >&2; exit 1; }
[ -z "$said" ] || { echo "$said" >&2; exit 1; }
