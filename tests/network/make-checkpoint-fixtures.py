#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes fixtures/checkpoints/ with torch and NumPy. What the files hold is told by

expected-*.bin   tensors as they should be read: for each, in the order of its name, uint32 length and the name, uint32 number
                 of axes, uint64 each, float32 data; all little-endian
layout-*         every entry i of a tensor of the backbone is stage * 100 + code + (i % 64) / 64, see CODES
likeness-*       the same with (i % 4) / 4, which float16 holds exactly
"""
import argparse, collections, io, json, os, pickle, struct, zipfile
import numpy as np
import torch

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'fixtures', 'checkpoints')


def path(name):
    return os.path.join(OUT, name)


def dump(name, tensors):
    with open(path(name), 'wb') as f:
        for key in sorted(tensors):
            t = np.ascontiguousarray(np.asarray(tensors[key], np.float32))
            f.write(struct.pack('<I', len(key.encode())) + key.encode() + struct.pack('<I', t.ndim))
            f.write(struct.pack(f'<{t.ndim}Q', *t.shape) + t.tobytes())


def save(state, name, legacy, **kwargs):
    torch.save(state, path(name), _use_new_zipfile_serialization=not legacy, **kwargs)


def flatten(state, prefix=''):
    result = {}
    for key, value in state.items():
        if isinstance(value, torch.Tensor):
            if value.numel() > 0:
                result[f'{prefix}{key}'] = value.detach().float().reshape(value.shape or (1,)).numpy()
        elif isinstance(value, dict) and not isinstance(value, collections.Counter):
            result.update(flatten(value, f'{prefix}{key}.'))
    return result


def mixed_state():
    """every kind of number, every kind of view, and what real checkpoints carry beside their weights"""
    r = torch.Generator().manual_seed(3)
    base = torch.randn(6, 8, generator=r)
    whole = torch.randint(-100, 100, (3, 4), generator=r)
    model = torch.nn.Linear(3, 2)
    adam = torch.optim.Adam(model.parameters())
    model(torch.ones(1, 3)).sum().backward()
    adam.step()
    return collections.OrderedDict(
        float=base.clone(), double=torch.randn(2, 3, generator=r, dtype=torch.float64),
        half=torch.tensor([0., -0., 1., -2.5, 65504., 6e-8, 6.1e-5, 5.96e-8, float('inf'), float('-inf')]).half(),
        bfloat16=(base * 1e30).bfloat16(), long=whole * 10 ** 12, int=whole.int() * 10 ** 6, short=whole.short() * 300,
        char=whole.to(torch.int8), byte=whole.abs().to(torch.uint8), bool=whole > 0,
        scalar=torch.tensor(1.5), transposed=base.t(), strided=base[1::2, ::3], narrow=base[2:4, 3:5],
        permuted=base.view(2, 3, 8).permute(2, 0, 1), expanded=base[:, :1].expand(6, 5), shared_a=base[0], shared_b=base[0:2],
        half_transposed=base.half().t(), empty=torch.zeros(0, 3), parameter=torch.nn.Parameter(base[:2].clone()),
        nested={'inner': {'x': base[3].clone()}, 7: base[4].clone(), 'list': [base[5].clone()]},
        state_dict=model.state_dict(), optimizer=adam.state_dict(),
        epoch=3, rate=0.25, large=2 ** 100, small=-2 ** 40, name='Grüße', raw=b'\xff\x00', none=None, yes=True,
        opt=argparse.Namespace(lr=0.1, data='mini'), best=np.float64(51.2), curve=np.arange(3.0),
        milestones=collections.Counter([3, 3, 5]), device=torch.device('cpu'), size=torch.Size([2, 3]), kind=torch.float32,
        things={1, 2})


def make_torch():
    state = mixed_state()
    dump('expected-mixed.bin', flatten(state))
    save(state, 'mixed-legacy.pth', True)
    save(state, 'mixed-zip.pth', False)
    save(state, 'mixed-legacy-protocol4.pth', True, pickle_protocol=4)
    save(state, 'mixed-zip-protocol4.pth', False, pickle_protocol=4)
    repack('mixed-zip.pth', 'mixed-zip-folder.pth', folder='模型')
    repack('mixed-zip.pth', 'zip-big-endian.pth', extra={'byteorder': b'big'}, only_small=True)
    small = {'a': torch.arange(4.), 'b': torch.arange(6.).view(2, 3).t()}
    save(small, 'small-legacy.pth', True)
    save(small, 'small-zip.pth', False)
    save(torch.ones(2), 'bare-tensor.pth', True)
    save({'a': torch.ones(1, 1, 1, 1, 1, 1, 2)}, 'seven-axes.pth', True)
    big_endian()
    with open(path('plain-pickle.pkl'), 'wb') as f:
        pickle.dump({'a': 1}, f, protocol=2)


def repack(source, target, folder='archive', extra=(), only_small=False):
    with zipfile.ZipFile(path(source)) as old, zipfile.ZipFile(path(target), 'w') as new:
        for name in old.namelist():
            if not only_small or name.endswith('data.pkl'):
                new.writestr(folder + name[name.index('/'):], old.read(name))
        for name in extra:
            new.writestr(f'{folder}/{name}', extra[name])


def big_endian():
    with open(path('small-legacy.pth'), 'rb') as f:
        data = f.read()
    at = data.index(b'little_endian')
    at = data.index(b'\x88', at)  # NEWTRUE
    with open(path('legacy-big-endian.pth'), 'wb') as f:
        f.write(data[:at] + b'\x89' + data[at + 1:])


class Evil:
    def __init__(self, function, *arguments):
        self.reduced = function, arguments

    def __reduce__(self):
        return self.reduced


def make_evil():
    save({'a': torch.ones(2), 'b': Evil(os.system, 'touch likeness-was-here')}, 'evil-system.pth', True)
    save({'a': torch.ones(2), 'b': Evil(os.system, 'touch likeness-was-here')}, 'evil-system-zip.pth', False)
    save({'a': Evil(eval, '1 + 1')}, 'evil-eval.pth', True)
    save({'a': Evil(eval, '1 + 1')}, 'evil-eval-protocol4.pth', False, pickle_protocol=4)
    save(torch.nn.Linear(2, 2), 'whole-module.pth', True)


KINDS = [('F64', '<f8'), ('F32', '<f4'), ('F16', '<f2'), ('I64', '<i8'), ('I32', '<i4'), ('I16', '<i2'), ('I8', 'i1'),
         ('U8', 'u1'), ('BOOL', '?')]


def make_safetensors():
    r = np.random.RandomState(5)
    entries, expected = [], {}
    for kind, dtype in KINDS:
        t = (r.randn(2, 3, 4) * 50).astype(dtype) if kind != 'U8' else r.randint(0, 255, (2, 3, 4)).astype(dtype)
        entries.append((f'kind.{kind}', kind, t.shape, t.tobytes()))
        expected[f'kind.{kind}'] = t.astype(np.float32)
    t = torch.from_numpy(r.randn(5)).bfloat16()
    entries.append(('kind.BF16', 'BF16', (5,), t.view(torch.int16).numpy().tobytes()))
    expected['kind.BF16'] = t.float().numpy()
    entries.append(('scalar', 'F32', (), np.float32(2.5).tobytes()))
    expected['scalar'] = np.array([2.5])
    entries.append(('empty', 'F32', (0, 4), b''))
    entries.append(('six', 'F32', (1, 1, 1, 1, 1, 2), np.array([1, 2], np.float32).tobytes()))
    expected['six'] = np.array([1, 2]).reshape(1, 1, 1, 1, 1, 2)
    entries.append(('Grüße \t"\\', 'F32', (1,), np.float32(7).tobytes()))
    expected['Grüße \t"\\'] = np.array([7])
    head, blobs, at = {'__metadata__': {'backbone': 'none', 'note': 'Grüße'}}, [], 0
    for name, kind, shape, raw in entries:
        head[name] = {'dtype': kind, 'shape': list(shape), 'data_offsets': [at, at + len(raw)]}
        at += len(raw)
        blobs.append(raw)
    text = json.dumps(head).encode()
    with open(path('kinds.safetensors'), 'wb') as f:
        f.write(struct.pack('<Q', len(text)) + text + b''.join(blobs))
    dump('expected-kinds.bin', expected)


PLAIN = {'conv.weight': 1, 'conv.bias': 2, 'norm.weight': 3, 'norm.bias': 4, 'norm.running_mean': 5, 'norm.running_var': 6}
CODES = dict(PLAIN, **{'conv1.weight': 11, 'conv2.weight': 12, 'conv3.weight': 13, 'shortcut.conv.weight': 51})
for n, first in (('norm1', 21), ('norm2', 31), ('norm3', 41), ('shortcut.norm', 61)):
    CODES.update({f'{n}.{leaf}': first + i for i, leaf in enumerate(('weight', 'bias', 'running_mean', 'running_var'))})


STEPS = 64


def filled(stage, part, *shape):
    i = torch.arange(int(np.prod(shape)))
    return (stage * 100 + CODES[part] + (i % STEPS) / float(STEPS)).reshape(shape)


def norm(state, key, stage, part, width, counter=True):
    for leaf in ('weight', 'bias', 'running_mean', 'running_var'):
        state[f'{key}.{leaf}'] = filled(stage, f'{part}.{leaf}', width)
    if counter:
        state[f'{key}.num_batches_tracked'] = torch.tensor(10)


def conv64f(conv, bn, bias, width=4, bare_last=False):
    """@conv and @bn give the keys of a stage, counted from 1"""
    state, before = collections.OrderedDict(), 3
    for s in range(1, 5):
        state[f'{conv(s)}.weight'] = filled(s, 'conv.weight', width, before, 3, 3)
        if bias:
            state[f'{conv(s)}.bias'] = filled(s, 'conv.bias', width)
        if s < 4 or not bare_last:
            norm(state, bn(s), s, 'norm', width)
        before = width
    return state


def resnet12(prefix, widths=(2, 5, 4, 3)):
    state, before = collections.OrderedDict(), 3
    for s, width in enumerate(widths, 1):
        block = f'{prefix}layer{s}.0.'
        for c in (1, 2, 3):
            state[f'{block}conv{c}.weight'] = filled(s, f'conv{c}.weight', width, before if c == 1 else width, 3, 3)
            norm(state, f'{block}bn{c}', s, f'norm{c}', width)
        state[f'{block}downsample.0.weight'] = filled(s, 'shortcut.conv.weight', width, before, 1, 1)
        norm(state, f'{block}downsample.1', s, 'shortcut.norm', width)
        before = width
    return state


def indexed(prefix, indices, shift=0):
    return lambda s: f'{prefix}{indices[s - 1] + shift}'


def fusion(n, norm_key, weight_key):
    state = {f'{norm_key}.{leaf}': torch.arange(5. * n) + 1 + i for i, leaf in enumerate(('weight', 'bias', 'running_mean', 'running_var'))}
    state[f'{norm_key}.num_batches_tracked'] = torch.tensor(10)
    state[weight_key] = (torch.arange(float(n)) + 0.5).view(1, 1, n)
    return state


def make_layouts():
    two, four = (0, 4, 8, 11), (0, 4, 8, 12)
    features = lambda p, i, bias: conv64f(indexed(p, i), indexed(p, i, 1), bias)
    layer = lambda p, bias, **k: conv64f(lambda s: f'{p}layer{s}.0', lambda s: f'{p}layer{s}.1', bias, **k)
    index = lambda p: conv64f(lambda s: f'{p}{s - 1}.0', lambda s: f'{p}{s - 1}.1', True)
    old = lambda state: dict(epoch_index=4, arch='Conv64F', state_dict=state, best_prec1=torch.tensor(50.), optimizer={'state': {}})
    m2l, adm = features('features.', two, False), features('features.', two, False)
    m2l.update(fusion(3, 'classifier.Norm_layer', 'classifier.FC_layer.weight'))
    adm.update(fusion(2, 'classifier.Norm_layer', 'classifier.FC_layer.weight'))
    save(old(m2l), 'layout-m2l.pth', True)
    save(old(adm), 'layout-adm.pth', True)
    save(old(features('features.', two, False)), 'layout-dn4-2019.pth', True)
    save(dict(model=features('features.features.', two, True)), 'layout-dn4-2023-local.pth', False)
    save(dict(model=features('features.features.', four, True)), 'layout-dn4-2023.pth', False)
    save(dict(model=resnet12('features.')), 'layout-dn4-2023-resnet12.pth', False)
    lfs = layer('emb_func.', True)
    lfs.update(fusion(2, 'adm_layer.normLayer', 'adm_layer.fcLayer.weight'))
    save(lfs, 'layout-libfewshot-adm.pth', False)
    save(layer('', True), 'layout-libfewshot-embedding.pth', False)
    save(dict(model=resnet12('emb_func.'), epoch=3, optimizer={}), 'layout-libfewshot-resnet12.pth', False)
    save(resnet12('emb_func.', (2, 4, 8, 16)), 'layout-libfewshot-wolsc.pth', False)
    save(dict(params=dict(resnet12('encoder.module.'), **{'fc.weight': torch.ones(2, 3)})), 'layout-feat-resnet12.pth', True)
    save(dict(params=index('encoder.encoder.')), 'layout-feat-convnet.pth', True)
    save(dict(params=index('encoder.')), 'layout-feat-convnet-pre.pth', True)
    save(dict(opt=argparse.Namespace(lr=1), model=dict(resnet12(''), **{'classifier.weight': torch.ones(2, 3)})), 'layout-rfs-resnet12.pth', True)
    save(dict(model=layer('', True)), 'layout-rfs-convnet4.pth', True)
    save(dict(embedding=resnet12('module.'), head={'scale': torch.ones(1)}), 'layout-metaoptnet-resnet12.pth', True)
    save(dict(embedding=conv64f(lambda s: f'encoder.{s - 1}.block.0', lambda s: f'encoder.{s - 1}.block.1', False)), 'layout-metaoptnet-protonet.pth', True)
    save(dict(params=resnet12('')), 'layout-deepemd-pretrained.pth', True)
    save(dict(params=resnet12('module.encoder.')), 'layout-deepemd-meta.pth', True)
    save(dict(fsl=layer('encoder.', False, bare_last=True)), 'layout-m2l-head-conv.pth', False)
    save(dict(fsl=layer('encoder.', False)), 'layout-m2l-head-conv4x.pth', False)
    save(dict(fsl=dict(resnet12('encoder.'), **{'query.graph_func.gc1.weight': torch.ones(2, 2)})), 'layout-m2l-head-resnet12.pth', False)
    trunk = conv64f(lambda s: f'feature.trunk.{s - 1}.C', lambda s: f'feature.trunk.{s - 1}.BN', True)
    for key in list(trunk):
        parts = key.split('.')
        trunk['.'.join(parts[:3] + ['trunk', '0' if parts[3] == 'C' else '1'] + parts[4:])] = trunk[key]
    save(dict(epoch=1, state=trunk), 'layout-closerlook.pth', True)
    se = resnet12('')
    se['layer1.0.se.fc.0.weight'] = torch.ones(1, 2)
    save(dict(model=se), 'refused-se.pth', True)
    save(dict(state_dict={'feat_extractor.ConvL0.weight': torch.ones(4, 3, 3, 3)}), 'refused-resnet256f.pth', True)
    save({'conv1.weight': torch.ones(2, 3, 7, 7), 'fc.bias': torch.ones(2)}, 'refused-other.pth', True)


def make_own():
    """as our training script writes them: weights in float16, norms in float32"""
    global STEPS
    STEPS = 4
    head, blobs, at = {'__metadata__': {'backbone': 'resnet12', 'profile': 'p1', 'seed': '0'}}, [], 0
    for name, value in resnet12('').items():
        if 'num_batches' in name:
            continue
        kind, dtype = ('F32', np.float32) if value.ndim < 2 else ('F16', np.float16)
        raw = value.numpy().astype(dtype).tobytes()
        head[name] = {'dtype': kind, 'shape': list(value.shape), 'data_offsets': [at, at + len(raw)]}
        at += len(raw)
        blobs.append(raw)
    text = json.dumps(head).encode()
    text += b' ' * (-len(text) % 8)
    with open(path('likeness-resnet12.safetensors'), 'wb') as f:
        f.write(struct.pack('<Q', len(text)) + text + b''.join(blobs))


def main():
    os.makedirs(OUT, exist_ok=True)
    torch.manual_seed(0)
    make_torch()
    make_evil()
    make_safetensors()
    make_layouts()
    make_own()


if __name__ == '__main__':
    main()
