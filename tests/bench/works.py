# SPDX-License-Identifier: GPL-3.0-or-later
"""The works that are measured, each with its goals; every function gives rows as table.py shows them.

Rows that stand aside are in the JSON file alone.
"""

import contextlib
import json
import pathlib
import subprocess
import sys
import time

from contest import Failed, compete, measure_error
from engines import ABSENT, PYTHON
from statistics_of_turns import compare, find_exponent, spread, summarise
from workload import EDGE, EPISODE, list_convolutions

HERE = pathlib.Path(__file__).parent
TITLES = {"conv64f": "Conv64F", "resnet12": "ResNet-12"}
ALGORITHMS = ("winograd", "auto", "direct")
BACKBONE_TOLERANCE = 1e-5
SCORE_TOLERANCE = 1e-4
# Where two activations or the numbers under a pool are all but equal, rounding decides which way a gradient goes; PyTorch's
# channels-last norm errs as much. tests/training compares with double.
GRADIENT_TOLERANCE = 2e-2
STEPS = (("conv64f", 80), ("resnet12", 32))
EPISODE_PICTURES = EPISODE["ways"] * EPISODE["shots"] + EPISODE["queries"]


class Effort:
    """How long each work is measured"""

    def __init__(self, quick):
        self.rounds, self.seconds = (3, 2) if quick else (25, 25)
        self.starts = 3 if quick else 15
        self.layer_rounds = 3 if quick else 15


def play(makers, effort):
    """Starts the engines, lets them take turns, and gives [(engine, result)]; a peer that fails stands there as its
    Failed, without a result. Likeness, the first, must not fail."""
    engines, players = [], []
    try:
        for make in makers:
            try:
                players.append(make())
                engines.append(players[-1])
            except Failed as failure:
                if not players:
                    raise
                print(f"  {failure}", file=sys.stderr)
                players.append(failure)
        compete(engines, effort.rounds, effort.seconds)
        return [(player, player.read_result() if player in engines else None) for player in players]
    finally:
        for engine in engines:
            with contextlib.suppress(BrokenPipeError):
                engine.close()


def make_row(work, ours, result, peer, theirs, tolerance, n_tables):
    if isinstance(peer, Failed):
        return {"work": work, "peer": peer.name, "missing": "failed"}
    return {"work": work, "ours": summarise(ours.turns), "peer": peer.name, "theirs": summarise(peer.turns),
            "ratio": compare(ours.turns, peer.turns), "error": measure_error(result, theirs, n_tables), "tolerance": tolerance}


def make_rows(work, played, tolerance, goals, n_tables=1):
    """A row for each peer, against the first of those who played; goals by the peer's name"""
    (ours, result), *others = played
    return [{**make_row(work, ours, result, peer, theirs, tolerance, n_tables),
             **({"goal": {"of": "ratio", "limit": goals[peer.name]}} if peer.name in goals else {})}
            for peer, theirs in others]


def mark_best(rows, family, goal):
    """Puts the fastest of a family of rows first and gives it the goal; the others step aside."""
    rivals = [row for row in rows if row["peer"].startswith(family)]
    if not rivals:
        return rows
    best = min(rivals, key=lambda row: row["theirs"]["median"] if "theirs" in row else float("inf"))
    best["goal"] = {"of": "ratio", "limit": goal}
    return [best] + [row for row in rows if row not in rivals] + [
        dict(row, aside=True) for row in rivals if row is not best]


def miss(work, peer, goal):
    return {"work": work, "peer": peer, "missing": ABSENT, **({"goal": {"of": "ratio", "limit": goal}} if goal else {})}


def measure_backbone(engines, effort, backbone, n, threads):
    work = f"{TITLES[backbone]}, {n} picture{'s' * (n > 1)}, {threads} thread{'s' * (threads > 1)}"
    conv64f = backbone == "conv64f"
    goal = 0.75 if not conv64f else 0.7 if (n, threads) == (1, 2) else 0.55
    onnx_goal = 0.35 if conv64f else 0.5
    makers = [lambda: engines.likeness_backbone(backbone, n, threads)]
    if engines.has_onednn:
        makers += [lambda a=a: engines.onednn_backbone(backbone, n, threads, a) for a in ALGORITHMS]
    if engines.has_torch:
        makers += [lambda f=f: engines.torch_backbone(backbone, n, threads, f) for f in ("channels-last", "eager")]
    if engines.has_onnx:
        makers.append(lambda: engines.onnx_backbone(backbone, n, threads))
    rows = make_rows(work, play(makers, effort), BACKBONE_TOLERANCE, {"ONNX Runtime": onnx_goal})
    rows = mark_best(rows, "oneDNN", goal)
    if not engines.has_onednn:
        rows.append(miss(work, "oneDNN", goal))
    if not engines.has_torch:
        rows.append(miss(work, "PyTorch", None))
    if not engines.has_onnx:
        rows.append(miss(work, "ONNX Runtime", onnx_goal))
    return rows


