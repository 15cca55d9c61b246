#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the reshape in M2L's network_M2L_KL.py costs: kl_reshape.py LIKENESS-CLI DATASET MODEL [EPISODES]

Its trace and Mahalanobis terms come out as [class, query] and are viewed, not transposed, as [query, class]; only the
logarithm of the determinants lands in the right place. 5-way 1-shot episodes with 15 queries a class, KL (S || Q), a
ridge of 0.01. Feature maps come from likeness-cli embed; needs NumPy.
"""

import json
import pathlib
import struct
import subprocess
import sys
import tempfile

import numpy

WAYS, QUERIES, POOL, RIDGE = 5, 15, 40, 0.01


def embed(program, model, pictures):
    """[n, C, P]"""
    with tempfile.TemporaryDirectory(prefix="likeness-kl-") as work:
        path = pathlib.Path(work) / "maps.safetensors"
        subprocess.run([program, "embed", "--model", model, *pictures, "--output", path], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        raw = path.read_bytes()
    length, = struct.unpack("<Q", raw[:8])
    entry = json.loads(raw[8:8 + length])["features"]
    start, end = entry["data_offsets"]
    maps = numpy.frombuffer(raw[8 + length + start:8 + length + end], dtype="<f4").reshape(entry["shape"])
    return maps.reshape(len(pictures), entry["shape"][1], -1).astype(numpy.float64)


def get_terms(supports, queries):
    """Trace, Mahalanobis and logarithm of KL (S || Q): [class, query] each."""
    n_channels = supports.shape[1]

    def fit(maps):
        means = maps.mean(axis=2)
        centred = maps - means[:, :, None]
        return means, centred @ centred.transpose(0, 2, 1) / (maps.shape[2] - 1) + RIDGE * numpy.eye(n_channels)

    (support_means, support_spreads), (means, spreads) = fit(supports), fit(queries)
    inverses = numpy.linalg.inv(spreads)
    trace = numpy.einsum("qij,cji->cq", inverses, support_spreads)
    away = means[None] - support_means[:, None]
    mahalanobis = numpy.einsum("cqi,qij,cqj->cq", away, inverses, away)
    logarithm = numpy.linalg.slogdet(spreads)[1][None] - numpy.linalg.slogdet(support_spreads)[1][:, None]
    return trace, mahalanobis, logarithm


def view(term):
    """As torch's view (-1, 5) takes it: the memory of [class, query], read as [query, class]."""
    return term.reshape(-1, WAYS).T


def describe(accuracies):
    values = 100 * numpy.array(accuracies)
    return f"{values.mean():.2f} ± {1.98 * values.std(ddof=1) / len(values) ** 0.5:.2f}"


def main(program, dataset, model, n_episodes=100):
    folders = sorted(folder for folder in pathlib.Path(dataset).iterdir() if folder.is_dir())
    maps = [embed(program, model, sorted(folder.iterdir())[:POOL]) for folder in folders]
    random = numpy.random.default_rng(1)
    right, scrambled = [], []
    truth = numpy.repeat(numpy.arange(WAYS), QUERIES)
    for _ in range(int(n_episodes)):
        classes = random.choice(len(folders), WAYS, replace=False)
        drawn = [maps[c][random.choice(POOL, 1 + QUERIES, replace=False)] for c in classes]
        trace, mahalanobis, logarithm = get_terms(numpy.stack([d[0] for d in drawn]), numpy.concatenate([d[1:] for d in drawn]))
        right.append(((trace + mahalanobis + logarithm).argmin(axis=0) == truth).mean())
        scrambled.append(((view(trace) + view(mahalanobis) + logarithm).argmin(axis=0) == truth).mean())
    print(f"{n_episodes} episodes: KL (S || Q) by its formula {describe(right)}, with the reshape {describe(scrambled)}, "
          f"difference {describe([a - b for a, b in zip(scrambled, right)])}")


if __name__ == "__main__":
    main(*sys.argv[1:])
