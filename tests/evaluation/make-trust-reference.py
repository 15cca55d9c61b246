# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes trust-reference.h: receiver operating characteristics and reliability.

    python3 make-trust-reference.py | clang-format-14 > trust-reference.h

Definitions are those of scikit-learn (roc_curve, roc_auc_score, calibration_curve, brier_score_loss), slow and obvious in
NumPy; where scikit-learn is there, it must agree. Scores come from an integer recipe that test-trust.c repeats.
"""

import numpy

try:
    from sklearn import metrics
except ImportError:
    metrics = None

CASES = ((40, 30, 1000), (25, 60, 7), (1, 1, 1000), (75, 75, 50))
BINS, CLASSES, DECISIONS = 15, 4, 320


def make_scores(n, shift, levels, seed):
    """Some of few levels, so that there are ties."""
    i = numpy.arange(n)
    return ((i * 7919 + seed * 104729 + i * i % 97 * 31) % 1000 * levels // 1000) / levels + shift


def roc(known, unknown):
    """All thresholds there are, and one above them all: shares of unknown and known at or above each."""
    thresholds = numpy.concatenate([[numpy.inf], numpy.unique(numpy.concatenate([known, unknown]))[::-1]])
    return (numpy.array([(unknown >= t).mean() for t in thresholds]),
            numpy.array([(known >= t).mean() for t in thresholds]))


def measure_roc(known, unknown):
    false, true = roc(known, unknown)
    area = sum((false[i] - false[i - 1]) * (true[i] + true[i - 1]) / 2 for i in range(1, len(false)))
    accepted = false[numpy.argmax(true >= 0.95 - 1e-12)]
    curve = [true[false <= x / 100 + 1e-12].max() for x in (0, 10, 50, 99, 100)]
    if metrics:
        labels = [1] * len(known) + [0] * len(unknown)
        scores = numpy.concatenate([known, unknown])
        assert abs(metrics.roc_auc_score(labels, scores) - area) < 1e-12
        f, t, _ = metrics.roc_curve(labels, scores, drop_intermediate=False)
        assert abs(f[numpy.argmax(t >= 0.95)] - accepted) < 1e-12
    return area, accepted, curve


def make_fused():
    """Episodes of two queries a class: the truth is class-major."""
    q, c = numpy.meshgrid(numpy.arange(DECISIONS), numpy.arange(CLASSES), indexing="ij")
    truth = numpy.arange(DECISIONS) % (2 * CLASSES) // 2
    return ((q * 7919 + c * 13007 + (q * q % 97) * 31 * (c + 1)) % 1000) / 500.0 - 1.0 + 0.75 * (c == truth[:, None]), truth


def softmax(scores):
    shares = numpy.exp(scores - scores.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True)


def fit(fused, truth):
    """The inverse temperature, by ever finer grids."""
    def loss(b):
        return -numpy.log(softmax(b * fused)[numpy.arange(len(truth)), truth]).mean()
    low, high = 0.0, 64.0
    for _ in range(60):
        grid = numpy.linspace(low, high, 9)
        best = int(numpy.argmin([loss(b) for b in grid]))
        low, high = grid[max(best - 1, 0)], grid[min(best + 1, 8)]
        if high - low < 1e-7:
            break
    return (low + high) / 2


def measure_reliability(probabilities, right):
    edges = numpy.linspace(0, 1, BINS + 1)
    bins = numpy.searchsorted(edges[1:-1], probabilities)
    error = sum((bins == b).mean() * abs(probabilities[bins == b].mean() - right[bins == b].mean())
                for b in range(BINS) if (bins == b).any())
    brier = ((probabilities - right) ** 2).mean()
    if metrics:
        assert abs(metrics.brier_score_loss(right, probabilities) - brier) < 1e-12
    return error, brier, numpy.bincount(bins, minlength=BINS)


def measure_confidence():
    fused, truth = make_fused()
    right = (fused.argmax(axis=1) == truth).astype(float)
    # Episodes are of each half by turns.
    half = numpy.arange(DECISIONS) // (2 * CLASSES) % 2
    inverse = [fit(fused[half == 1], truth[half == 1]), fit(fused[half == 0], truth[half == 0])]
    before = measure_reliability(softmax(fused).max(axis=1), right)
    after = measure_reliability(softmax(fused * numpy.array(inverse)[half][:, None]).max(axis=1), right)
    ordered = numpy.sort(fused, axis=1)
    margins = ordered[:, -1] - ordered[:, -2]
    found = [(m, (margins >= m).mean(), right[margins >= m].mean()) for m in numpy.unique(margins)]
    wanted = [f for f in found if f[2] >= 0.8]
    return 1 / fit(fused, truth), before, after, max(wanted, key=lambda f: f[1]) if wanted else (0, 0, 0)


def numbers(values):
    return "{ " + ", ".join(repr(float(v)) for v in values) + " }"


print("/* SPDX-License-Identifier: GPL-3.0-or-later */")
print("/* Made by make-trust-reference.py. */")
print("static const struct { unsigned n_known, n_unknown, levels; double area, accepted, curve[5]; } roc_reference[] = {")
for number, (n_known, n_unknown, levels) in enumerate(CASES):
    known, unknown = make_scores(n_known, 0.25, levels, number), make_scores(n_unknown, 0, levels, number + 10)
    area, accepted, curve = measure_roc(known, unknown)
    print(f"{{ {n_known}, {n_unknown}, {levels}, {float(area)!r}, {float(accepted)!r}, {numbers(curve)} }},")
print("};")
temperature, before, after, wanted = measure_confidence()
print("static const struct { double temperature, error[2], brier[2]; unsigned bins[2][15]; double wanted[3]; }")
print(f"confidence_reference = {{ {temperature!r}, {numbers((before[0], after[0]))}, {numbers((before[1], after[1]))},")
print("{ " + ", ".join("{ " + ", ".join(str(n) for n in r[2]) + " }" for r in (before, after)) + " },")
print(f"{numbers(wanted)} }};")
