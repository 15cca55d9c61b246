#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes fixtures/published.json: feature maps of networks that few-shot code publishes.

The networks are stated anew from their descriptions, with the names of modules that
checkpoints have; ResNet-50 is torchvision's. Weights follow the formula of integers of
make-network-fixtures.py, seeded with the keys, so that only the keys and every "step"-th
number of the maps are kept, computed in double. Needs PyTorch, torchvision and NumPy.
"""

import importlib.util
import json
import math
import os

import torch
import torchvision
from torch import nn
from torch.nn import functional

FOLDER = os.path.dirname(os.path.abspath(__file__))
SPEC = importlib.util.spec_from_file_location(
    "fixtures", os.path.join(FOLDER, "make-network-fixtures.py"))
FIXTURES = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(FIXTURES)


def conv(n_in, n_out, kernel, stride=1, bias=False):
    return nn.Conv2d(n_in, n_out, kernel, stride, kernel // 2, bias=bias)


def project(n_in, n_out, stride):
    """A projection with its norm, where shapes differ."""
    if n_in == n_out and stride == 1:
        return None
    return nn.Sequential(conv(n_in, n_out, 1, stride), nn.BatchNorm2d(n_out))


class Basic(nn.Module):
    """He et al. 2016, figure 5, left."""

    def __init__(self, n_in, n_out, stride):
        super().__init__()
        self.conv1 = conv(n_in, n_out, 3, stride)
        self.bn1 = nn.BatchNorm2d(n_out)
        self.conv2 = conv(n_out, n_out, 3)
        self.bn2 = nn.BatchNorm2d(n_out)
        self.downsample = project(n_in, n_out, stride)

    def forward(self, x):
        y = self.bn2(self.conv2(functional.relu(self.bn1(self.conv1(x)))))
        return functional.relu(y + (x if self.downsample is None else self.downsample(x)))


class SmallStem(nn.Module):
    """SimpleShot's and LibFewShot's ResNets: a 3x3 convolution before the stages, no pool."""

    def __init__(self, counts, strides=(1, 2, 2, 2)):
        super().__init__()
        self.conv1 = conv(3, 64, 3)
        self.bn1 = nn.BatchNorm2d(64)
        n_in = 64
        for i, (count, n_out, stride) in enumerate(zip(counts, (64, 128, 256, 512), strides), 1):
            blocks = []
            for j in range(count):
                blocks.append(Basic(n_in, n_out, stride if j == 0 else 1))
                n_in = n_out
            self.add_module(f"layer{i}", nn.Sequential(*blocks))

    def forward(self, x):
        x = functional.relu(self.bn1(self.conv1(x)))
        return self.layer4(self.layer3(self.layer2(self.layer1(x))))


class TrunkBasic(nn.Module):
    """CloserLook's names for Basic."""

    def __init__(self, n_in, n_out, stride):
        super().__init__()
        self.C1 = conv(n_in, n_out, 3, stride)
        self.BN1 = nn.BatchNorm2d(n_out)
        self.C2 = conv(n_out, n_out, 3)
        self.BN2 = nn.BatchNorm2d(n_out)
        if n_in != n_out:
            self.shortcut = conv(n_in, n_out, 1, stride)
            self.BNshortcut = nn.BatchNorm2d(n_out)

    def forward(self, x):
        y = self.BN2(self.C2(functional.relu(self.BN1(self.C1(x)))))
        return functional.relu(y + (self.BNshortcut(self.shortcut(x)) if hasattr(self, "shortcut") else x))


class TrunkBottleneck(nn.Module):
    """CloserLook's bottleneck: a bias in the middle, no norm behind the projection."""

    def __init__(self, n_in, n_out, stride):
        super().__init__()
        inner = n_out // 4
        self.C1 = conv(n_in, inner, 1)
        self.BN1 = nn.BatchNorm2d(inner)
        self.C2 = conv(inner, inner, 3, stride, bias=True)
        self.BN2 = nn.BatchNorm2d(inner)
        self.C3 = conv(inner, n_out, 1)
        self.BN3 = nn.BatchNorm2d(n_out)
        if n_in != n_out:
            self.shortcut = conv(n_in, n_out, 1, stride)

    def forward(self, x):
        y = functional.relu(self.BN2(self.C2(functional.relu(self.BN1(self.C1(x))))))
        return functional.relu(self.BN3(self.C3(y)) + (self.shortcut(x) if hasattr(self, "shortcut") else x))


