# SPDX-License-Identifier: GPL-3.0-or-later
"""What is measured on."""

import os
import re
import subprocess


def list_flags():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        match = re.search(r"^flags\s*: (.*)$", file.read(), re.MULTILINE)
    return set(match.group(1).split()) if match else set()


def find_blas_kernels():
    """OpenBLAS's best kernels for this processor, by the name OPENBLAS_CORETYPE takes; None for its own choice"""
    flags = list_flags()
    if {"avx512f", "avx512vl", "avx512bw", "avx512dq"} <= flags:
        return "SkylakeX"
    return "Haswell" if {"avx2", "fma"} <= flags else None


def describe():
    text = subprocess.run(["lscpu"], env={**os.environ, "LC_ALL": "C"}, check=True, stdout=subprocess.PIPE,
                          text=True).stdout
    fields = dict(map(str.strip, line.split(":", 1)) for line in text.splitlines() if ":" in line)
    kept = ("Model name", "CPU family", "Model", "CPU(s)", "L1d cache", "L2 cache", "L3 cache", "Hypervisor vendor")
    with open("/proc/meminfo", encoding="utf-8") as file:
        memory = int(file.readline().split()[1]) // 1024
    return {**{name: fields[name] for name in kept if name in fields}, "memory": f"{memory} MB",
            "widest vectors": "AVX-512" if "avx512f" in list_flags() else "AVX2" if "avx2" in list_flags() else "SSE",
            "kernel": os.uname().release, "load at the start": f"{os.getloadavg()[0]:.1f}"}