def measure_backbone_avx2(engines, effort, backbone, n):
    work = f"{TITLES[backbone]}, {n} picture{'s' * (n > 1)}, 1 thread, both held to AVX2"
    if not engines.has_onednn:
        return [miss(work, "oneDNN", 0.8)]
    makers = [lambda: engines.likeness_backbone(backbone, n, 1, True)]
    makers += [lambda a=a: engines.onednn_backbone(backbone, n, 1, a, True) for a in ("auto", "direct")]
    return mark_best(make_rows(work, play(makers, effort), BACKBONE_TOLERANCE, {}), "oneDNN", 0.8)


def count_pixel_flops():
    n_cells = EPISODE["shape"][1] * EPISODE["shape"][2]
    return 2.0 * EPISODE["queries"] * EPISODE["ways"] * EPISODE["shots"] * n_cells ** 2 * EPISODE["shape"][0]


def measure_episode(engines, effort, threads, k):
    work = f"episode 5-way 5-shot, 75 queries, k = {k}, {threads} thread{'s' * (threads > 1)}"
    goal = 0.1 if (threads, k) == (2, 1) else None
    if not engines.has_torch:
        return [miss(work, "PyTorch", goal)]
    makers = [lambda: engines.likeness_episode(threads, k)]
    makers += [lambda f=f: engines.torch_episode(threads, k, f, "all") for f in ("loop", "batched")]
    goals = {"PyTorch as published": goal, "PyTorch batched": goal} if goal else {}
    return make_rows(work, play(makers, effort), SCORE_TOLERANCE, goals, 4)


def measure_level(engines, effort, level, threads, peak):
    """A level alone beside PyTorch's; of the pixel level the share of the peak as well"""
    work = f"{level} level of the episode, k = 1, {threads} thread{'s' * (threads > 1)}"
    makers = [lambda: engines.likeness_matching(threads, 1, level)]
    if engines.has_torch:
        makers += [lambda f=f: engines.torch_episode(threads, 1, f, level) for f in ("loop", "batched")]
    played = play(makers, effort)
    rows = make_rows(work, played, SCORE_TOLERANCE, {})
    if level == "pixel":
        ours = summarise(played[0][0].turns)
        shares = [count_pixel_flops() / (1e-3 * ours[key] * threads * peak) for key in ("median", "min")]
        rows.insert(0, {"work": work, "ours": ours, "share": shares[0], "share_of_best": shares[1],
                        "goal": {"of": "share", "limit": 0.7}})
    return rows


def measure_weights(engines, effort):
    ours = play([lambda: engines.likeness_weights(100, 20)], effort)[0][0]
    return [{"work": "a weight changed: fused scores and flip maps, 100 queries, 20 ways",
             "ours": summarise(ours.turns), "goal": {"of": "ms", "limit": 1}}]


def count_step_flops(backbone, n):
    """Forward and for both gradients, as direct convolutions; the first layer's input has no gradient"""
    edge, flops = EDGE, 0.0
    for i, (_, _, n_in, n_out, kernel) in enumerate(list_convolutions(backbone)):
        flops += (2 if n_in == 3 else 3) * 2.0 * n_in * n_out * kernel ** 2 * edge ** 2
        edge //= 2 if (i % 4 == 3 if backbone == "resnet12" else i < 2) else 1
    return n * flops


def measure_training(engines, effort, backbone, n, peak):
    """A step beside PyTorch's, and its share of the peak that direct convolutions could reach"""
    work = f"{TITLES[backbone]}, a step of training with {n} pictures, 2 threads"
    goal = {"conv64f": 1 / 3, "resnet12": 1 / 2}[backbone]
    makers = [lambda: engines.likeness_training(backbone, n, 2)]
    if engines.has_torch:
        makers += [lambda f=f: engines.torch_training(backbone, n, 2, f) for f in ("channels-last", "eager")]
    played = play(makers, effort)
    ours = summarise(played[0][0].turns)
    shares = [count_step_flops(backbone, n) / (1e-3 * ours[key] * 2 * peak) for key in ("median", "min")]
    rows = mark_best(make_rows(work, played, GRADIENT_TOLERANCE, {}), "PyTorch", goal)
    if not engines.has_torch:
        rows.append(miss(work, "PyTorch", goal))
    return [*rows, {"work": f"{work}: {1e3 * n / ours['median']:.0f} pictures a second", "ours": ours,
                    "share": shares[0], "share_of_best": shares[1]}]


