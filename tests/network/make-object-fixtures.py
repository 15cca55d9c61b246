#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds to fixtures/checkpoints/ files with Python objects: whole-* are networks saved whole, objects-* have objects beside
their weights or around them, refused-* are not read.

The numbers of the layers are those of make-checkpoint-fixtures.py, so that every tensor tells whether it came under the
right name. Classes are named as in nobody's code. Needs PyTorch and NumPy.
"""
import collections
import datetime
import importlib.util
import os
import pathlib
import sys
import types

import numpy as np
import torch
from torch import nn

FOLDER = os.path.dirname(os.path.abspath(__file__))
SPEC = importlib.util.spec_from_file_location('fixtures', os.path.join(FOLDER, 'make-checkpoint-fixtures.py'))
BASE = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(BASE)
save, filled = BASE.save, BASE.filled

THEIRS = types.ModuleType('theirs')
sys.modules['theirs'] = THEIRS


def theirs(item):
    item.__module__ = 'theirs'
    setattr(THEIRS, item.__name__, item)
    return item


def function_of(module, name):
    """an importable function, so that a pickle can name it although this PyTorch may lack it"""
    owner = sys.modules[module]
    if not hasattr(owner, name):
        def function(*arguments):
            raise NotImplementedError
        function.__module__, function.__name__, function.__qualname__ = module, name, name
        setattr(owner, name, function)
    return getattr(owner, name)


class Reduced:
    """pickled as the call of a function"""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


@theirs
class ProtoNet(nn.Module):
    pass


@theirs
class Block(nn.Module):
    pass


@theirs
class Meter:
    pass


@theirs
class Config(dict):
    pass


@theirs
class Trainer:
    pass


def number(stage, part, module):
    """gives a convolution or a norm its telling numbers"""
    for leaf, old in list(module.named_parameters(recurse=False)) + list(module.named_buffers(recurse=False)):
        new = torch.tensor(10) if leaf == 'num_batches_tracked' else filled(stage, f'{part}.{leaf}', *old.shape)
        if isinstance(old, nn.Parameter):
            setattr(module, leaf, nn.Parameter(new.float()))
        else:
            setattr(module, leaf, new)
    return module


def conv(stage, before, width=4, **kwargs):
    return number(stage, 'conv', nn.Conv2d(before, width, 3, **dict(dict(padding=1), **kwargs)))


def norm(stage, width=4, **kwargs):
    return number(stage, 'norm', nn.BatchNorm2d(width, **kwargs))


def colours(stage):
    return 3 if stage == 1 else 4


def sequence(pools='1110', padding='1111', act=lambda: nn.LeakyReLU(0.1)):
    """a Sequential a stage, as prototypical networks' own code has it"""
    stages = []
    for s in range(1, 5):
        layers = [conv(s, colours(s), padding=int(padding[s - 1])), norm(s), act()]
        stages.append(nn.Sequential(*layers, *([nn.MaxPool2d(2)] if pools[s - 1] == '1' else [])))
    return nn.Sequential(*stages)


def flat_sequence(pools='1100'):
    layers = []
    for s in range(1, 5):
        layers += [conv(s, colours(s)), norm(s), nn.ReLU(inplace=True)] + [nn.MaxPool2d(2, 2)] * (pools[s - 1] == '1')
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten())


def blocks(pools='1011'):
    """blocks of their own whose pool is made known first, as learn2learn has it"""
    result = []
    for s in range(1, 5):
        block = Block()
        if pools[s - 1] == '1':
            block.max_pool = nn.MaxPool2d((2, 2), (2, 2))
        block.normalize, block.relu, block.conv = norm(s), nn.ReLU(), conv(s, colours(s))
        result.append(block)
    return nn.Sequential(*result)


def layers_between(pools='1111'):
    """FRN: activations and pools stand between the blocks"""
    layers = []
    for s in range(1, 5):
        block = Block()
        block.layers = nn.Sequential(conv(s, colours(s)), norm(s))
        layers += [block, nn.ReLU(), nn.MaxPool2d(2)]
    body = Block()
    body.layers = nn.Sequential(*layers)
    return body


def bare_layers():
    """one pool and one activation for all: only code tells where they are used"""
    body = Block()
    for s in range(1, 5):
        setattr(body, f'conv{s}', conv(s, colours(s)))
        setattr(body, f'bn{s}', norm(s))
    body.relu, body.pool = nn.LeakyReLU(0.3), nn.MaxPool2d(2)
    return body


