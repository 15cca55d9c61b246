#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes fixtures/pictures: small pictures, and what Pillow, numpy and PyTorch make of them.

Made with Pillow 9.4, numpy 1.24 and PyTorch 1.13 (Debian 12). Lines of the text files:

decoded.txt      file  sha256-of-file  width  height  sha256-of-RGB
resize.txt       width  height  new-width  new-height  sha256-of-RGB
preparation.txt  profile  width  height  sha256-of-RGB-crop  view-x  view-y  view-w  view-h
normalise.f32    little-endian float32 [profile, channel, byte], profiles as in PROFILES
"""

import hashlib
import pathlib
import random

import numpy as np
import torch
from PIL import Image, ImageOps

FOLDER = pathlib.Path(__file__).parent / 'fixtures' / 'pictures'

METAOPTNET = ([120.39586422 / 255, 115.59361427 / 255, 104.54012653 / 255],
              [70.68188272 / 255, 68.27635443 / 255, 72.54505529 / 255])
DEEPEMD = ([125.3 / 255, 123.0 / 255, 113.9 / 255], [63.0 / 255, 62.1 / 255, 66.7 / 255])
HALF = ([0.5] * 3, [0.5] * 3)
IMAGENET = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])

# name: argument of torchvision's Resize (a number keeps the aspect), mean and std
PROFILES = {
    'p1': ((84, 84), HALF),
    'p2': ((96, 96), METAOPTNET),
    'p3': (92, METAOPTNET),
    'p3-deepemd': ((92, 92), DEEPEMD),
    'p4': (92, HALF),
    'imagenet': (92, IMAGENET),
}
CROP = 84


def noise(width, height):
    """The picture that picture-fixtures.h makes too."""
    y, x, c = np.mgrid[0:height, 0:width, 0:3].astype(np.uint32)
    mixed = (x * np.uint32(73856093)) ^ (y * np.uint32(19349663)) ^ (c * np.uint32(83492791))
    return Image.fromarray(((mixed * np.uint32(2654435761)) >> np.uint32(24)).astype(np.uint8))


def scene(width=45, height=31):
    """Edges, ramps and saturated colours: what a JPEG finds hard."""
    y, x = np.mgrid[0:height, 0:width]
    red = 255 * ((x // 7 + y // 5) % 2)
    green = 255 * x // width
    blue = 127 + 120 * np.sin(x / 3 + y / 4)
    return Image.fromarray(np.stack([red, green, blue], -1).astype(np.uint8))


def alpha_ramp(size):
    y, x = np.mgrid[0:size[1], 0:size[0]]
    return Image.fromarray(((x * 37 + y * 11) % 256).astype(np.uint8))


def on_white(image):
    image = image.convert('RGBA')
    white = Image.new('RGB', image.size, (255, 255, 255))
    white.paste(image, mask=image.split()[3])
    composite = Image.alpha_composite(Image.new('RGBA', image.size, (255,) * 4), image)
    assert white.tobytes() == composite.convert('RGB').tobytes()
    return white


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def png16(array, path):
    """Writes 16 bits a channel, which Pillow cannot do for colour."""
    import struct
    import zlib

    height, width = array.shape[:2]

    def chunk(kind, data):
        return (struct.pack('>I', len(data)) + kind + data
                + struct.pack('>I', zlib.crc32(kind + data)))

    colour_type = 2 if array.ndim == 3 else 0
    rows = b''.join(b'\0' + row.astype('>u2').tobytes() for row in array)
    path.write_bytes(b'\x89PNG\r\n\x1a\n'
                     + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 16, colour_type,
                                                  0, 0, 0))
                     + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b''))


def make_pictures():
    base = scene()
    size = base.size
    expected = {}

    def save(name, image, reference=None, **options):
        image.save(FOLDER / name, **options)
        expected[name] = reference if reference is not None else Image.open(
            FOLDER / name).convert('RGB')

    save('colour.png', base)
    save('grey.png', base.convert('L'))
    save('one-bit.png', base.convert('1'))
    save('palette.png', base.quantize(16))
    save('colour.bmp', base)
    save('palette.bmp', base.quantize(16))
    save('colour.ppm', base)
    save('colour.tiff', base, compression='tiff_lzw')
    save('still.gif', base.quantize(32))
    save('photo.jpg', base, quality=85)
    save('photo-444.jpg', base, quality=95, subsampling=0)
    save('progressive.jpg', base, quality=85, progressive=True)
    save('grey.jpg', base.convert('L'), quality=85)
    save('cmyk.jpg', base.convert('CMYK'), quality=85)
    save('animation.gif', base.quantize(16), save_all=True, duration=100,
         append_images=[base.transpose(Image.Transpose.ROTATE_180).quantize(16)])

    alpha = alpha_ramp(size)
    rgba = Image.merge('RGBA', (*base.split(), alpha))
    save('alpha.png', rgba, on_white(rgba))
    grey_alpha = Image.merge('LA', (base.convert('L'), alpha))
    save('grey-alpha.png', grey_alpha, on_white(grey_alpha))
    clear = base.quantize(16)
    clear.save(FOLDER / 'palette-clear.png', transparency=bytes(range(0, 256, 17)))
    expected['palette-clear.png'] = on_white(Image.open(FOLDER / 'palette-clear.png'))
    # Over black 0 and white 255, every alpha: all roundings there are, in one row each.
    ramp = np.zeros((256, 256, 4), np.uint8)
    ramp[..., :3] = np.arange(256)[:, None, None]
    ramp[..., 3] = np.arange(256)
    ramp = Image.fromarray(ramp)
    save('every-alpha.png', ramp, on_white(ramp), optimize=True)

    # Of 16 bits GdkPixbuf keeps the upper 8, as Pillow does for colour; Pillow clips grey
    # at 255 instead, which nobody wants.
    y, x, c = np.mgrid[0:size[1], 0:size[0], 0:3]
    deep = (x * 1409 + y * 2003 + c * 7919) % 65536
    png16(deep, FOLDER / 'colour-16.png')
    expected['colour-16.png'] = Image.open(FOLDER / 'colour-16.png').convert('RGB')
    png16(deep[..., 0], FOLDER / 'grey-16.png')
    expected['grey-16.png'] = Image.fromarray((deep[..., :1] >> 8).astype(np.uint8).repeat(3, 2))

    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        name = f'orientation-{orientation}.jpg'
        base.save(FOLDER / name, quality=85, exif=exif)
        expected[name] = ImageOps.exif_transpose(Image.open(FOLDER / name)).convert('RGB')
        # Pillow turns a TIFF as it loads it.
        save(f'orientation-{orientation}.tiff', base.crop((0, 0, 9, 7)), tiffinfo={274: orientation})

    lines = []
    for name, image in expected.items():
        lines.append(f'{name} {sha256((FOLDER / name).read_bytes())} '
                     f'{image.width} {image.height} {sha256(image.tobytes())}')
    (FOLDER / 'decoded.txt').write_text('\n'.join(lines) + '\n')


def make_resizes():
    chance = random.Random(7)
    sizes = [(1, 1, 84, 84), (1, 1, 1, 1), (2, 3, 3, 2), (84, 84, 84, 84), (85, 84, 84, 84),
             (84, 85, 84, 84), (500, 375, 84, 84), (500, 375, 122, 92), (333, 500, 92, 138),
             (1, 997, 84, 84), (997, 1, 84, 84), (97, 61, 97, 13), (97, 61, 13, 61),
             (97, 61, 97, 200), (97, 61, 200, 61), (640, 480, 512, 384), (7, 5, 1, 1),
             (300, 200, 1, 1), (83, 83, 84, 84), (168, 168, 84, 84), (1000, 600, 512, 307)]
    for limit in [12] * 20 + [120] * 25 + [400] * 20:
        sizes.append(tuple(chance.randint(1, limit) for _ in range(4)))
    lines = []
    for width, height, new_width, new_height in sizes:
        image = noise(width, height).resize((new_width, new_height), Image.Resampling.BILINEAR)
        lines.append(f'{width} {height} {new_width} {new_height} {sha256(image.tobytes())}')
    (FOLDER / 'resize.txt').write_text('\n'.join(lines) + '\n')


def resized_size(size, width, height):
    """torchvision's Resize: two numbers are the size, one is the short side."""
    if isinstance(size, tuple):
        return size[1], size[0]
    if width <= height:
        return size, int(size * height / width)
    return int(size * width / height), size


