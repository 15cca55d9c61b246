#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""PyTorch's side of the comparison of learning from an episode.

THREADS loop|batched WAYS SHOTS QUERIES FEATURES.f32 C H W
THREADS loop|batched WAYS SHOTS QUERIES MODEL.safetensors PICTURES.f32 EDGE
What is learned from is what bench-episode-loss.c says; the forms are those of peer-torch-episode.py.
"""

import importlib
import sys

import numpy
import torch
from torch.nn.functional import cross_entropy, normalize

import peer_turns

episode = importlib.import_module("peer-torch-episode")
train = importlib.import_module("peer-torch-train")

PIXEL_SCALE, DISTRIBUTION_SCALE = 0.1, 0.01


class Losses:
    def __init__(self, form, ways, shots, queries):
        self.ways, self.shots, self.queries = int(ways), int(shots), int(queries)
        self.match = episode.match_in_loop if form == "loop" else episode.match_batched
        self.truth = torch.arange(self.ways).repeat_interleave(self.queries)

    def __call__(self, maps):
        maps = maps.flatten(2)
        n_shots = self.ways * self.shots
        support = maps[:n_shots].reshape(self.ways, self.shots, *maps.shape[1:])
        queries = maps[n_shots:]
        pixels = self.match(normalize(queries.permute(0, 2, 1), dim=2),
                            normalize(support.permute(0, 1, 3, 2).flatten(1, 2), dim=2), 1)
        distances = episode.measure_kl(episode.fit(queries), episode.fit(support.permute(0, 2, 1, 3).flatten(2)))
        return (cross_entropy(PIXEL_SCALE * pixels, self.truth)
                + cross_entropy(-DISTRIBUTION_SCALE * distances, self.truth))


def read(path, *shape):
    return torch.from_numpy(numpy.fromfile(path, "<f4")).reshape(-1, *(int(n) for n in shape))


def build(model):
    """The network with running statistics, which peer-torch-train.py has no use for"""
    network, first = train.build("conv64f", model)
    tensors = train.read_tensors(model)
    for i, part in enumerate(part for part in network if isinstance(part, torch.nn.Sequential)):
        part[1].running_mean.data = tensors[f"layer{i + 1}.1.running_mean"]
        part[1].running_var.data = tensors[f"layer{i + 1}.1.running_var"]
    return network.eval(), first


def main(threads, form, ways, shots, queries, *rest):
    torch.set_num_threads(int(threads))
    losses = Losses(form, ways, shots, queries)
    if len(rest) == 4:
        leaf = read(*rest).requires_grad_()
        parameters, run = [leaf], lambda: losses(leaf)
    else:
        model, pictures, edge = rest
        network, first = build(model)
        x = read(pictures, 3, edge, edge)
        leaf, parameters, run = first.weight, list(network.parameters()), lambda: losses(network(x))

    def step():
        for parameter in parameters:
            parameter.grad = None
        run().backward()
        return leaf.grad

    peer_turns.serve(step, lambda grad: grad.detach().contiguous().numpy())


if __name__ == "__main__":
    main(*sys.argv[1:])
