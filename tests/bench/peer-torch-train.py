#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""PyTorch's side of the comparison of training.

conv64f|resnet12 MODEL.safetensors PICTURES.f32 NUMBER EDGE THREADS eager|channels-last
A step is what bench-train.c says.
"""

import json
import struct
import sys

import numpy
import torch
from torch import nn

import peer_turns
import workload


def read_tensors(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        values = numpy.frombuffer(file.read(), "<f4").copy()
    header.pop("__metadata__")
    return {name: torch.from_numpy(values[entry["data_offsets"][0] // 4:entry["data_offsets"][1] // 4]
                                   .reshape(entry["shape"])) for name, entry in header.items()}


class Block(nn.Module):
    def __init__(self, shortcut, *layers):
        super().__init__()
        self.shortcut, self.layers = shortcut, nn.ModuleList(layers)
        self.activation = nn.LeakyReLU(workload.SLOPES["resnet12"], inplace=True)
        self.pool = nn.MaxPool2d(2)

    def forward(self, x):
        y = self.activation(self.layers[1](self.activation(self.layers[0](x))))
        return self.pool(self.activation(self.layers[2](y) + self.shortcut(x)))


def make_layers(backbone, tensors):
    for convolution, norm, n_in, n_out, kernel in workload.list_convolutions(backbone):
        layer = nn.Sequential(nn.Conv2d(n_in, n_out, kernel, padding=kernel // 2, bias=False), nn.BatchNorm2d(n_out))
        layer[0].weight.data = tensors[convolution + ".weight"]
        for part in ("weight", "bias"):
            getattr(layer[1], part).data = tensors[f"{norm}.{part}"]
        yield layer


def build(backbone, path):
    layers = list(make_layers(backbone, read_tensors(path)))
    if backbone == "resnet12":
        blocks = [Block(*layers[i:i + 4]) for i in range(0, 16, 4)]
        return nn.Sequential(*blocks), blocks[0].layers[0][0]
    parts = []
    for i, layer in enumerate(layers):
        parts += [layer, nn.LeakyReLU(workload.SLOPES[backbone], inplace=True)] + [nn.MaxPool2d(2)] * (i < 2)
    return nn.Sequential(*parts), layers[0][0]


def make_gradient(shape):
    numbers = numpy.arange(int(numpy.prod(shape)), dtype=numpy.uint64)
    return torch.from_numpy((numbers * 2654435761 % 4093 / 2046 - 1).astype("<f4").reshape(shape))


def main(backbone, model, pictures, number, edge, threads, form):
    torch.set_num_threads(int(threads))
    network, first = build(backbone, model)
    x = torch.from_numpy(numpy.fromfile(pictures, "<f4")).reshape(int(number), 3, int(edge), int(edge))
    if form == "channels-last":
        network, x = (thing.to(memory_format=torch.channels_last) for thing in (network, x))
    optimizer = torch.optim.SGD(network.parameters(), lr=0, momentum=0.9, nesterov=True, weight_decay=5e-4)
    made = {}

    def step():
        optimizer.zero_grad()
        maps = network(x)
        if "gradient" not in made:
            made["gradient"] = make_gradient(maps.shape)
        maps.backward(made["gradient"])
        optimizer.step()
        return first.weight.grad

    peer_turns.serve(step, lambda grad: grad.detach().contiguous().numpy())


if __name__ == "__main__":
    main(*sys.argv[1:])
