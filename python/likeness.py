# SPDX-License-Identifier: GPL-3.0-or-later
"""Brings feature maps of any network into Likeness: one call from Python to the explorer.

    import likeness
    likeness.show("fox.likeness", support={"Fox": ["a.jpg", "b.jpg"], "Wolf": ["c.jpg", "d.jpg"]},
                  queries=["q.jpg"], embed=lambda path: features(transform(Image.open(path))[None]))

embed gets the path of a picture and returns its map: [C, H, W], or tokens [H*W, C] row by row,
with an axis of 1 before it or not, of NumPy, PyTorch, or nested lists. A class token is dropped.
Nothing is needed but the standard library. The files: docs/MAPS.md.
"""
import array
import hashlib
import json
import math
import os
import shutil
import struct
import subprocess
import sys

__all__ = ["write", "write_maps", "show", "MapError"]

OPTIONS = {"neighbours": 1, "part": "cosine", "distance": "w2", "normalise": "episode",
           "weights": {"part": 1 / 3, "pixel": 1 / 3, "distribution": 1 / 3}, "ridge": 0.01}


class MapError(ValueError):
    """What embed returned is no feature map, or not one like the others."""


def write(path, support, queries, embed, title=None, options=None, maps=None, **geometry):
    """Writes a session and, beside it, the maps of its pictures; returns the session's path.

    support: {class: [pictures]}, of two classes or more. queries: pictures, or pairs of a picture
    and its true class. options: as a session has them ("distance": "kl-qs", ...). maps: the path of
    the maps; without it NAME.maps.safetensors beside NAME.likeness. geometry: as for write_maps().
    """
    path = os.path.abspath(os.fspath(path))
    maps = os.path.abspath(os.fspath(maps)) if maps is not None else os.path.splitext(path)[0] + ".maps.safetensors"
    support = {name: [os.fspath(picture) for picture in _listed(pictures)] for name, pictures in support.items()}
    queries = [_labelled(query) for query in _listed(queries)]
    pictures = [picture for shots in support.values() for picture in shots] + [query for query, _ in queries]
    digests = write_maps(maps, pictures, embed, **geometry)
    folder = os.path.dirname(path)

    def entry(picture, **more):
        return {"file": _relate(picture, folder), "sha256": digests[picture], **more}

    session = {
        "format": "likeness-session", "version": 1,
        **({"title": title} if title else {}),
        "model": {"name": _relate(maps, folder), "sha256": _digest_of(maps)},
        "classes": [{"name": name, "shots": [entry(shot) for shot in shots]} for name, shots in support.items()],
        "queries": [entry(query, **({"label": label} if label else {})) for query, label in queries],
        "options": {**OPTIONS, **(options or {})},
    }
    _replace(path, [json.dumps(session, indent=2, ensure_ascii=False).encode() + b"\n"])
    return path


def write_maps(path, pictures, embed, grid=None, size=None, stride=None, offset=None, receptive_field=None,
               resize=None, crop=None, network=None, class_tokens=None, channels_last=False):
    """Writes the maps of pictures, named by their SHA-256; returns the SHA-256 of each.

    grid: (rows, columns), where tokens fill no square. class_tokens: how many come before the others,
    where it is neither none nor one. channels_last: maps are [H, W, C]. What is drawn over the picture
    follows from size (of what goes into the network, in pixels), stride and offset (from cell to cell,
    and to the centre of the first), receptive_field (pixels, or "whole picture"), resize (the short
    side; or height and width) and crop (from the middle): leave out what is not so.
    """
    digests = {os.fspath(picture): _digest_of(picture) for picture in pictures}
    first_with = {}
    for picture, digest in digests.items():
        first_with.setdefault(digest, picture)
    names = sorted(first_with)
    if not names:
        raise ValueError("there is no picture to write the map of")
    metadata = {"format": "likeness-maps"}
    for key, value in {"network": network, "size": size, "stride": stride, "offset": offset,
                       "receptive_field": receptive_field, "resize": resize, "crop": crop}.items():
        if value is not None:
            metadata[key] = _told(value)
    shapes = {}

    def embed_all():
        for name in names:
            picture = first_with[name]
            shape, found, data = _arrange(embed(picture), picture, grid, class_tokens, channels_last)
            if shapes and shapes["shape"] != shape:
                raise MapError(f"{picture}: a map of {shape}, where others are {shapes['shape']}")
            if not shapes:
                shapes["shape"] = shape
                metadata["grid"] = _told(found)
                yield _header(names, shape, metadata)
            yield data

    _replace(os.fspath(path), embed_all())
    return digests


