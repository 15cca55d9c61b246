#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""PyTorch's side of the comparison of backbones.

conv64f|resnet12 WEIGHTS.f32 PICTURES.f32 NUMBER EDGE THREADS eager|channels-last
or: ... NUMBER EDGE THREADS FILE.onnx, which writes the network for ONNX Runtime and ends.
BatchNorm is folded into the convolutions, as for every engine.
"""

import sys

import numpy
import torch
from torch import nn

import peer_turns
import workload


class Block(nn.Module):
    def __init__(self, shortcut, *convolutions):
        super().__init__()
        self.shortcut, (self.first, self.second, self.third) = shortcut, convolutions
        self.activation = nn.LeakyReLU(workload.SLOPES["resnet12"], inplace=True)
        self.pool = nn.MaxPool2d(2)

    def forward(self, x):
        y = self.activation(self.second(self.activation(self.first(x))))
        return self.pool(self.activation(self.third(y) + self.shortcut(x)))


def read_convolutions(backbone, path):
    values, offset = torch.from_numpy(numpy.fromfile(path, "<f4")), 0
    for _, _, n_in, n_out, kernel in workload.list_convolutions(backbone):
        convolution = nn.Conv2d(n_in, n_out, kernel, padding=kernel // 2)
        for part in (convolution.weight, convolution.bias):
            part.data = values[offset:offset + part.numel()].reshape(part.shape).clone()
            offset += part.numel()
        yield convolution


def build(backbone, path):
    layers = list(read_convolutions(backbone, path))
    if backbone == "resnet12":
        return nn.Sequential(*(Block(*layers[i:i + 4]) for i in range(0, 16, 4))).eval()
    parts = []
    for i, layer in enumerate(layers):
        parts += [layer, nn.LeakyReLU(workload.SLOPES[backbone], inplace=True)] + [nn.MaxPool2d(2)] * (i < 2)
    return nn.Sequential(*parts).eval()


@torch.no_grad()
def main(backbone, weights, pictures, number, edge, threads, form):
    torch.set_num_threads(int(threads))
    network = build(backbone, weights)
    x = torch.from_numpy(numpy.fromfile(pictures, "<f4")).reshape(int(number), 3, int(edge), int(edge))
    if form.endswith(".onnx"):
        torch.onnx.export(network, x, form, input_names=["pictures"], output_names=["maps"], opset_version=13)
        return
    if form == "channels-last":
        network, x = (thing.to(memory_format=torch.channels_last) for thing in (network, x))
    peer_turns.serve(lambda: network(x), lambda maps: maps.contiguous().numpy())


if __name__ == "__main__":
    main(*sys.argv[1:])
