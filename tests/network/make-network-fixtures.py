#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes fixtures/networks.json: feature maps of both backbones, computed by PyTorch.

The weights and pictures follow a formula that synthetic-network.c knows too, so that only
the results are kept: every "step"-th number of the maps, computed in double.
Needs PyTorch and NumPy.
"""

import json
import math
import os

import numpy as np
import torch
from torch import nn


def noise(seed, count):
    """Numbers in [-1, 1): a scrambled counter, the upper 24 bits of 64."""
    seed_hash = 0
    for byte in seed.encode():
        seed_hash = (seed_hash * 31 + byte) % 2**32
    x = np.arange(count, dtype=np.uint64) | np.uint64(seed_hash << 32)
    x *= np.uint64(0x9E3779B97F4A7C15)
    x ^= x >> np.uint64(29)
    x *= np.uint64(0xBF58476D1CE4E5B9)
    x ^= x >> np.uint64(32)
    return (x >> np.uint64(40)).astype(np.float64) / 2**23 - 1


def tensor(seed, shape, offset, scale):
    values = offset + scale * noise(seed, math.prod(shape))
    return torch.from_numpy(values.astype(np.float32).reshape(shape))


def make_conv(seed, name, n_in, n_out, kernel, padding, bias):
    conv = nn.Conv2d(n_in, n_out, kernel, padding=padding, bias=bias)
    scale = math.sqrt(6.0 / (n_in * kernel * kernel))
    conv.weight.data = tensor(f"{seed}/{name}.weight", conv.weight.shape, 0, scale)
    if bias:
        conv.bias.data = tensor(f"{seed}/{name}.bias", [n_out], 0, 0.5)
    return conv


def make_norm(seed, name, n):
    norm = nn.BatchNorm2d(n)
    norm.weight.data = tensor(f"{seed}/{name}.weight", [n], 1, 0.5)
    norm.bias.data = tensor(f"{seed}/{name}.bias", [n], 0, 0.5)
    norm.running_mean = tensor(f"{seed}/{name}.running_mean", [n], 0, 0.5)
    norm.running_var = tensor(f"{seed}/{name}.running_var", [n], 1, 0.75)
    return norm


class ResidualBlock(nn.Module):
    def __init__(self, case, stage, n_in, n_out):
        super().__init__()
        seed = case["name"]
        self.convs = nn.ModuleList()
        self.norms = nn.ModuleList()
        for i in range(3):
            self.convs.append(make_conv(seed, f"{stage}.conv{i + 1}",
                                        n_in if i == 0 else n_out, n_out, 3, 1, False))
            self.norms.append(make_norm(seed, f"{stage}.norm{i + 1}", n_out))
        self.shortcut = None
        if case["shortcuts"][int(stage[-1]) - 1] == "1":
            self.shortcut = nn.Sequential(
                make_conv(seed, f"{stage}.shortcut.conv", n_in, n_out, 1, 0, False),
                make_norm(seed, f"{stage}.shortcut.norm", n_out))
        self.activation = nn.LeakyReLU(case["slope"])

    def forward(self, x):
        y = self.activation(self.norms[0](self.convs[0](x)))
        y = self.activation(self.norms[1](self.convs[1](y)))
        y = self.norms[2](self.convs[2](y))
        if self.shortcut is not None:
            y = y + self.shortcut(x)
        return self.activation(y)


def make_network(case):
    layers = []
    n_in = 3
    for i, n_out in enumerate(case["widths"]):
        stage = f"stage{i + 1}"
        if case["backbone"] == "resnet12":
            layers.append(ResidualBlock(case, stage, n_in, n_out))
        else:
            bare = case["bare"] and i == 3
            padding = 0 if case["unpadded"] and i == 3 else 1
            layers.append(make_conv(case["name"], f"{stage}.conv", n_in, n_out, 3, padding,
                                    case["bias"]))
            if not bare:
                layers.append(make_norm(case["name"], f"{stage}.norm", n_out))
                layers.append(nn.LeakyReLU(case["slope"]))
        if case["pools"][i] == "1":
            layers.append(nn.MaxPool2d(2))
        n_in = n_out
    return nn.Sequential(*layers).eval()


def run(case):
    network = make_network(case)
    parameters = sum(p.numel() for p in network.parameters())
    shape = [case["batch"], 3, case["height"], case["width"]]
    pictures = tensor(case["name"] + "/pictures", shape, 0, 1.5)
    with torch.no_grad():
        maps = network.double()(pictures.double())
        single = network.float()(pictures)
    largest = maps.abs().max().item()
    print(f"{case['name']}: {list(maps.shape)}, {parameters} parameters, largest {largest:.3g}, "
          f"PyTorch's own float32 error {(single - maps).abs().max().item() / largest:.2g}")
    values = maps.flatten()[::case["step"]]
    return dict(case, parameters=parameters, shape=list(maps.shape), largest=float(f"{largest:.9g}"),
                values=[float(f"{v:.8g}") for v in values.tolist()])


def case(name, backbone, widths, pools, slope, batch, height, width, step=1, bias=False,
         bare=False, unpadded=False, shortcuts="1111"):
    return dict(name=name, backbone=backbone, widths=widths, pools=pools, slope=slope,
                bias=bias, bare=bare, unpadded=unpadded, shortcuts=shortcuts, batch=batch,
                height=height, width=width, step=step)


REAL = [64, 64, 64, 64]
WIDE = [64, 160, 320, 640]

CASES = [
    case("conv64f", "conv64f", REAL, "1100", 0.2, 1, 84, 84, 23),
    case("conv64f-batch", "conv64f", REAL, "1100", 0.2, 30, 84, 84, 709),
    case("conv64f-bias-4-pools", "conv64f", REAL, "1111", 0.0, 2, 84, 84, 3, bias=True),
    case("conv64f-3-pools", "conv64f", REAL, "1110", 0.2, 1, 84, 84, 7, bias=True),
    case("conv64f-bare", "conv64f", REAL, "1100", 0.2, 1, 84, 84, 23, bare=True, unpadded=True),
    case("conv64f-odd", "conv64f", [5, 7, 3, 9], "1100", 0.1, 3, 37, 61, 2, bias=True),
    case("conv64f-bare-bias", "conv64f", [5, 7, 3, 9], "0101", 0.0, 2, 23, 18, bias=True,
         bare=True),
    case("conv64f-tiny", "conv64f", [1, 1, 1, 1], "0000", 0.3, 1, 1, 2),
    case("conv64f-wide-picture", "conv64f", [4, 4, 4, 4], "1100", 0.2, 1, 9, 1100, 3),
    case("resnet12", "resnet12", WIDE, "1111", 0.1, 1, 84, 84, 11),
    case("resnet12-2-pools", "resnet12", WIDE, "1100", 0.1, 1, 33, 35, 31),
    case("resnet12-batch", "resnet12", [6, 10, 12, 20], "1111", 0.1, 30, 84, 84, 11),
    case("resnet12-odd", "resnet12", [5, 3, 8, 7], "1010", 0.0, 2, 45, 27, 1),
    case("resnet12-without-shortcut", "resnet12", [6, 8, 12, 16], "1111", 0.1, 2, 52, 49, 1,
         shortcuts="1110"),
]


def main():
    torch.set_num_threads(2)
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fixtures")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "networks.json"), "w", encoding="utf-8") as file:
        json.dump([run(c) for c in CASES], file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