def measure_learning(engines, effort, whole):
    """An episode's losses on pixel level and KL and their gradients, beside PyTorch's; or the network with them"""
    what = "Conv64F and losses" if whole else "losses"
    work = f"learning from an episode 5-way 5-shot, 75 queries, pixel and KL: {what}, 2 threads"
    makers = [lambda: engines.likeness_learning(whole, 2)]
    if engines.has_torch:
        makers += [lambda f=f: engines.torch_learning(whole, 2, f) for f in ("loop", "batched")]
    rows = mark_best(make_rows(work, play(makers, effort), GRADIENT_TOLERANCE, {}), "PyTorch", 1 / 4)
    return rows if engines.has_torch else [miss(work, "PyTorch", 1 / 4)]


def time_process(command):
    start = time.monotonic()
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - start


def measure_answer(engines, effort, build):
    work = "from exec to the sample's answer on the command line"
    ours = [build / "src/cli/likeness-cli", "explain", build / "data/sample/example.likeness", "--json"]
    theirs = [PYTHON, "-c", "import torch"]
    commands = [ours] + [theirs] * engines.has_torch
    turns = [[] for _ in commands]
    for i in range(effort.starts + 1):
        for command, times in zip(commands, turns):
            seconds = time_process(command)
            if i > 0:
                times.append([seconds])
    row = {"work": work, "ours": summarise(turns[0])}
    rows = [{**row, "goal": {"of": "ms", "limit": 100}}]
    if not engines.has_torch:
        return [*rows, miss(work, "import torch", 0.1)]
    return [*rows, {**row, "peer": "import torch", "theirs": summarise(turns[1]), "ratio": compare(*turns),
                    "goal": {"of": "ratio", "limit": 0.1}}]


def measure_first_frame(effort, build):
    work = "from exec to the first frame"
    command = ["dbus-run-session", "--", PYTHON, "-B", HERE / "startup.py", build, effort.starts]
    try:
        done = subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True)
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        lines = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
        print(f"  {lines[-1]}", file=sys.stderr)
        return [{"work": work, "missing": "could not be measured", "goal": {"of": "ms", "limit": 300}}]
    rows = []
    for name, times in json.loads(done.stdout[done.stdout.index("{"):]).items():
        goal = {"goal": {"of": "ms", "limit": 300}} if name in ("window, cairo", "window with the sample, cairo") else {}
        rows.append({"work": f"{work}: {name}", "ours": summarise([[value] for value in times["first"]]),
                     "settled": spread([1e3 * value for value in times["settled"]]), **goal})
    return rows


GROWTH = [("ways (5 shots, 10 queries, 64×5×5)", [(ways, 5, 10, (64, 5, 5)) for ways in (10, 100, 1000)], 0),
          ("shots (5 ways, 15 queries, 64×21×21)", [(5, shots, 15, (64, 21, 21)) for shots in (1, 5, 25, 125)], 1),
          ("queries (5 ways, 5 shots, 64×21×21)", [(5, 5, queries, (64, 21, 21)) for queries in (15, 75, 375)], 2)]
PICTURES = (30, 120, 480)


def measure_point(make, n_runs):
    engine = make()
    try:
        times = engine.run(1) + engine.run(n_runs)
        return {"ms": 1e3 * min(times), "megabytes": engine.read_memory() / 1e6}
    finally:
        engine.close()


def add_exponent(points):
    """On the last point: by what power time grew over the whole axis"""
    points[-1]["exponent"] = find_exponent(*((point["size"], point["ms"]) for point in (points[0], points[-1])))
    return points


def measure_growth(engines, effort):
    n_runs = 2 if effort.rounds < 10 else 5
    result = []
    for axis, shapes, varied in GROWTH:
        result += add_exponent([
            {"axis": axis, "size": shape[varied],
             **measure_point(lambda shape=shape: engines.likeness_growth(*shape, 1), n_runs)} for shape in shapes])
    return result + add_exponent([
        {"axis": "pictures through Conv64F", "size": n,
         **measure_point(lambda n=n: engines.likeness_backbone("conv64f", n, 1), n_runs)} for n in PICTURES])


def measure_layers(build, effort):
    """What bench-convolution prints: its lines, and the peak of one core in FLOP a second"""
    done = subprocess.run([build / "tests/bench/bench-convolution", "--rounds", str(effort.layer_rounds)], check=True,
                          stdout=subprocess.PIPE, text=True)
    lines = done.stdout.splitlines()
    return lines, 1e9 * float(lines[0].split("peak ")[1].split()[0])
