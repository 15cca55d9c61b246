#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes fixtures/steps.json: steps of training of small backbones, computed by PyTorch.

Weights, pictures and the gradient of the maps follow the formula of
../network/make-network-fixtures.py, so that only samples of the results are kept, computed in
double. Needs PyTorch and NumPy.
"""

import importlib.util
import json
import os

import torch
from torch import nn

FOLDER = os.path.dirname(os.path.abspath(__file__))
SPEC = importlib.util.spec_from_file_location(
    "networks", os.path.join(FOLDER, "..", "network", "make-network-fixtures.py"))
networks = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(networks)

SAMPLES = 16
RATE, MOMENTUM, DECAY, CLIP, STEPS = 0.05, 0.9, 5e-3, 2.0, 3


def sample(values):
    values = values.detach().flatten()
    step = max(1, len(values) // SAMPLES)
    return {"step": step, "largest": float(f"{values.abs().max().item():.9g}"),
            "values": [float(f"{v:.9g}") for v in values[::step].tolist()]}


def name_modules(network, residual):
    """Canonical names of convolutions and norms, as LkLayout has them."""
    stage = 0
    for module in network:
        if residual and isinstance(module, networks.ResidualBlock):
            stage += 1
            for i in range(3):
                yield f"stage{stage}.conv{i + 1}", module.convs[i]
                yield f"stage{stage}.norm{i + 1}", module.norms[i]
            if module.shortcut is not None:
                yield f"stage{stage}.shortcut.conv", module.shortcut[0]
                yield f"stage{stage}.shortcut.norm", module.shortcut[1]
        elif isinstance(module, nn.Conv2d):
            stage += 1
            yield f"stage{stage}.conv", module
        elif isinstance(module, nn.BatchNorm2d):
            yield f"stage{stage}.norm", module


def run(case):
    network = networks.make_network(case).double()
    network.train(case["statistics"] == "batch")
    named = dict(name_modules(network, case["backbone"] == "resnet12"))
    parameters = {f"{name}.{part}": p for name, module in named.items()
                  for part, p in module.named_parameters()}
    statistics = {f"{name}.{part}": b for name, module in named.items()
                  for part, b in module.named_buffers() if b.dim() == 1}
    shape = [case["batch"], 3, case["height"], case["width"]]
    pictures = networks.tensor(case["name"] + "/pictures", shape, 0, 1.5).double()
    groups = [{"params": [p for p in parameters.values() if p.dim() == 4], "weight_decay": DECAY},
              {"params": [p for p in parameters.values() if p.dim() == 1], "weight_decay": 0}]
    optimiser = torch.optim.SGD(groups, lr=RATE, momentum=MOMENTUM, nesterov=True)
    norms = []
    for step in range(STEPS):
        optimiser.zero_grad()
        maps = network(pictures)
        gradient = networks.tensor(case["name"] + "/gradient", list(maps.shape), 0, 1).double()
        maps.backward(gradient)
        if step == 0:
            result = dict(case, shape=list(maps.shape), maps=sample(maps),
                          gradients={n: sample(p.grad) for n, p in parameters.items()},
                          statistics_after={n: sample(b) for n, b in statistics.items()})
        norms.append(float(nn.utils.clip_grad_norm_(parameters.values(), CLIP)))
        optimiser.step()
    result["norms"] = norms
    result["trained"] = {n: sample(p) for n, p in parameters.items()}
    result["trained_statistics"] = {n: sample(b) for n, b in statistics.items()}
    print(case["name"], list(maps.shape), norms)
    return result


def case(*args, statistics="batch", **more):
    return dict(networks.case(*args, **more), statistics=statistics)


CASES = [
    case("train-conv64f", "conv64f", [20, 16, 40, 8], "1100", 0.2, 5, 26, 31),
    case("train-conv64f-frozen", "conv64f", [20, 16, 40, 8], "1100", 0.2, 3, 26, 31,
         statistics="frozen"),
    case("train-conv64f-bare", "conv64f", [16, 33, 64, 17], "1010", 0.2, 3, 21, 18, bare=True,
         unpadded=True),
    case("train-conv64f-relu", "conv64f", [5, 7, 3, 9], "0111", 0.0, 4, 19, 37),
    case("train-resnet12", "resnet12", [16, 24, 32, 48], "1111", 0.1, 6, 33, 38),
    case("train-resnet12-3-pools", "resnet12", [10, 20, 40, 70], "1110", 0.1, 9, 22, 25),
    case("train-resnet12-frozen", "resnet12", [16, 24, 32, 48], "1111", 0.1, 2, 33, 38,
         statistics="frozen"),
    case("train-resnet12-without-shortcut", "resnet12", [6, 8, 12, 16], "1101", 0.1, 3, 26, 27,
         shortcuts="1110"),
]


def main():
    torch.set_num_threads(1)
    with open(os.path.join(FOLDER, "fixtures", "steps.json"), "w", encoding="utf-8") as file:
        json.dump([run(c) for c in CASES], file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
