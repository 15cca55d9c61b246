#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes fixtures/augmentation.h: what torchvision's functions make of a small picture (needs torch 1.13, torchvision)."""

import pathlib

import torch
import torch.nn.functional as F
from torchvision.transforms import functional as T

EDGE = 6


def picture():
    y, x, c = torch.meshgrid(torch.arange(EDGE), torch.arange(EDGE), torch.arange(3), indexing="ij")
    return ((x * 37 + y * 53 + c * 71 + x * y * 11) % 256).permute(2, 0, 1)


def write(name, tensor):
    numbers = ", ".join(f"{value:.9g}" for value in tensor.flatten().tolist())
    return f"static const float {name}[] = {{ {numbers} }};\n"


def main():
    image = picture().float() / 255
    jitter = T.adjust_saturation(T.adjust_brightness(T.adjust_contrast(image, 1.3), 0.8), 0.6)
    other = T.adjust_contrast(T.adjust_saturation(T.adjust_brightness(image, 1.35), 1.4), 0.7)
    padded = F.pad(image[None], (2, 2, 2, 2), mode="reflect")[0]
    text = "/* SPDX-License-Identifier: GPL-3.0-or-later */\n/* Written by make-augmentation-fixture.py. */\n/* clang-format off */\n#pragma once\n\n"
    text += f"#define EDGE {EDGE}\n\n"
    text += write("whole", image) + write("jittered", jitter) + write("jittered_otherwise", other)
    text += write("padded", padded) + write("turned", torch.rot90(image, 1, (1, 2)))
    text += write("halved", F.interpolate(image[None], size=(3, 3), mode="bilinear", antialias=True, align_corners=False)[0])
    text += write("enlarged", F.interpolate(image[None], size=(9, 9), mode="bilinear", antialias=True, align_corners=False)[0])
    path = pathlib.Path(__file__).parent / "fixtures" / "augmentation.h"
    path.write_text(text, encoding="utf-8")


main()