def resnet12(pools='1110', slope=0.05):
    body, before = Block(), 3
    for s, width in enumerate((2, 5, 4, 3), 1):
        block = Block()
        for c in (1, 2, 3):
            layer = nn.Conv2d(before if c == 1 else width, width, 3, padding=1, bias=False)
            layer.weight = nn.Parameter(filled(s, f'conv{c}.weight', *layer.weight.shape).float())
            setattr(block, f'conv{c}', layer)
            setattr(block, f'bn{c}', number(s, f'norm{c}', nn.BatchNorm2d(width)))
        short = nn.Conv2d(before, width, 1, bias=False)
        short.weight = nn.Parameter(filled(s, 'shortcut.conv.weight', *short.weight.shape).float())
        block.relu, block.maxpool = nn.LeakyReLU(slope), nn.MaxPool2d(2)
        block.downsample = nn.Sequential(short, number(s, 'shortcut.norm', nn.BatchNorm2d(width)))
        block.use_pool = pools[s - 1] == '1'
        setattr(body, f'layer{s}', nn.Sequential(block))
        before = width
    return body


def residual(before, width, stride):
    block = Block()
    block.conv1 = nn.Conv2d(before, width, 3, stride, 1, bias=False)
    block.bn1, block.relu = nn.BatchNorm2d(width), nn.LeakyReLU(0.25)
    block.conv2, block.bn2 = nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width)
    block.downsample = nn.Sequential(nn.Conv2d(before, width, 1, stride, bias=False), nn.BatchNorm2d(width))
    return block


def with_stem(strides=(1, 2, 2, 1)):
    """torchvision's ResNet, a block a stage, the last of them as large as the one before"""
    body, before = Block(), 2
    body.conv1, body.bn1 = nn.Conv2d(3, 2, 7, 2, 3, bias=False), nn.BatchNorm2d(2)
    body.relu, body.maxpool = nn.LeakyReLU(0.25), nn.MaxPool2d(3, 2, 1)
    for s, (width, stride) in enumerate(zip((3, 4, 5, 6), strides), 1):
        setattr(body, f'layer{s}', nn.Sequential(residual(before, width, stride)))
        before = width
    for module in body.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.fill_(0.5)
            module.num_batches_tracked.fill_(3)
    body.head = nn.Sequential(nn.Linear(6, 2), nn.Sigmoid())
    return body


def inside(body, name='encoder'):
    net = ProtoNet()
    setattr(net, name, body)
    return net


def make_whole():
    save(inside(sequence()), 'whole-sequences.pt', False)
    save(inside(sequence('1100', '0011', nn.ReLU)), 'whole-unpadded.pt', True)
    save(flat_sequence(), 'whole-flat-sequence.pt', False)
    save(dict(model=nn.DataParallel(inside(blocks(), 'features')), epoch=3), 'whole-blocks.pt', False)
    save(inside(layers_between(), 'feature_extractor'), 'whole-between.pt', False, pickle_protocol=4)
    save(inside(bare_layers(), 'net'), 'whole-bare-layers.pt', False)
    save(inside(resnet12()), 'whole-resnet12.pt', False)
    twice = inside(sequence())
    twice.alias = twice.encoder
    twice.head = nn.Linear(4, 5)
    save(twice, 'whole-twice.pt', True)
    trainer = Trainer()
    trainer.model, trainer.best, trainer.itself = inside(sequence()), 51.2, trainer
    save(trainer, 'whole-inside-object.pt', False)
    save(inside(with_stem()), 'whole-stem.pt', True)


def state():
    return BASE.conv64f(lambda s: f'encoder.{s - 1}.0', lambda s: f'encoder.{s - 1}.1', True)


def kind_of_number(name):
    if not hasattr(torch, name):
        thing = type(name, (), {'__module__': 'torch'})
        setattr(torch, name, thing)
    return getattr(torch, name)


def beside():
    meter, config = Meter(), Config(lr=0.1, path=pathlib.PurePosixPath('data'))
    meter.history, meter.last, meter.owner = [torch.ones(2)], np.float32(3), meter
    bytes_ = torch.arange(8, dtype=torch.uint8).storage()
    untyped = bytes_._storage if hasattr(bytes_, '_storage') else bytes_.untyped()
    rebuild = function_of('torch._utils', '_rebuild_tensor_v3')
    odd = {name: Reduced(rebuild, untyped, 0, (n,), (1,), False, collections.OrderedDict(), kind_of_number(name))
           for name, n in (('uint16', 4), ('float8_e4m3fn', 8))}
    return dict(state_dict=state(), meter=meter, config=config, path=pathlib.PurePosixPath('runs/best'),
                when=datetime.datetime(2021, 3, 4), loss=nn.functional.cross_entropy, layer=nn.Conv2d, bound=str.upper,
                spectrum=torch.complex(torch.ones(3), torch.zeros(3)), odd=odd, evil=Reduced(os.system, 'touch likeness-was-here'),
                quantised=torch.quantize_per_tensor(torch.ones(3), 0.1, 0, torch.qint8),
                sparse=torch.sparse_coo_tensor([[0, 1]], [1., 2.], (3,)), seven=torch.ones(1, 1, 1, 1, 1, 1, 2),
                names=np.array(['cat', 'dog'], dtype=object), sched=dict(best=np.float64(0.1)), keyed={(1, 2): 3})


