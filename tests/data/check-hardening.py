#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The programs were built so that faults of memory end them. check-hardening.py cet|plain PROGRAM..."""

import re
import subprocess
import sys


def readelf(program, *options):
    return subprocess.run(["readelf", "-W", *options, program], check=True, capture_output=True, text=True).stdout


def check(program, cet):
    segments, dynamic, symbols = readelf(program, "-l"), readelf(program, "-d"), readelf(program, "--dyn-syms")
    stack = re.search(r"GNU_STACK .*", segments).group()
    yield "is loaded anywhere (PIE)", re.search(r"FLAGS_1\).*\bPIE\b", dynamic)
    yield "is bound as it starts (full RELRO)", "GNU_RELRO" in segments and re.search(r"FLAGS_1\).*\bNOW\b", dynamic)
    yield "has a stack that is not executed", "RWE" not in stack
    yield "guards its stack", "__stack_chk_fail" in symbols
    yield "checks what it copies (_FORTIFY_SOURCE)", re.search(r"\b__(mem\w+|str\w+|v?s?n?printf)_chk\b", symbols)
    if cet:
        # Whether the program as a whole is marked depends on the start files of the C library.
        code = subprocess.run(["objdump", "--disassemble=main", program], check=True, capture_output=True, text=True).stdout
        yield "marks where jumps may land (CET)", "endbr64" in code


def main(kind, *programs):
    faults = [f"{program}: none of it {what}" for program in programs for what, good in check(program, kind == "cet") if not good]
    print("\n".join(faults))
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