def make_preparations():
    sizes = [(84, 84), (92, 92), (96, 96), (640, 480), (480, 640), (500, 375), (333, 500),
             (101, 100), (100, 101), (93, 92), (200, 183), (183, 200), (50, 40), (13, 29), (1, 1),
             (3, 2), (1, 150), (150, 1), (5, 2000), (2000, 5), (251, 249), (1023, 767)]
    lines = []
    for name, (size, _) in PROFILES.items():
        for width, height in sizes:
            new_width, new_height = resized_size(size, width, height)
            image = noise(width, height).resize((new_width, new_height),
                                                Image.Resampling.BILINEAR)
            left = int(round((new_width - CROP) / 2.0))
            top = int(round((new_height - CROP) / 2.0))
            image = image.crop((left, top, left + CROP, top + CROP))
            view = [left * width / new_width, top * height / new_height,
                    CROP * width / new_width, CROP * height / new_height]
            lines.append(f'{name} {width} {height} {sha256(image.tobytes())} '
                         + ' '.join(repr(v) for v in view))
    (FOLDER / 'preparation.txt').write_text('\n'.join(lines) + '\n')

    tables = []
    for _, (mean, std) in PROFILES.values():
        values = torch.arange(256, dtype=torch.uint8).repeat(3, 1)
        values = values.to(torch.float32).div(255)
        mean = torch.as_tensor(mean, dtype=torch.float32).view(-1, 1)
        std = torch.as_tensor(std, dtype=torch.float32).view(-1, 1)
        tables.append(values.sub_(mean).div_(std).numpy())
    np.stack(tables).astype('<f4').tofile(FOLDER / 'normalise.f32')


FOLDER.mkdir(parents=True, exist_ok=True)
make_pictures()
make_resizes()
make_preparations()
