#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the fixtures of test-cells.c with NumPy and SciPy: slow, dense, and in double.

cells-CASE.f64: of the query; then, of all but conv64f, of the query without every third
cell (p % 3 = 1), and of the shots. Each is, for pixel with k = 1 and 3, part cosine with
k = 1 and 3, part released with k = 1 and 3, and the five distances with a ridge of 0.01:
for each class, what each cell gives [P, or K * P] and what no cell owns. Cells that do
not count are 0; what no cell owns is shared out evenly over those that do.
"""
import importlib.util
import os

import numpy as np
import scipy.linalg

HERE = os.path.dirname(os.path.abspath(__file__))
spec = importlib.util.spec_from_file_location("fixtures", os.path.join(HERE, "make-fixtures.py"))
base = importlib.util.module_from_spec(spec)
spec.loader.exec_module(base)


def unit_columns(a):
    return a / np.maximum(np.linalg.norm(a, axis=0), 1e-12)


def unit_rows(a):
    return unit_columns(a.T).T


def nearest(products, k):
    """Of each row the k largest, the lower index first among equals."""
    return np.argsort(-products, axis=1, kind="stable")[:, :k]


def pixel(query, shots, kept, k):
    rows = unit_columns(query).T
    columns = np.concatenate([unit_columns(s).T for s in shots])
    products = rows @ columns.T
    of_query, of_shots = np.zeros(len(rows)), np.zeros(len(columns))
    for p in np.flatnonzero(kept):
        for j in nearest(products[p:p + 1], k)[0]:
            of_query[p] += products[p, j]
            of_shots[j] += products[p, j]
    return (of_query, 0), (of_shots, 0)


def part(query, shots, kept, k, released):
    take = unit_columns if released else unit_rows
    rows = take(query[:, kept])
    own = [take(s[:, kept]) for s in shots]
    columns = np.concatenate(own)
    products = rows @ columns.T
    of_query = np.zeros(query.shape[1])
    of_shots = np.zeros((len(shots), query.shape[1]))
    for i, chosen in enumerate(nearest(products, k)):
        for j in chosen:
            of_query[kept] += rows[i] * columns[j]
            of_shots[j // len(query), kept] += rows[i] * columns[j]
    return (of_query, 0), (of_shots.ravel(), 0)


def kl_cells(x, y):
    """KL (X || Y), on the descriptors x."""
    n, c = x.shape
    b = np.cov(y, rowvar=False) + base.RIDGE * np.eye(c)
    a = np.cov(x, rowvar=False) + base.RIDGE * np.eye(c)
    inverse = np.linalg.inv(b)
    d = x - y.mean(0)
    mean = d.mean(0)
    own = np.einsum("pi,ij,pj->p", d, inverse, d) / (2 * (n - 1))
    rest = (np.linalg.slogdet(b)[1] - np.linalg.slogdet(a)[1] - c + base.RIDGE * np.trace(inverse)
            - mean @ inverse @ mean / (n - 1)) / 2
    return own, rest


def means_cells(x, y):
    return (x - y.mean(0)) @ (x.mean(0) - y.mean(0)) / len(x)


def w2_cells(x, y):
    n, c = x.shape
    d = x - x.mean(0)
    a, b = np.cov(x, rowvar=False), np.cov(y, rowvar=False)
    if n > c and len(y) > c:
        half = scipy.linalg.sqrtm(a).real
        inverse = np.linalg.inv(half)
        middle = half @ b @ half
        values, vectors = np.linalg.eigh((middle + middle.T) / 2)
        transport = inverse @ (vectors * np.sqrt(values.clip(0))) @ vectors.T @ inverse
        moved = d @ (np.eye(c) - transport)
        return (moved ** 2).sum(1) / (n - 1) + means_cells(x, y), 0
    # The optimal coupling: cov (x, y) = F^T U V^T H, and what x tells of y is linear.
    f = d / np.sqrt(n - 1)
    h = (y - y.mean(0)) / np.sqrt(len(y) - 1)
    u, s, v = np.linalg.svd(f @ h.T, full_matrices=False)
    k = (s > 1e-10 * s[0]).sum()
    coupling = f.T @ u[:, :k] @ v[:k] @ h
    told = d @ np.linalg.pinv(a, rcond=1e-12) @ coupling
    known = coupling.T @ np.linalg.pinv(a, rcond=1e-12) @ coupling
    return ((d - told) ** 2).sum(1) / (n - 1) + means_cells(x, y), np.trace(b) - np.trace(known)


def covariance_cells(x, y):
    d = x - x.mean(0)
    difference = np.cov(x, rowvar=False) - np.cov(y, rowvar=False)
    rest = -np.trace(difference @ np.cov(y, rowvar=False))
    return np.einsum("pi,ij,pj->p", d, difference, d) / (len(x) - 1), rest, np.linalg.norm(difference)


def distances(x, y, first):
    """@first: whether x is the query: KL lies on the first of its two sets."""
    c = x.shape[1]
    constant = np.zeros(len(x)), kl_cells(y, x)[0].sum() + kl_cells(y, x)[1]
    of_covariances, rest, norm = covariance_cells(x, y)
    gap = np.linalg.norm(x.mean(0) - y.mean(0))
    sq, qs = (constant, kl_cells(x, y)) if first else (kl_cells(x, y), constant)
    return [sq, qs, w2_cells(x, y), (of_covariances + means_cells(x, y), rest),
            (of_covariances / norm / c ** 2 + means_cells(x, y) / gap / c, rest / norm / c ** 2)]


def spread(cells, kept):
    own, rest = cells
    return [*np.where(kept, own + rest / kept.sum(), 0), rest]


def on_query(query, classes, kept):
    out = []
    of = [pixel(query, s, kept, k)[0] for k in (1, 3) for s in classes]
    for released in (False, True):
        of += [part(query, s, kept, k, released)[0] for k in (1, 3) for s in classes]
    for cells in of:
        out += spread(cells, kept)
    x = query[:, kept].T
    of = [distances(x, np.concatenate([s.T for s in shots]), True) for shots in classes]
    for i in range(5):
        for table in of:
            own = np.zeros(len(kept))
            own[kept] = table[i][0]
            out += spread((own, table[i][1]), kept)
    return out


def on_shots(query, classes):
    out = []
    every = np.ones(query.shape[1], bool)
    of = [pixel(query, s, every, k)[1] for k in (1, 3) for s in classes]
    for released in (False, True):
        of += [part(query, s, every, k, released)[1] for k in (1, 3) for s in classes]
    of_distances = [distances(np.concatenate([s.T for s in shots]), query.T, False) for shots in classes]
    of += [table[i] for i in range(5) for table in of_distances]
    for cells in of:
        out += spread(cells, np.ones(len(cells[0]), bool))
    return out


def main():
    for name, seed, c, h, w, n_shots in base.CASES:
        query = base.feature_map(seed, base.QUERY_CLASS, base.QUERY_SHOT, c, h, w).numpy()
        classes = [[base.feature_map(seed, i, j, c, h, w).numpy() for j in range(n)]
                   for i, n in enumerate(n_shots)]
        every = np.ones(h * w, bool)
        out = on_query(query, classes, every)
        if name != "conv64f":
            out += on_query(query, classes, np.arange(h * w) % 3 != 1)
            out += on_shots(query, classes)
        np.array(out, "<f8").tofile(os.path.join(base.HERE, f"cells-{name}.f64"))


if __name__ == "__main__":
    main()
