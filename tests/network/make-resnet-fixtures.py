#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes fixtures/resnets.json: feature maps of torchvision's ResNets.

The weights follow a formula of integers that synthetic-network.c knows too, seeded with
torchvision's own keys, so that only the keys and every "step"-th number of the maps are
kept, computed in double. Needs PyTorch, torchvision and NumPy.
"""

import importlib.util
import json
import math
import os

import torch
import torchvision

FOLDER = os.path.dirname(os.path.abspath(__file__))
SPEC = importlib.util.spec_from_file_location(
    "fixtures", os.path.join(FOLDER, "make-network-fixtures.py"))
FIXTURES = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(FIXTURES)


def make_weights(name, network):
    """Every tensor but the classifier's and the counters."""
    weights = {}
    for key, value in network.state_dict().items():
        if key.startswith("fc.") or key.endswith("num_batches_tracked"):
            continue
        seed = f"{name}/{key}"
        if value.dim() == 4:
            scale = math.sqrt(6.0 / math.prod(value.shape[1:]))
            weights[key] = FIXTURES.tensor(seed, value.shape, 0, scale)
        elif key.endswith("running_var"):
            weights[key] = FIXTURES.tensor(seed, value.shape, 1, 0.75)
        elif key.endswith("weight"):
            weights[key] = FIXTURES.tensor(seed, value.shape, 0.5, 0.25)
        else:
            weights[key] = FIXTURES.tensor(seed, value.shape, 0, 0.5)
    return weights


def forward(network, pictures, stage):
    x = network.maxpool(network.relu(network.bn1(network.conv1(pictures))))
    for i in range(1, stage + 1):
        x = getattr(network, f"layer{i}")(x)
    return x


def run(name, build, stage, batch, height, width, step):
    network = build().eval()
    weights = make_weights(name, network)
    network.load_state_dict(weights, strict=False)
    pictures = FIXTURES.tensor(f"{name}/pictures", [batch, 3, height, width], 0, 1.5)
    with torch.no_grad():
        maps = forward(network.double(), pictures.double(), stage)
    print(f"{name} to stage {stage}: {list(maps.shape)}, largest {maps.abs().max():.3g}")
    return dict(name=name, stage=stage, batch=batch, height=height, width=width, step=step,
                keys={key: list(value.shape) for key, value in weights.items()},
                shape=list(maps.shape), largest=float(f"{maps.abs().max():.9g}"),
                values=[float(f"{v:.8g}") for v in maps.flatten()[::step].tolist()])


def main():
    resnet18 = torchvision.models.resnet18
    resnet34 = torchvision.models.resnet34
    cases = [
        run("resnet18", resnet18, 4, 1, 224, 224, 97),
        run("resnet18", resnet18, 3, 1, 224, 224, 211),
        run("resnet18", resnet18, 4, 3, 75, 101, 131),
        run("resnet18", resnet18, 1, 1, 33, 18, 17),
        run("resnet34", resnet34, 4, 1, 96, 96, 31),
    ]
    path = os.path.join(FOLDER, "fixtures", "resnets.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(cases, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