class Trunk(nn.Module):
    """CloserLook's ResNets: all blocks in one row behind stem, norm, activation and pool."""

    def __init__(self, block, counts, widths, strides=(1, 2, 2, 2)):
        super().__init__()
        row = [conv(3, 64, 7, 2), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
        n_in = 64
        for count, n_out, stride in zip(counts, widths, strides):
            for j in range(count):
                row.append(block(n_in, n_out, stride if j == 0 else 1))
                n_in = n_out
        self.trunk = nn.Sequential(*row)

    def forward(self, x):
        return self.trunk(x)


class Squeeze(nn.Module):
    """Hu et al. 2018."""

    def __init__(self, n):
        super().__init__()
        self.fc = nn.Sequential(nn.Linear(n, n // 4), nn.ReLU(), nn.Linear(n // 4, n), nn.Sigmoid())

    def forward(self, x):
        return x * self.fc(x.mean((2, 3)))[:, :, None, None]


class SqueezedBlock(nn.Module):
    """A block of ResNet-12 with a squeeze before the addition."""

    def __init__(self, n_in, n_out, pool):
        super().__init__()
        for i in (1, 2, 3):
            self.add_module(f"conv{i}", conv(n_in if i == 1 else n_out, n_out, 3))
            self.add_module(f"bn{i}", nn.BatchNorm2d(n_out))
        self.se = Squeeze(n_out)
        self.downsample = nn.Sequential(conv(n_in, n_out, 1), nn.BatchNorm2d(n_out))
        self.pool = pool

    def forward(self, x):
        y = functional.leaky_relu(self.bn1(self.conv1(x)), 0.1)
        y = functional.leaky_relu(self.bn2(self.conv2(y)), 0.1)
        y = functional.leaky_relu(self.se(self.bn3(self.conv3(y))) + self.downsample(x), 0.1)
        return functional.max_pool2d(y, 2) if self.pool else y


class Squeezed(nn.Module):
    def __init__(self, widths, pools):
        super().__init__()
        n_in = 3
        for i, (n_out, pool) in enumerate(zip(widths, pools), 1):
            self.add_module(f"layer{i}", nn.Sequential(SqueezedBlock(n_in, n_out, pool == "1")))
            n_in = n_out

    def forward(self, x):
        return self.layer4(self.layer3(self.layer2(self.layer1(x))))


class WideBlock(nn.Module):
    """Zagoruyko and Komodakis 2016: norm and activation before each convolution. Where the
    width changes the projection sees what the first convolution sees."""

    def __init__(self, n_in, n_out, stride):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(n_in)
        self.conv1 = conv(n_in, n_out, 3, stride)
        self.bn2 = nn.BatchNorm2d(n_out)
        self.conv2 = conv(n_out, n_out, 3)
        if n_in != n_out:
            self.convShortcut = conv(n_in, n_out, 1, stride)

    def forward(self, x):
        seen = functional.relu(self.bn1(x))
        y = self.conv2(functional.relu(self.bn2(self.conv1(seen))))
        return y + (self.convShortcut(seen) if hasattr(self, "convShortcut") else x)


class LateBlock(nn.Module):
    """FEAT's: biases, the stride in the second convolution, the projection of the input."""

    def __init__(self, n_in, n_out, stride):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(n_in)
        self.conv1 = conv(n_in, n_out, 3, bias=True)
        self.bn2 = nn.BatchNorm2d(n_out)
        self.conv2 = conv(n_out, n_out, 3, stride, bias=True)
        if n_in != n_out or stride != 1:
            self.shortcut = nn.Sequential(conv(n_in, n_out, 1, stride, bias=True))

    def forward(self, x):
        y = self.conv2(functional.relu(self.bn2(self.conv1(functional.relu(self.bn1(x))))))
        return y + (self.shortcut(x) if hasattr(self, "shortcut") else x)


class Row(nn.Module):
    """What S2M2 calls the blocks of a stage."""

    def __init__(self, blocks):
        super().__init__()
        self.layer = nn.Sequential(*blocks)

    def forward(self, x):
        return self.layer(x)


class Wide(nn.Module):
    def __init__(self, factor, late):
        super().__init__()
        self.late = late
        self.conv1 = conv(3, 16, 3, bias=late)
        n_in = 16
        for i, stride in enumerate((1, 2, 2), 1):
            n_out = 16 * factor * 2 ** (i - 1)
            blocks = []
            for j in range(4):
                blocks.append((LateBlock if late else WideBlock)(n_in, n_out, stride if j == 0 else 1))
                n_in = n_out
            self.add_module(self.name(i), nn.Sequential(*blocks) if late else Row(blocks))
        self.bn1 = nn.BatchNorm2d(n_in)

    def name(self, i):
        return f"layer{i}" if self.late else f"block{i}"

    def forward(self, x):
        x = self.conv1(x)
        for i in (1, 2, 3):
            x = getattr(self, self.name(i))(x)
        return functional.relu(self.bn1(x))


class Torchvision(nn.Module):
    """All but the classifier, under torchvision's names."""

    def __init__(self):
        super().__init__()
        whole = torchvision.models.resnet50()
        for name, module in whole.named_children():
            if name not in ("fc", "avgpool"):
                self.add_module(name, module)

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        return self.layer4(self.layer3(self.layer2(self.layer1(x))))


def fill(name, network):
    weights = {}
    for key, value in network.state_dict().items():
        if key.endswith("num_batches_tracked"):
            continue
        seed = f"{name}/{key}"
        if value.dim() > 1:
            weights[key] = FIXTURES.tensor(seed, value.shape, 0, math.sqrt(6.0 / math.prod(value.shape[1:])))
        elif key.endswith("running_var"):
            weights[key] = FIXTURES.tensor(seed, value.shape, 1, 0.75)
        elif key.endswith("weight"):
            weights[key] = FIXTURES.tensor(seed, value.shape, 0.5, 0.25)
        else:
            weights[key] = FIXTURES.tensor(seed, value.shape, 0, 0.5)
    network.load_state_dict(weights, strict=False)
    return {key: list(value.shape) for key, value in weights.items()}


def run(name, network, prefix, layout, backbone, profile, height, width, step, batch=1, head=None, **choices):
    keys = fill(name, network.eval())
    pictures = FIXTURES.tensor(f"{name}/pictures", [batch, 3, height, width], 0, 1.5)
    with torch.no_grad():
        maps = network.double()(pictures.double())
    print(f"{name}: {list(maps.shape)}, largest {maps.abs().max():.3g}")
    return dict(name=name, prefix=prefix, layout=layout, backbone=backbone, profile=profile, batch=batch,
                height=height, width=width, step=step, choices=choices, head=head or "", keys=keys, shape=list(maps.shape),
                largest=float(f"{maps.abs().max():.9g}"),
                values=[float(f"{v:.7g}") for v in maps.flatten()[::step].tolist()])


def main():
    basic, wide = (64, 128, 256, 512), (256, 512, 1024, 2048)
    cases = [
        run("closerlook-resnet10", Trunk(TrunkBasic, (1, 1, 1, 1), basic), "state.feature.", "closerlook", "resnet10",
            "imagenet-224 with resize 257x257", 97, 75, 41, batch=2),
        run("closerlook-resnet34", Trunk(TrunkBasic, (3, 4, 6, 3), basic), "state.feature.", "closerlook", "resnet34",
            "imagenet-224 with resize 257x257", 64, 64, 23),
        run("closerlook-resnet50", Trunk(TrunkBottleneck, (3, 4, 6, 3), wide), "state.feature.", "closerlook",
            "resnet50", "imagenet-224 with resize 257x257", 64, 64, 71),
        run("deepbdc-resnet18", Trunk(TrunkBasic, (2, 2, 2, 2), basic, (1, 2, 2, 1)), "state.feature.", "deepbdc",
            "resnet18", "imagenet-224", 64, 64, 61, head="state.dcov.temperature"),
        run("simpleshot-resnet18", SmallStem((2, 2, 2, 2)), "state_dict.module.", "simpleshot", "resnet18",
            "imagenet with resize 96", 33, 40, 101),
        run("libfewshot-resnet18", SmallStem((2, 2, 2, 2), (1, 2, 2, 1)), "emb_func.", "libfewshot", "resnet18", "p2",
            24, 24, 131, strides="1221"),
        run("torchvision-resnet50", Torchvision(), "", "torchvision", "resnet50", "imagenet-224", 96, 64, 97),
        run("rfs-seresnet12", Squeezed((16, 24, 40, 56), "1111"), "model.", "rfs", "seresnet12", "p2", 84, 84, 11,
            batch=2),
        run("skd-seresnet12", Squeezed((16, 24, 40, 56), "1100"), "model.", "rfs", "seresnet12", "p2", 30, 41, 31,
            pools="1100"),
        run("s2m2-wrn28", Wide(2, False), "state.", "s2m2", "wrn28", "imagenet with resize 92x92", 24, 31, 47, batch=2),
        run("feat-wrn28", Wide(2, True), "params.encoder.", "feat", "wrn28", "p3-deepemd with resize 92", 24, 31, 47),
    ]
    path = os.path.join(FOLDER, "fixtures", "published.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(cases, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