def device_state(how):
    return collections.OrderedDict((key, how(value)) for key, value in state().items())


def make_objects():
    save(dict(beside()), 'objects-beside.pth', False)
    save(dict(beside()), 'objects-beside-protocol4.pth', False, pickle_protocol=4)
    legacy = beside()
    del legacy['odd']
    save(legacy, 'objects-beside-legacy.pth', True)
    numpy_ = function_of('torch._utils', '_rebuild_device_tensor_from_numpy')
    xla = function_of('torch._utils', '_rebuild_xla_tensor')
    cpu = function_of('torch._utils', '_rebuild_device_tensor_from_cpu_tensor')
    from_array = lambda rebuild: lambda t: Reduced(rebuild, np.asfortranarray(t.numpy()) if t.ndim == 4 and t.shape[1] == 4
                                                   else t.numpy(), t.dtype, 'xla:0', False)
    for protocol, name in ((2, ''), (4, '-protocol4'), (5, '-protocol5')):
        save(dict(state_dict=device_state(from_array(numpy_))), f'objects-tpu{name}.pth', False, pickle_protocol=protocol)
    save(device_state(from_array(xla)), 'objects-xla.pth', True)
    save(device_state(lambda t: Reduced(cpu, t, t.dtype, 'xla:0', False)), 'objects-tpu-tensors.pth', False)
    subclass = function_of('torch._tensor', '_rebuild_from_type_v2')
    v2 = torch._utils._rebuild_tensor_v2
    wrapped = lambda t: Reduced(subclass, v2, nn.Module, (t.storage(), t.storage_offset(), tuple(t.shape), t.stride(), False,
                                                          collections.OrderedDict()), {})
    save(device_state(wrapped), 'objects-subclasses.pth', False)
    save(dict(weights={key: value.numpy() for key, value in state().items()}, curve=np.arange(3.)), 'objects-arrays.pth', False)
    save(Config(state()), 'objects-dictionary.pth', False)
    save((3, [state(), {'lr': 0.1}]), 'objects-tuple.pth', False)


def make_refused():
    needed = state()
    needed['encoder.2.0.weight'] = Reduced(theirs(type('pack', (), {})), needed['encoder.2.0.weight'])
    save(dict(model=needed), 'refused-object.pth', False)
    needed = state()
    needed['encoder.3.1.bias'] = torch.complex(needed['encoder.3.1.bias'].float(), torch.zeros(4))
    save(dict(model=needed), 'refused-complex.pth', False)
    save(inside(sequence(act=nn.ELU)), 'refused-elu.pt', False)
    net = inside(sequence())
    net.encoder[1][3] = nn.AvgPool2d(2)
    save(net, 'refused-average.pt', False)
    net.encoder[1][3] = nn.MaxPool2d(2, ceil_mode=True)
    save(net, 'refused-ceil.pt', False)
    net = inside(sequence())
    net.encoder[2][0].stride = (2, 2)
    save(net, 'refused-stride.pt', False)
    net = inside(sequence())
    net.encoder[3][1].eps = 1e-3
    save(net, 'refused-epsilon.pt', False)
    net = inside(sequence())
    instance = nn.InstanceNorm2d(4, affine=True, track_running_stats=True)
    net.encoder[0][1] = number(1, 'norm', instance)
    save(net, 'refused-instance.pt', False)
    save(inside(nn.Linear(2, 3)), 'refused-linear.pt', False)
    make_refused_stems()


def make_refused_stems():
    body = with_stem((1, 2, 2, 2))
    body.layer4[0].conv2.dilation, body.layer4[0].conv2.padding = (2, 2), (2, 2)
    save(inside(body), 'refused-stem-dilated.pt', True)
    body = with_stem()
    body.maxpool = nn.Identity()
    save(inside(body), 'refused-stem-identity.pt', True)
    body = with_stem()
    body.maxpool = nn.MaxPool2d(2)
    save(inside(body), 'refused-stem-pool.pt', True)
    body = with_stem()
    body.layer3[0].relu = nn.SiLU()
    save(inside(body), 'refused-stem-silu.pt', True)
    body = with_stem()
    body.conv1.padding = (2, 2)
    save(inside(body), 'refused-stem-padding.pt', True)
    body = with_stem()
    body.layer2[0].downsample[1].eps = 1e-3
    save(inside(body), 'refused-stem-epsilon.pt', True)
    body = with_stem()
    body.layer2[0].conv1.stride, body.layer2[0].conv2.stride = (1, 1), (2, 2)
    save(inside(body), 'refused-stem-place.pt', True)


def no_source(*arguments):
    raise OSError


if __name__ == '__main__':
    torch.manual_seed(0)
    torch.serialization.get_source_lines_and_file = no_source  # the old format would keep PyTorch's own
    make_whole()
    make_objects()
    make_refused()
