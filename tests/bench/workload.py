# SPDX-License-Identifier: GPL-3.0-or-later
"""What is computed: made-up weights, pictures and feature maps, the same for every engine, written as files."""

import json
import struct

import numpy

EDGE = 84
EPSILON = 1e-5
SLOPES = {"conv64f": 0.2, "resnet12": 0.1}
EPISODE = {"ways": 5, "shots": 5, "queries": 75, "shape": (64, 21, 21)}


def list_convolutions(backbone):
    """(name of the convolution, name of its norm, channels in, channels out, kernel), in the order in which they run"""
    if backbone == "conv64f":
        return [(f"layer{i + 1}.0", f"layer{i + 1}.1", 64 if i else 3, 64, 3) for i in range(4)]
    layers, n_in = [], 3
    for i, n_out in enumerate((64, 160, 320, 640)):
        block = f"layer{i + 1}.0"
        layers.append((f"{block}.downsample.0", f"{block}.downsample.1", n_in, n_out, 1))
        for j in range(3):
            layers.append((f"{block}.conv{j + 1}", f"{block}.bn{j + 1}", n_out if j else n_in, n_out, 3))
        n_in = n_out
    return layers


def make_weights(backbone):
    random = numpy.random.default_rng(1)
    tensors = {}
    for conv, norm, n_in, n_out, kernel in list_convolutions(backbone):
        scale = numpy.sqrt(2 / (n_in * kernel * kernel))
        tensors[conv + ".weight"] = random.normal(0, scale, (n_out, n_in, kernel, kernel))
        tensors[norm + ".weight"] = random.uniform(0.5, 1, n_out)
        tensors[norm + ".bias"] = random.uniform(-0.3, 0.3, n_out)
        tensors[norm + ".running_mean"] = random.uniform(-0.3, 0.3, n_out)
        tensors[norm + ".running_var"] = random.uniform(0.5, 1.5, n_out)
    return {name: values.astype(numpy.float32) for name, values in tensors.items()}


def fold(tensors, backbone):
    """[(weight, bias)] of the convolutions with their norms folded in, in double and rounded once"""
    folded = []
    for conv, norm, *_ in list_convolutions(backbone):
        weight, gamma, beta, mean, variance = (
            tensors[name].astype(numpy.float64)
            for name in (conv + ".weight", *(f"{norm}.{part}" for part in ("weight", "bias", "running_mean", "running_var"))))
        factor = gamma / numpy.sqrt(variance + EPSILON)
        folded.append((weight * factor[:, None, None, None], beta - mean * factor))
    return folded


def write_safetensors(path, tensors, metadata):
    header, offset = {"__metadata__": metadata}, 0
    for name, values in tensors.items():
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [offset, offset + values.nbytes]}
        offset += values.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for values in tensors.values():
            file.write(values.tobytes())


def write_floats(path, arrays):
    with open(path, "wb") as file:
        for values in arrays:
            file.write(values.astype("<f4").tobytes())


def write_backbone(folder, backbone):
    """BACKBONE.safetensors for Likeness, BACKBONE.f32 with the folded weights for its peers"""
    tensors = make_weights(backbone)
    metadata = {"backbone": backbone, "profile": "p1", "slope": str(SLOPES[backbone]),
                "pools": "1100" if backbone == "conv64f" else "1111"}
    write_safetensors(folder / f"{backbone}.safetensors", tensors, metadata)
    write_floats(folder / f"{backbone}.f32", [part for pair in fold(tensors, backbone) for part in pair])


def write_pictures(folder, numbers):
    """pictures-N.f32: [N, 3, EDGE, EDGE]"""
    for n in numbers:
        pictures = numpy.random.default_rng(2).uniform(-1, 1, (n, 3, EDGE, EDGE))
        write_floats(folder / f"pictures-{n}.f32", [pictures])


def write_episode(path):
    """Feature maps [ways * shots + queries, C, H, W]: each class about a pattern of its own"""
    random = numpy.random.default_rng(3)
    ways, shots, shape = EPISODE["ways"], EPISODE["shots"], EPISODE["shape"]
    patterns = random.normal(0, 1, (ways, *shape))
    classes = [i // shots for i in range(ways * shots)] + [i % ways for i in range(EPISODE["queries"])]
    maps = [0.7 * patterns[i] + random.normal(0.2, 1, shape) for i in classes]
    write_floats(path, [numpy.where(values < 0, 0.2 * values, values) for values in maps])
