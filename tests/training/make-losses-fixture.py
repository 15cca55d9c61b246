#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes fixtures/losses.safetensors: losses and their gradients as PyTorch's autograd computes them in double (torch 1.13)."""

import json
import pathlib
import struct

import torch
import torch.nn.functional as F

WAYS, SHOTS, QUERIES, CHANNELS, HEIGHT, WIDTH, NEIGHBOURS, RIDGE = 3, 2, 2, 6, 3, 4, 2, 0.01
CLASSES, EACH = 5, 3


def gaussian(descriptors):
    mean = descriptors.mean(0)
    centred = descriptors - mean
    return mean, centred.T @ centred / (len(descriptors) - 1) + RIDGE * torch.eye(CHANNELS, dtype=torch.float64)


def kl(p, r):
    (p_mean, p_cov), (r_mean, r_cov) = p, r
    difference = r_mean - p_mean
    inverse = torch.inverse(r_cov)
    return 0.5 * (torch.trace(inverse @ p_cov) + difference @ inverse @ difference + torch.logdet(r_cov) - torch.logdet(p_cov) - CHANNELS)


def local(query, shots):
    """Rows of descriptors against those of all shots."""
    products = F.normalize(query, dim=1) @ F.normalize(torch.cat(list(shots)), dim=1).T
    return products.topk(NEIGHBOURS, dim=1).values.sum()


def episode(maps, scales, slopes, support_first):
    supports = maps[:WAYS * SHOTS].view(WAYS, SHOTS, CHANNELS, -1)
    queries = maps[WAYS * SHOTS:].view(WAYS * QUERIES, CHANNELS, -1)
    rows = []
    for query in queries:
        for shots in supports:
            p, r = gaussian(query.T), gaussian(torch.cat([shot.T for shot in shots]))
            rows.append(torch.stack([local(query, shots), local(query.T, [shot.T for shot in shots]),
                                     -(kl(r, p) if support_first else kl(p, r))]))
    scores = torch.stack(rows).view(WAYS * QUERIES, WAYS, 3)
    truth = torch.arange(WAYS).repeat_interleave(QUERIES)
    losses = [F.cross_entropy(scores[:, :, level] * scales[level].exp(), truth) for level in range(3)]
    z = (scores - scores.mean(1, keepdim=True)) / scores.var(1, unbiased=False, keepdim=True).sqrt()
    losses.append(F.cross_entropy((z * slopes.exp()).sum(2), truth))
    return scores, torch.stack(losses)


def save(path, tensors):
    header, data = {}, b""
    for name, tensor in sorted(tensors.items()):
        raw = tensor.detach().float().contiguous().numpy().tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def draw(*shape):
    return torch.randn(*shape).double().requires_grad_()


def main():
    torch.manual_seed(4)
    tensors = {}
    maps, scales, slopes = draw(WAYS * (SHOTS + QUERIES), CHANNELS, HEIGHT, WIDTH), draw(3), draw(3)
    scales.data *= 0.3
    slopes.data *= 0.3
    for name, values in [("maps", maps), ("scales", scales), ("slopes", slopes)]:
        values.data = values.data.float().double()
        tensors[name] = values
    for direction in ["qs", "sq"]:
        scores, losses = episode(maps, scales, slopes, direction == "sq")
        gradients = torch.autograd.grad((losses * torch.tensor([0.7, 1, 0.5, 1.3])).sum(), [maps, scales, slopes])
        tensors.update({f"{direction}.scores": scores, f"{direction}.losses": losses, f"{direction}.by_maps": gradients[0],
                        f"{direction}.by_scales": gradients[1], f"{direction}.by_slopes": gradients[2]})
    weight, descriptors, scale = draw(CLASSES, CHANNELS), draw(CLASSES, EACH, CHANNELS), torch.tensor([7.5]).double().requires_grad_()
    for name, values in [("weight", weight), ("descriptors", descriptors), ("scale", scale)]:
        values.data = values.data.float().double()
        tensors[name] = values
    labels = torch.arange(len(maps)) * 3 % CLASSES
    cells = maps.flatten(2).transpose(1, 2)
    dense = scale * F.normalize(cells, dim=2) @ F.normalize(weight, dim=1).T
    pooled = scale * F.normalize(cells.mean(1), dim=1) @ F.normalize(weight, dim=1).T
    best = torch.einsum("npc,kmc->npkm", F.normalize(cells, dim=2), F.normalize(descriptors, dim=2)).max(3).values
    for name, loss, parameter in [
            ("pooled", F.cross_entropy(pooled, labels), weight),
            ("smoothed", F.cross_entropy(pooled, labels, label_smoothing=0.1), weight),
            ("dense", F.cross_entropy(dense.flatten(0, 1), labels.repeat_interleave(HEIGHT * WIDTH)), weight),
            ("prototypes", F.cross_entropy(scale * best.mean(1), labels), descriptors)]:
        gradients = torch.autograd.grad(loss, [maps, parameter, scale], retain_graph=True)
        tensors.update({f"{name}.loss": loss.view(1), f"{name}.by_maps": gradients[0], f"{name}.by_parameter": gradients[1],
                        f"{name}.by_scale": gradients[2]})
    save(pathlib.Path(__file__).parent / "fixtures" / "losses.safetensors", tensors)


main()
