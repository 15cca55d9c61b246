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
from PIL import Image, ImageOps, PngImagePlugin

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

    make_odd_pictures(save, expected)
    write_list('decoded.txt', expected)
    # What published code sees: nothing but convert().
    write_list('published.txt', {name: Image.open(FOLDER / name).convert('RGB')
                                 for name in expected})


def write_list(name, images):
    lines = []
    for picture, image in images.items():
        lines.append(f'{picture} {sha256((FOLDER / picture).read_bytes())} '
                     f'{image.width} {image.height} {sha256(image.tobytes())}')
    (FOLDER / name).write_text('\n'.join(lines) + '\n')


def make_odd_pictures(save, expected):
    """What GdkPixbuf and Pillow see with different eyes, where nothing is done about it."""
    import struct

    numbers = np.random.default_rng(11)
    small = Image.fromarray(numbers.integers(0, 256, (9, 13, 3), dtype=np.uint8))
    alpha = Image.fromarray(numbers.integers(0, 256, (9, 13), dtype=np.uint8))
    soft = Image.merge('RGBA', (*small.split(), alpha))

    save('soft-alpha.tiff', soft, on_white(soft), compression='tiff_lzw')
    grey = Image.merge('LA', (small.convert('L'), alpha))
    save('soft-grey.tiff', grey, on_white(grey))
    # The tag of what the fourth channel means, rewritten: multiplied already, and anything.
    raw = (FOLDER / 'soft-alpha.tiff').read_bytes()
    at = raw.index(struct.pack('<HHI', 338, 3, 1)) + 8
    for name, kind in (('premultiplied.tiff', 1), ('four-channels.tiff', 0)):
        (FOLDER / name).write_bytes(raw[:at] + bytes([kind]) + raw[at + 1:])
        image = Image.open(FOLDER / name)
        expected[name] = on_white(image) if image.mode == 'RGBA' else image.convert('RGB')

    def bitmap(name, bits, masks, rows, table, header=40):
        """A BMP with a colour table that means nothing."""
        behind = b''.join(struct.pack('<I', mask) for mask in masks)
        fields = struct.pack('<IiiHHIIiiII', header, 13, 9, 1, bits, 3 if masks else 0, len(rows),
                             2835, 2835, len(table) // 4, 0)
        if header > 40:
            behind = behind.ljust(header - 40, b'\0')
        start = 14 + len(fields) + len(behind) + len(table)
        (FOLDER / name).write_bytes(b'BM' + struct.pack('<IHHI', start + len(rows), 0, 0, start)
                                    + fields + behind + table + rows)
        expected[name] = Image.open(FOLDER / name).convert('RGB')

    rows = b''.join(row.astype('<u2').tobytes() + b'\0\0' for row in numbers.integers(0, 65536, (9, 13)))
    table = numbers.integers(0, 256, 64, dtype=np.uint8).tobytes()
    green = {6: (0xf800, 0x7e0, 0x1f), 5: (0x7c00, 0x3e0, 0x1f)}
    bitmap('565.bmp', 16, green[6], rows, b'')
    bitmap('565-palette.bmp', 16, green[6], rows, table)
    bitmap('565-palette-4.bmp', 16, green[6] + (0,), rows, table, 108)
    bitmap('555-palette.bmp', 16, green[5], rows, table)
    bitmap('555.bmp', 16, (), rows, b'')
    wide = b''.join(bytes(row.tobytes()) + b'\0' for row in numbers.integers(0, 256, (9, 39), dtype=np.uint8))
    bitmap('24-palette.bmp', 24, (), wide, table)
    wide = numbers.integers(0, 256, (9, 52), dtype=np.uint8).tobytes()
    bitmap('32-palette.bmp', 32, (), wide, table)

    # A first frame that leaves canvas uncovered, or reaches beyond it.
    frame = small.crop((0, 0, 9, 6)).quantize(8)
    frame.save(FOLDER / 'frame.gif')
    raw = bytearray((FOLDER / 'frame.gif').read_bytes())
    (FOLDER / 'frame.gif').unlink()
    at = raw.index(struct.pack('<BHHHH', 0x2c, 0, 0, 9, 6))
    for name, canvas, control in (
            ('uncovered.gif', (20, 15), b''),
            ('uncovered-clear.gif', (20, 15), b'\x21\xf9\x04\x01\0\0\x03\0'),
            ('beyond.gif', (8, 6), b'')):
        head = bytearray(raw[:at])
        head[6:10] = struct.pack('<HH', *canvas)
        (FOLDER / name).write_bytes(bytes(head) + control + struct.pack('<BHHHH', 0x2c, 3, 4, 9, 6) + raw[at + 9:])
        expected[name] = on_white(Image.open(FOLDER / name))

    for orientation in (2, 3, 6, 7):
        exif = Image.Exif()
        exif[0x0112] = orientation
        name = f'orientation-{orientation}.png'
        small.save(FOLDER / name, exif=exif)
        expected[name] = ImageOps.exif_transpose(Image.open(FOLDER / name)).convert('RGB')
    info = PngImagePlugin.PngInfo()
    text = exif.tobytes().hex()
    info.add_text('Raw profile type exif', f'\nexif\n{len(text) // 2:8d}\n{text}\n', zip=True)
    small.save(FOLDER / 'orientation-raw.png', pnginfo=info)
    expected['orientation-raw.png'] = ImageOps.exif_transpose(Image.open(FOLDER / 'orientation-raw.png')).convert('RGB')

    deep = numbers.integers(0, 65536, (9, 13))
    deep[0] = range(0, 390, 30)
    (FOLDER / 'grey-16.pgm').write_bytes(b'P5 13 9 65535\n' + deep.astype('>u2').tobytes())
    expected['grey-16.pgm'] = Image.fromarray((deep >> 8).astype(np.uint8)).convert('RGB')
    (FOLDER / 'hundred.ppm').write_bytes(b'P6\n# up to 100\n13 9 100\n' + (numbers.integers(0, 101, (9, 39))
                                                                        .astype(np.uint8).tobytes()))
    expected['hundred.ppm'] = Image.open(FOLDER / 'hundred.ppm').convert('RGB')

    # 16 bits a channel, of which libtiff would round.
    Image.fromarray(deep.astype('uint16')).save(FOLDER / 'grey-16.tiff')
    expected['grey-16.tiff'] = expected['grey-16.pgm']
    # Without any table of colours, numbers are greys.
    plain = bytearray((FOLDER / 'uncovered.gif').read_bytes())
    length = 6 << (plain[10] & 7)
    plain[10] &= 0x7f
    (FOLDER / 'no-table.gif').write_bytes(bytes(plain[:13] + plain[13 + length:]))
    expected['no-table.gif'] = Image.open(FOLDER / 'no-table.gif').convert('RGB')


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