def show(path, *arguments, program=None, **keywords):
    """Opens a session in the window. With more than its path it is written first, as by write()."""
    if arguments or keywords:
        path = write(path, *arguments, **keywords)
    program = program or os.environ.get("LIKENESS") or shutil.which("likeness")
    if program is None:
        raise FileNotFoundError("the program “likeness” is not in the path: give it as program=")
    return subprocess.Popen([program, os.fspath(path)])


def _listed(pictures):
    return [pictures] if isinstance(pictures, (str, os.PathLike)) else list(pictures)


def _labelled(query):
    if isinstance(query, (str, os.PathLike)):
        return os.fspath(query), None
    picture, label = query
    return os.fspath(picture), label


def _told(value):
    return value if isinstance(value, str) else "x".join(map(str, value)) if isinstance(value, (tuple, list)) \
        else str(value)


def _relate(path, folder):
    return os.path.relpath(os.path.abspath(path), folder).replace(os.sep, "/")


def _digest_of(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def _arrange(value, picture, grid, class_tokens, channels_last):
    """The shape a map is written with, its grid, and its numbers."""
    shape, data = _numbers(getattr(value, "last_hidden_state", value))
    if len(shape) in (3, 4) and shape[0] == 1 and not (len(shape) == 3 and channels_last):
        shape = shape[1:]
    if len(shape) == 3 and channels_last:
        grid, shape = tuple(shape[:2]), [shape[0] * shape[1], shape[2]]
        class_tokens = 0
    if len(shape) == 2:
        grid, n_dropped = _find_grid(shape[0], picture, grid, class_tokens)
        data = data[4 * n_dropped * shape[1]:]
        shape = [shape[0] - n_dropped, shape[1]]
    elif len(shape) == 3:
        grid = tuple(shape[1:])
    else:
        raise MapError(f"{picture}: embed gave {shape}, where [C, H, W] or tokens [H*W, C] are wanted")
    if 0 in shape or not _is_finite(data):
        raise MapError(f"{picture}: the map {shape} is empty, or has values that are not numbers")
    return shape, grid, data


def _find_grid(n_tokens, picture, grid, class_tokens):
    """Rows and columns, and how many tokens before them belong to no cell."""
    for n_dropped in [class_tokens] if class_tokens is not None else [n_tokens - grid[0] * grid[1]] if grid else [0, 1]:
        n = n_tokens - n_dropped
        found = tuple(grid) if grid else (math.isqrt(max(n, 0)),) * 2
        if n > 0 and n_dropped >= 0 and found[0] * found[1] == n:
            return found, n_dropped
    raise MapError(f"{picture}: {n_tokens} tokens fill no square, with a class token or without: "
                   "give grid=(rows, columns), or how many class_tokens there are")


def _numbers(value):
    """The shape, and float32 in the order of bytes that safetensors have."""
    if hasattr(value, "detach"):  # PyTorch
        value = value.detach().cpu().float().contiguous()
        try:
            value = value.numpy()
        except RuntimeError:  # without NumPy
            return list(value.shape), _pack(value.flatten().tolist())
    if hasattr(value, "astype") and hasattr(value, "tobytes"):  # NumPy
        return list(value.shape), value.astype("<f4", order="C").tobytes()
    shape, flat = [], value
    while isinstance(flat, (list, tuple)):
        shape.append(len(flat))
        flat = flat[0] if flat else None
    flat = value
    for n in shape[1:]:
        if any(not isinstance(row, (list, tuple)) or len(row) != n for row in flat):
            raise MapError("embed gave neither an array nor lists of lists of one length")
        flat = [number for row in flat for number in row]
    if not shape:
        raise MapError("embed gave neither an array nor lists of lists of one length")
    return shape, _pack(flat)


def _pack(numbers):
    packed = array.array("f", numbers)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def _is_finite(data):
    numbers = array.array("f", data)
    if sys.byteorder == "big":
        numbers.byteswap()
    return all(map(math.isfinite, numbers))


def _header(names, shape, metadata):
    size = 4 * math.prod(shape)
    header = {"__metadata__": metadata}
    for i, name in enumerate(names):
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [i * size, (i + 1) * size]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text


def _replace(path, blocks):
    """Makes or replaces a file at once, or not at all."""
    partial = f"{path}.part"
    try:
        with open(partial, "wb") as file:
            for block in blocks:
                file.write(block)
        os.replace(partial, path)
    except BaseException:
        if os.path.exists(partial):
            os.remove(partial)
        raise
