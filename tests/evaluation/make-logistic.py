# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes logistic-reference.h: conditional logits fitted by scipy.optimize.

    python3 make-logistic.py | clang-format-14 > logistic-reference.h

Features and truth come from an integer recipe that test-calibration.c repeats.
"""

import itertools

import numpy
from scipy.optimize import minimize

QUERIES, FEATURES, CLASSES = 400, 3, 5


def make_features():
    q, f, c = numpy.meshgrid(numpy.arange(QUERIES), numpy.arange(FEATURES), numpy.arange(CLASSES), indexing="ij")
    return ((q * 7919 + f * 104729 + c * 13007 + (q * q % 97) * (31 + 17 * f) * (c + 1)) % 1000) / 500.0 - 1.0


def make_truth(features, slopes):
    q, c = numpy.meshgrid(numpy.arange(QUERIES), numpy.arange(CLASSES), indexing="ij")
    noise = ((q * 6007 + c * 30011 + (q * c * c) * 101) % 1000) / 500.0 - 1.0
    return numpy.argmax(numpy.einsum("qfc,f->qc", features, slopes) + 1.5 * noise, axis=1)


def fit(features, truth, used):
    index = [f for f in range(FEATURES) if used >> f & 1]
    x = features[:, index]

    def loss(b):
        s = numpy.einsum("qfc,f->qc", x, b)
        s -= s.max(axis=1, keepdims=True)
        p = numpy.exp(s)
        p /= p.sum(axis=1, keepdims=True)
        picked = x[numpy.arange(QUERIES), :, truth]
        value = -numpy.log(p[numpy.arange(QUERIES), truth]).mean()
        return value, (numpy.einsum("qfc,qc->qf", x, p) - picked).mean(axis=0)

    best = minimize(loss, numpy.full(len(index), 0.5), jac=True, bounds=[(0, None)] * len(index), method="L-BFGS-B",
                    options={"ftol": 1e-16, "gtol": 1e-12, "maxiter": 10000})
    coefficients = numpy.zeros(FEATURES)
    coefficients[index] = best.x
    return coefficients, best.fun


print("/* SPDX-License-Identifier: GPL-3.0-or-later */")
print("/* Made by make-logistic.py. */")
print("static const struct { double slopes[3]; unsigned used; double coefficients[3]; double loss; }")
print("logistic_reference[] = {")
data = make_features()
for slopes, used in itertools.product([(0.5, 2.0, 1.0), (-1.0, 1.0, 0.2), (0.0, 0.0, 3.0)], [7, 1, 5, 6]):
    b, value = fit(data, make_truth(data, numpy.array(slopes)), used)
    print(f"  {{ {{ {', '.join(map(repr, slopes))} }}, {used}, {{ {', '.join(repr(float(v)) for v in b)} }}, {value!r} }},")
print("};")
