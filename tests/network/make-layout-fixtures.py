#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds to fixtures/checkpoints/ what other people's scripts save: layout-* are read, refused-* are not.

The numbers are those of make-checkpoint-fixtures.py, so that every tensor tells whether it came under the right name; the
keys are written after the code that is named, with random or telling numbers. Needs PyTorch and NumPy.
"""
import collections
import importlib.util
import os

import torch

FOLDER = os.path.dirname(os.path.abspath(__file__))
SPEC = importlib.util.spec_from_file_location('fixtures', os.path.join(FOLDER, 'make-checkpoint-fixtures.py'))
BASE = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(BASE)
conv64f, resnet12, save = BASE.conv64f, BASE.resnet12, BASE.save


def numbered(conv, norm, numbers=(0, 1, 2, 3), **kwargs):
    """@conv and @norm: keys with a place for the number of the stage"""
    return conv64f(lambda s: conv.format(numbers[s - 1]), lambda s: norm.format(numbers[s - 1]), True, **kwargs)


def renamed(state, *pairs):
    result = collections.OrderedDict()
    for key, value in state.items():
        for old, new in pairs:
            key = key.replace(old, new)
        result[key] = value
    return result


def with_more(state, **more):
    return dict(state, **{key.replace('__', '.'): value for key, value in more.items()})


def adam(state):
    """what Adam keeps for the weights of @state"""
    return dict(state={i: dict(step=torch.tensor(3.), exp_avg=torch.zeros_like(value), exp_avg_sq=torch.ones_like(value))
                       for i, value in enumerate(v for v in state.values() if v.dtype == torch.float32)},
                param_groups=[dict(lr=0.1, params=[0, 1])])


def make_read():
    ones = torch.ones
    simple = numbered('module.conv{}.0', 'module.conv{}.1', (1, 2, 3, 4))
    save(dict(epoch=3, arch='conv4', optimizer=adam(simple), state_dict=simple), 'layout-simpleshot.pth', False)
    save(with_more(numbered('feature_extractor.layers.{}.layers.0', 'feature_extractor.layers.{}.layers.1', (0, 3, 6, 9)),
                   scale=ones(1), r=ones(2), cat_mat=ones(2, 3, 4)), 'layout-frn.pth', False)
    save(with_more(resnet12('feature_extractor.'), scale=ones(1)), 'layout-frn-resnet12.pth', False)
    save(dict(meta=dict(epoch=3), state_dict=numbered('backbone.layers.{}.layers.0', 'backbone.layers.{}.layers.1')),
         'layout-mmfewshot.pth', False)
    save(dict(state_dict=renamed(resnet12('backbone.'), ('.bn', '.norm'))), 'layout-mmfewshot-resnet12.pth', False)
    save(dict(training=dict(epoch=3), model='meta-baseline', model_args={}, optimizer='sgd',
              model_sd=with_more(renamed(resnet12('encoder.'), ('.0.conv', '.conv'), ('.0.bn', '.bn'), ('.0.down', '.down')),
                                 temp=ones(()))), 'layout-meta-baseline.pth', False)
    save(dict(model_sd=numbered('encoder.encoder.{}.0', 'encoder.encoder.{}.1')), 'layout-meta-baseline-conv.pth', False)
    save(with_more(numbered('features.{}.conv', 'features.{}.normalize'), classifier__weight=ones(5, 4)),
         'layout-learn2learn.pth', False)
    twice = resnet12('')
    for key in list(twice):
        twice['features.' + str(int(key[5]) - 1) + key[6:]] = twice[key]
    save(with_more(twice, classifier__weight=ones(5, 3)), 'layout-learn2learn-resnet12.pth', False)
    save(resnet12('backbone.'), 'layout-easyfsl.pth', False)
    save(with_more(numbered('encoder.layer{}.0', 'encoder.layer{}.1', (1, 2, 3, 4)), relation__layer1__0__weight=ones(4, 4, 3, 3),
                   relation__layer2__0__weight=ones(1, 4, 3, 3), relation__fc3__weight=ones(8, 4)), 'layout-tpn.pth', False)
    sequence = conv64f(BASE.indexed('', (0, 4, 8, 12)), BASE.indexed('', (0, 4, 8, 12), 1), True)
    save(with_more(sequence, **{'17.weight': ones(5, 4), '17.bias': ones(5)}), 'layout-sequential.pth', False)
    save(dict(net=conv64f(BASE.indexed('cnn.body.', (0, 3, 7, 11)), BASE.indexed('cnn.body.', (0, 3, 7, 11), 1), False)),
         'layout-sequential-nested.pth', False)
    inner = numbered('_orig_mod.model.{}.0', '_orig_mod.model.{}.1')
    save({'state_dict': inner, 'optimizer_states': [adam(inner)], 'pytorch-lightning_version': '2.1'},
         'layout-compiled.pth', False)
    save(dict(checkpoint=dict(model_state_dict=dict(net=dict(numbered('block{}.conv', 'block{}.bn', (1, 2, 3, 4)))))),
         'layout-nested.pth', True)
    save(numbered('conv{}', 'bn{}', (1, 2, 3, 4)), 'layout-flat.pth', True)
    save(dict(params=resnet12('encoder.')), 'layout-feat-protonet.pth', True)
    copies = numbered('net.{}.0', 'net.{}.1')
    save(dict(copies, **{f'target_{key}': value.clone() for key, value in copies.items()}), 'layout-copies.pth', False)


def make_refused():
    ones = torch.ones
    two = numbered('student.{}.0', 'student.{}.1')
    two.update({key.replace('student', 'teacher'): value * 2 for key, value in two.items()})
    save(dict(model=two), 'refused-two.pth', False)
    six = numbered('feature.trunk.{}.C', 'feature.trunk.{}.BN')
    six['feature.trunk.4.C.weight'] = ones(4, 4, 3, 3)
    save(dict(state=six), 'refused-fifth.pth', False)
    save(dict(model=with_more(resnet12('encoder.'), encoder__conv1__weight=ones(3, 3, 3, 3))), 'refused-stem.pth', False)
    save(with_more(resnet12('emb_func.'), emb_func__dcov__conv_dr_block__0__weight=ones(2, 3, 1, 1)), 'refused-bdc.pth', False)
    fine = numbered('layer{}.0', 'layer{}.1', (1, 2, 3, 4))
    save(dict(epoch=3, optimizer=adam(fine)), 'refused-optimiser.pth', False)
    save(adam(fine), 'refused-optimiser-bare.pth', True)
    for file, counter in (('refused-maml.pth', True), ('refused-maml-old.pth', False)):
        fresh = numbered('feature.trunk.{}.C', 'feature.trunk.{}.BN')
        for key in list(fresh):
            if key.endswith('running_mean') or (counter and key.endswith('tracked')):
                fresh[key] = torch.zeros_like(fresh[key])
            elif key.endswith('running_var'):
                fresh[key] = ones(4)
            elif key.endswith('tracked'):
                del fresh[key]
        save(dict(state=fresh), file, False)
    grey = numbered('encoder.{}.0', 'encoder.{}.1')
    grey['encoder.0.0.weight'] = ones(4, 1, 3, 3)
    save(grey, 'refused-grey.pth', False)


if __name__ == '__main__':
    make_read()
    make_refused()
