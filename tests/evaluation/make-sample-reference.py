#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints the episode that test-sampler.c expects: the sampler written again, in Python.

Generators as their authors publish them: SplitMix64 and xoshiro256**.
"""

MASK = (1 << 64) - 1


class SplitMix:
    def __init__(self, seed):
        self.state = seed & MASK

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)


class Xoshiro:
    def __init__(self, seed, stream):
        mix = SplitMix(SplitMix(seed).next() ^ (SplitMix(stream).next() * 3 & MASK))
        self.s = [mix.next() for _ in range(4)]

    def next(self):
        def rotate(x, k):
            return ((x << k) | (x >> (64 - k))) & MASK
        s = self.s
        result = rotate(s[1] * 5 & MASK, 7) * 9 & MASK
        t = s[1] << 17 & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotate(s[3], 45)
        return result

    def below(self, n):
        while True:
            number = self.next()
            if number >= (1 << 64) % n:
                return number % n

    def choose(self, n, n_chosen):
        numbers = list(range(n))
        for i in range(n_chosen):
            j = i + self.below(n - i)
            numbers[i], numbers[j] = numbers[j], numbers[i]
        return numbers[:n_chosen]


def main():
    ways, shots, queries, seed, index = 3, 2, 2, 42, 5
    random = Xoshiro(seed, index)
    classes = random.choose(7, ways)
    pictures = [random.choose(9, shots + queries) for _ in classes]
    print("classes", classes)
    print("shots", [x for row in pictures for x in row[:shots]])
    print("queries", [x for row in pictures for x in row[shots:]])


main()
