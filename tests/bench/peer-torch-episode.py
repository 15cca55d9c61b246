#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""PyTorch's side of the comparison of metrics: the methods' own formulas, features given.

FEATURES.f32 THREADS NEIGHBOURS loop|batched all|pixel|part
loop: query by query and class by class, a matrix product and topk, as the published code does it;
batched: all queries at once, with maxima for topk where one neighbour counts.
The distribution level is always batched. The result has pixel, part, KL (Q || S) and exact W2.
"""

import sys

import numpy
import torch
from torch.nn.functional import normalize

import peer_turns
import workload

RIDGE = 0.01


def match_in_loop(queries, classes, k):
    return torch.stack([torch.stack([torch.topk(q @ s.t(), k, 1)[0].sum() for s in classes]) for q in queries])


def match_batched(queries, classes, k):
    flat = queries.reshape(-1, queries.shape[2])
    columns = []
    for s in classes:
        products = flat @ s.t()
        best = products.amax(1) if k == 1 else torch.topk(products, k, 1)[0].sum(1)
        columns.append(best.reshape(queries.shape[:2]).sum(1))
    return torch.stack(columns, 1)


def fit(x):
    """Means [n, C] and covariances [n, C, C] of [n, C, P]"""
    mean = x.mean(2)
    centred = x - mean[:, :, None]
    return mean, centred @ centred.transpose(1, 2) / (x.shape[2] - 1)


def measure_kl(query, support):
    (mean_q, cov_q), (mean_s, cov_s) = query, support
    ridge = RIDGE * torch.eye(cov_q.shape[1])
    cov_q, cov_s = cov_q + ridge, cov_s + ridge
    inverse = torch.inverse(cov_s)
    trace = torch.einsum("sij,qji->qs", inverse, cov_q)
    difference = mean_s[None] - mean_q[:, None]
    distance = torch.einsum("qsi,sij,qsj->qs", difference, inverse, difference)
    logs = torch.logdet(cov_s)[None] - torch.logdet(cov_q)[:, None]
    return (trace + distance + logs - cov_q.shape[1]) / 2


def measure_w2(query, support):
    (mean_q, cov_q), (mean_s, cov_s) = query, support
    values, vectors = torch.linalg.eigh(cov_s)
    root = (vectors * values.clamp(min=0).sqrt()[:, None]) @ vectors.transpose(1, 2)
    products = root[None] @ cov_q[:, None] @ root[None]
    cross = torch.linalg.eigvalsh(products).clamp(min=0).sqrt().sum(-1)
    trace_q, trace_s = (torch.diagonal(cov, dim1=1, dim2=2).sum(1) for cov in (cov_q, cov_s))
    means = ((mean_q[:, None] - mean_s[None]) ** 2).sum(-1)
    return means + trace_q[:, None] + trace_s[None] - 2 * cross


class Episode:
    def __init__(self, path, k, form):
        ways, shots, shape = workload.EPISODE["ways"], workload.EPISODE["shots"], workload.EPISODE["shape"]
        maps = torch.from_numpy(numpy.fromfile(path, "<f4")).reshape(-1, shape[0], shape[1] * shape[2])
        self.support, self.queries = maps[:ways * shots].reshape(ways, shots, *maps.shape[1:]), maps[ways * shots:]
        self.k, self.match = k, match_in_loop if form == "loop" else match_batched

    def match_pixels(self):
        support = self.support.permute(0, 1, 3, 2).flatten(1, 2)
        return self.match(normalize(self.queries.permute(0, 2, 1), dim=2), normalize(support, dim=2), self.k)

    def match_parts(self):
        return self.match(normalize(self.queries, dim=2), normalize(self.support.flatten(1, 2), dim=2), self.k)

    def score(self):
        query, support = fit(self.queries), fit(self.support.permute(0, 2, 1, 3).flatten(2))
        return torch.stack([self.match_pixels(), self.match_parts(), measure_kl(query, support),
                            measure_w2(query, support)])


@torch.no_grad()
def main(features, threads, neighbours, form, what):
    torch.set_num_threads(int(threads))
    episode = Episode(features, int(neighbours), form)
    run = {"all": episode.score, "pixel": episode.match_pixels, "part": episode.match_parts}[what]
    peer_turns.serve(run, lambda scores: scores.numpy())


if __name__ == "__main__":
    main(*sys.argv[1:])
