#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the fixtures of the metric tests with PyTorch, NumPy and mpmath.

Feature maps are not stored: metric-fixture.c makes the same ones by the same formula, in
numbers that float32 holds exactly. Stored are raw little-endian doubles.

CASE.f64, with N classes:
  for k = 1 and 3: pixel scores [N], part scores, cosine [N] and released [N]
  distances [5, N]: kl-sq, kl-qs, w2, w2-simplified, w2-released; ridge 0.01
  projection: explained [2]; per set (query, classes): mean [2], covariance [3],
  first point [2]

breakdown-CASE.f64, for each class:
  kl-sq and kl-qs: terms [3]: trace, Mahalanobis, log-det; shares [C], largest first,
  their eigenvalues [C]
  where the query has more descriptors than dimensions, w2: terms [2]: mean, covariance;
  shares [C], largest first, their eigenvalues [C]

planes-CASE.f64: query and class 1 by PCA, then by KL (S || Q), each as a projection above

fusion-NAME.f64, with n inputs of s slots:
  n, s, conv [n], gamma, beta, mean, variance [n * s] each,
  distances, pixel and part scores [s] each, logits [s]
"""
import os

import mpmath
import numpy as np
import torch

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fixtures")
RIDGE = 0.01

# As in metric-fixture.c: name, seed, C, H, W, shots.
CASES = [
    ("dense", 1, 16, 7, 7, [2, 2, 2]),
    ("conv64f", 2, 64, 21, 21, [2, 1, 3]),
    ("low-rank", 3, 40, 3, 3, [1, 2, 4]),
    ("mixed", 4, 20, 3, 3, [1, 3, 2]),
]
QUERY_CLASS = 1
QUERY_SHOT = 99


def mix(x):
    x = x.astype(np.uint32)
    x ^= x >> np.uint32(16)
    x *= np.uint32(0x7FEB352D)
    x ^= x >> np.uint32(15)
    x *= np.uint32(0x846CA68B)
    x ^= x >> np.uint32(16)
    return x


def unit(*keys):
    h = np.zeros(np.broadcast(*keys).shape, np.uint32)
    for key in keys:
        h = mix(h + np.asarray(key).astype(np.uint32) + np.uint32(0x9E3779B9))
    return ((h >> np.uint32(16)).astype(np.float64) - 32768) / 32768


def feature_map(seed, klass, shot, c, h, w):
    channel = np.arange(c)[:, None]
    cell = np.arange(h * w)[None, :]
    gain = 2.0 ** (channel % 3)
    value = gain * (
        unit(seed, klass, channel)
        + unit(seed, klass, channel, cell % 7) / 2
        + unit(seed, klass, shot, channel, cell)
    )
    assert (value == value.astype(np.float32)).all()
    return torch.from_numpy(value)


def top_k_sum(rows, columns, k):
    similarity = rows @ columns.T
    return float(similarity.topk(min(k, columns.shape[0]), dim=1).values.sum())


def local_scores(query, classes, k):
    normalise = torch.nn.functional.normalize
    unit_query = normalise(query, dim=0)
    pixel, cosine, released = [], [], []
    for shots in classes:
        unit_shots = [normalise(s, dim=0) for s in shots]
        pixel.append(top_k_sum(unit_query.T, torch.cat([s.T for s in unit_shots]), k))
        cosine.append(top_k_sum(normalise(query, dim=1),
                                torch.cat([normalise(s, dim=1) for s in shots]), k))
        released.append(top_k_sum(unit_query, torch.cat(unit_shots), k))
    return pixel + cosine + released


def moments(shots):
    descriptors = np.concatenate([s.numpy().T for s in shots])
    return descriptors.mean(0), np.cov(descriptors, rowvar=False), descriptors


def kl(mean_p, cov_p, mean_r, cov_r):
    n = len(mean_p)
    p, r = cov_p + RIDGE * np.eye(n), cov_r + RIDGE * np.eye(n)
    d = mean_p - mean_r
    return 0.5 * (np.trace(np.linalg.solve(r, p)) + d @ np.linalg.solve(r, d) - n
                  + np.linalg.slogdet(r)[1] - np.linalg.slogdet(p)[1])


def root(a):
    """The symmetric root, in 40 digits."""
    values, vectors = mpmath.eigsy(a)
    values = mpmath.diag([mpmath.sqrt(max(v, 0)) for v in values])
    return vectors * values * vectors.T


def w2_exact(rows_q, rows_s):
    """The Bures form in 40 digits, from the descriptors, singular or not."""
    mpmath.mp.dps = 40
    means, covariances = [], []
    for rows in (rows_q, rows_s):
        a = mpmath.matrix(rows.tolist())
        n = a.rows
        mean = [mpmath.fsum(a[i, j] for i in range(n)) / n for j in range(a.cols)]
        for i in range(n):
            for j in range(a.cols):
                a[i, j] -= mean[j]
        means.append(mean)
        covariances.append(a.T * a / (n - 1))
    half = root(covariances[0])
    middle = half * covariances[1] * half
    values = mpmath.eigsy((middle + middle.T) / 2, eigvals_only=True)
    fidelity = mpmath.fsum(mpmath.sqrt(max(v, 0)) for v in values)
    trace = mpmath.fsum(c[i, i] for c in covariances for i in range(c.rows))
    return float(mpmath.fsum((a - b) ** 2 for a, b in zip(*means)) + trace - 2 * fidelity)


def w2_double(mean_q, cov_q, mean_s, cov_s):
    """The same in double, enough for covariances of full rank."""
    values, vectors = np.linalg.eigh(cov_q)
    half = vectors @ np.diag(np.sqrt(values.clip(0))) @ vectors.T
    middle = half @ cov_s @ half
    fidelity = np.sqrt(np.linalg.eigvalsh((middle + middle.T) / 2).clip(0)).sum()
    return (((mean_q - mean_s) ** 2).sum() + np.trace(cov_q) + np.trace(cov_s)
            - 2 * fidelity)


def distances(query, classes, c):
    mean_q, cov_q, rows_q = moments([query])
    table = [[] for _ in range(5)]
    for shots in classes:
        mean_s, cov_s, rows_s = moments(shots)
        of_means = ((mean_q - mean_s) ** 2).sum()
        of_covariances = ((cov_q - cov_s) ** 2).sum()
        table[0].append(kl(mean_s, cov_s, mean_q, cov_q))
        table[1].append(kl(mean_q, cov_q, mean_s, cov_s))
        table[2].append(w2_exact(rows_q, rows_s) if c <= 40
                        else w2_double(mean_q, cov_q, mean_s, cov_s))
        table[3].append(of_means + of_covariances)
        table[4].append(np.sqrt(of_means) / c + np.sqrt(of_covariances) / c**2)
    return [value for row in table for value in row]


def principal_axes(sets):
    everything = np.cov(np.concatenate([rows for _, _, rows in sets]), rowvar=False)
    values, vectors = np.linalg.eigh(everything)
    return values[[-1, -2]] / values.sum(), vectors[:, [-1, -2]]


def on_axes(sets, explained, axes):
    axes = axes * np.sign(axes[np.abs(axes).argmax(0), [0, 1]])
    out = list(explained)
    for mean, cov, rows in sets:
        image = axes.T @ cov @ axes
        out += [*(mean @ axes), image[0, 0], image[0, 1], image[1, 1], *(rows[0] @ axes)]
    return out


def projection(query, classes):
    sets = [moments(s) for s in [[query]] + classes]
    return on_axes(sets, *principal_axes(sets))


def planes(query, classes):
    sets = [moments(s) for s in [[query]] + classes]
    (mean_q, cov_q, _), (mean_s, cov_s, _) = sets[0], sets[2]
    _, shares, _, directions = kl_directions(mean_s, cov_s, mean_q, cov_q)
    return (on_axes(sets, *principal_axes([sets[0], sets[2]]))
            + on_axes(sets, shares[:2] / shares.sum(), directions[:, :2]))


def settle_equal(values, directions, difference):
    """Of directions with equal eigenvalues, one has all of the difference."""
    ends = np.flatnonzero(np.diff(values) > 2e-9 * values[1:]) + 1
    for group in np.split(np.arange(len(values)), ends):
        offsets = directions[:, group].T @ difference
        turn = np.linalg.svd(offsets[:, None])[0]
        directions[:, group] = directions[:, group] @ turn
    return directions


def kl_directions(mean_p, cov_p, mean_r, cov_r):
    """Terms, shares, eigenvalues, and directions as columns, R of unit variance there."""
    n = len(mean_p)
    p, r = cov_p + RIDGE * np.eye(n), cov_r + RIDGE * np.eye(n)
    lower = np.linalg.cholesky(r)
    middle = np.linalg.solve(lower, np.linalg.solve(lower, p).T)
    values, vectors = np.linalg.eigh((middle + middle.T) / 2)
    directions = settle_equal(values, np.linalg.solve(lower.T, vectors), mean_p - mean_r)
    d = directions.T @ (mean_p - mean_r)
    shares = (values - np.log(values) - 1 + d**2) / 2
    order = shares.argsort()[::-1]
    terms = [(np.trace(np.linalg.solve(r, p)) - n) / 2,
             (mean_p - mean_r) @ np.linalg.solve(r, mean_p - mean_r) / 2,
             (np.linalg.slogdet(r)[1] - np.linalg.slogdet(p)[1]) / 2]
    return terms, shares[order], values[order], directions[:, order]


def power(a, exponent):
    values, vectors = np.linalg.eigh(a)
    return vectors @ np.diag(values**exponent) @ vectors.T


def w2_directions(mean_q, cov_q, mean_s, cov_s):
    half, inverse = power(cov_q, 0.5), power(cov_q, -0.5)
    values, vectors = np.linalg.eigh((half @ cov_s @ half + (half @ cov_s @ half).T) / 2)
    middle = vectors @ np.diag(np.sqrt(values.clip(0))) @ vectors.T
    t, v = np.linalg.eigh(inverse @ middle @ inverse)
    moved = (1 - t) ** 2 * np.diag(v.T @ cov_q @ v)
    means = (v.T @ (mean_s - mean_q)) ** 2
    order = (moved + means).argsort()[::-1]
    return [means.sum(), moved.sum()], (moved + means)[order], t[order]


def breakdown(query, classes, c):
    mean_q, cov_q, rows_q = moments([query])
    out = []
    for shots in classes:
        mean_s, cov_s, _ = moments(shots)
        for terms, shares, values, _ in (kl_directions(mean_s, cov_s, mean_q, cov_q),
                                         kl_directions(mean_q, cov_q, mean_s, cov_s)):
            out += [*terms, *shares, *values]
        if len(rows_q) > c:
            terms, shares, values = w2_directions(mean_q, cov_q, mean_s, cov_s)
            out += [*terms, *shares, *values]
    return out


def write(name, values):
    np.asarray(values, "<f8").tofile(os.path.join(HERE, name + ".f64"))


def make_case(name, seed, c, h, w, n_shots):
    query = feature_map(seed, QUERY_CLASS, QUERY_SHOT, c, h, w)
    classes = [[feature_map(seed, klass, shot, c, h, w) for shot in range(n)]
               for klass, n in enumerate(n_shots)]
    write(name, local_scores(query, classes, 1) + local_scores(query, classes, 3)
          + distances(query, classes, c) + projection(query, classes))
    write("breakdown-" + name, breakdown(query, classes, c))
    write("planes-" + name, planes(query, classes))


def make_fusion(name, n_inputs, n_slots):
    torch.manual_seed(n_inputs * 10 + n_slots)
    norm = torch.nn.BatchNorm1d(n_inputs * n_slots)
    conv = torch.nn.Conv1d(1, 1, n_inputs, dilation=n_slots, bias=False)
    with torch.no_grad():
        norm.weight.normal_(1, 0.3)
        norm.bias.normal_(0, 0.3)
        norm.running_mean.normal_(0, 50)
        norm.running_var.uniform_(0.001, 600)
        conv.weight.normal_(1, 2)
    parameters = [t.detach().double().numpy().ravel()
                  for t in (conv.weight, norm.weight, norm.bias, norm.running_mean,
                            norm.running_var)]
    norm, conv = norm.double().eval(), conv.double()
    distance = torch.rand(n_slots, dtype=torch.double) * 5
    pixel = 330 + torch.rand(n_slots, dtype=torch.double) * 80
    part = 300 + torch.rand(n_slots, dtype=torch.double) * 90
    inputs = torch.cat([-distance, pixel, part][:n_inputs])
    logits = conv(norm(inputs[None]).unsqueeze(1)).flatten().detach()
    write("fusion-" + name, np.concatenate([[n_inputs, n_slots], *parameters, distance,
                                            pixel, part, logits]))


if __name__ == "__main__":
    os.makedirs(HERE, exist_ok=True)
    for case in CASES:
        make_case(*case)
    make_fusion("m2l", 3, 5)
    make_fusion("adm", 2, 5)
    make_fusion("ten-way", 3, 10)
