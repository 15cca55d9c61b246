#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures Likeness beside the engines that a user could pick instead, and prints which goals are met.

All engines compute the same from the same files, take turns on the machine, and must agree on the numbers: where they
do not, the table says so and the exit status is 1. docs/PERFORMANCE.md tells what came out.
"""

import argparse
import json
import os
import pathlib
import sys

import machine
import table
import workload
import works
from engines import Engines


PARTS = ("backbones", "avx2", "episode", "levels", "weights", "training", "start", "growth")


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=pathlib.Path, help="Likeness's build folder")
    parser.add_argument("--quick", action="store_true", help="few runs of everything: whether it works, not how fast")
    parser.add_argument("--only", choices=PARTS, action="append", help="this part, and others named so; else all")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write all numbers there")
    return parser.parse_args()


def list_works(engines, effort, build, peak):
    """(part, function that gives rows), in the order of the table"""
    backbones = [(b, n) for b in ("conv64f", "resnet12") for n in (1, 30)]
    for backbone, n in backbones:
        for threads in (1, 2):
            yield "backbones", lambda b=backbone, n=n, t=threads: works.measure_backbone(engines, effort, b, n, t)
    for backbone, n in backbones:
        yield "avx2", lambda b=backbone, n=n: works.measure_backbone_avx2(engines, effort, b, n)
    for threads, k in ((2, 1), (1, 1), (2, 3)):
        yield "episode", lambda t=threads, k=k: works.measure_episode(engines, effort, t, k)
    for level, threads in (("pixel", 1), ("pixel", 2), ("part", 1)):
        yield "levels", lambda v=level, t=threads: works.measure_level(engines, effort, v, t, peak)
    yield "weights", lambda: works.measure_weights(engines, effort)
    for backbone, n in works.STEPS:
        yield "training", lambda b=backbone, n=n: works.measure_training(engines, effort, b, n, peak)
    for whole in (False, True):
        yield "training", lambda w=whole: works.measure_learning(engines, effort, w)
    yield "start", lambda: works.measure_answer(engines, effort, build)
    yield "start", lambda: works.measure_first_frame(effort, build)


def write_workload(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for backbone in ("conv64f", "resnet12"):
        workload.write_backbone(folder, backbone)
    workload.write_pictures(folder, {1, *works.PICTURES, *(n for _, n in works.STEPS), works.EPISODE_PICTURES})
    workload.write_episode(folder / "episode.f32")
    for old in folder.glob("*.onnx"):
        old.unlink()


def main():
    options = parse()
    # What somebody set for other programs would slow PyTorch down; each engine gets its own.
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OMP_NUM_THREADS", "LIKENESS_THREADS", "LIKENESS_KERNELS"):
        os.environ.pop(name, None)
    build, wanted = options.build.resolve(), options.only or PARTS
    folder, effort = build / "bench", works.Effort(options.quick)
    write_workload(folder)
    engines = Engines(build, folder, folder / "node_modules")
    report = {"machine": machine.describe(), "peers": engines.describe()}
    print(json.dumps(report, indent=2), flush=True)
    lines, peak = works.measure_layers(build, effort)
    rows = []
    for part, measure in list_works(engines, effort, build, peak):
        if part not in wanted:
            continue
        new = measure()
        print(f"  {new[0]['work']}: measured", file=sys.stderr, flush=True)
        rows += new
    growth = works.measure_growth(engines, effort) if "growth" in wanted else []
    report.update(layers=lines, rows=[{**row, "met": table.judge(row)} for row in rows], growth=growth)
    print("", table.render_rows([row for row in rows if not row.get("aside")]), "", table.render_growth(growth), "",
          *lines, "", sep="\n")
    print("Goals met {}, missed {}, not measured {}".format(*table.count_goals(rows)))
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    wrong = [row for row in rows if table.is_wrong(row)]
    for row in wrong:
        print(f"WRONG NUMBERS: {row['work']}, {row['peer']}: {row['error']:.1e} > {row['tolerance']:.0e}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
