# SPDX-License-Identifier: GPL-3.0-or-later
"""Who takes part: how each program is started, and which peers are here."""

import os
import pathlib
import shutil
import subprocess

import machine
from contest import Engine
from workload import EDGE, EPISODE

HERE = pathlib.Path(__file__).parent
PYTHON = "/usr/bin/python3"
ABSENT = "not installed"


class Engines:
    """build: Likeness's build folder; data: what workload.py wrote; modules: the folder of onnxruntime-node"""

    def __init__(self, build, data, modules):
        self.programs, self.data, self.modules = build / "tests/bench", data, modules
        self.has_onednn = (self.programs / "peer-onednn").exists()
        done = subprocess.run([PYTHON, "-c", "import torch"], check=False, stderr=subprocess.DEVNULL)
        self.has_torch = done.returncode == 0
        self.has_onnx = self.has_torch and bool(shutil.which("node")) and (modules / "onnxruntime-node").is_dir()
        self.kernels = machine.find_blas_kernels()

    def describe(self):
        return {"oneDNN": self.has_onednn, "PyTorch": self.has_torch, "ONNX Runtime": self.has_onnx,
                "OPENBLAS_CORETYPE for PyTorch": self.kernels}

    def _features(self):
        return [self.data / "episode.f32", EPISODE["ways"], EPISODE["shots"], EPISODE["queries"], *EPISODE["shape"]]

    def _torch_environment(self, threads):
        kernels = {"OPENBLAS_CORETYPE": self.kernels} if self.kernels else {}
        return {"OMP_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": str(threads), "PYTHONDONTWRITEBYTECODE": "1",
                **kernels}

    def likeness_backbone(self, backbone, n, threads, avx2=False):
        environment = {"LIKENESS_THREADS": str(threads), **({"LIKENESS_KERNELS": "avx2"} if avx2 else {})}
        return Engine("Likeness", [self.programs / "bench-backbone", self.data / f"{backbone}.safetensors",
                                   self.data / f"pictures-{n}.f32", n, EDGE], environment)

    def onednn_backbone(self, backbone, n, threads, algorithm, avx2=False):
        environment = {"OMP_NUM_THREADS": str(threads), **({"ONEDNN_MAX_CPU_ISA": "AVX2"} if avx2 else {})}
        return Engine(f"oneDNN {algorithm}", [self.programs / "peer-onednn", backbone, self.data / f"{backbone}.f32",
                                              self.data / f"pictures-{n}.f32", n, EDGE, algorithm], environment)

    def _torch_backbone_command(self, backbone, n, threads, form):
        return [PYTHON, HERE / "peer-torch-backbone.py", backbone, self.data / f"{backbone}.f32",
                self.data / f"pictures-{n}.f32", n, EDGE, threads, form]

    def torch_backbone(self, backbone, n, threads, form):
        return Engine(f"PyTorch {form}", self._torch_backbone_command(backbone, n, threads, form),
                      self._torch_environment(threads))

    def _training(self, backbone, n):
        return [self.data / f"{backbone}.safetensors", self.data / f"pictures-{n}.f32", n, EDGE]

    def likeness_training(self, backbone, n, threads):
        return Engine("Likeness", [self.programs / "bench-train", *self._training(backbone, n)],
                      {"LIKENESS_THREADS": str(threads)})

    def torch_training(self, backbone, n, threads, form):
        return Engine(f"PyTorch {form}",
                      [PYTHON, HERE / "peer-torch-train.py", backbone, *self._training(backbone, n), threads, form],
                      self._torch_environment(threads))

    def _learning(self, whole):
        episode = [EPISODE["ways"], EPISODE["shots"], EPISODE["queries"] // EPISODE["ways"]]
        n = episode[0] * (episode[1] + episode[2])
        if whole:
            return [*episode, self.data / "conv64f.safetensors", self.data / f"pictures-{n}.f32", EDGE]
        return [*episode, self.data / "episode.f32", *EPISODE["shape"]]

    def likeness_learning(self, whole, threads):
        return Engine("Likeness", [self.programs / "bench-episode-loss", *self._learning(whole)],
                      {"LIKENESS_THREADS": str(threads)})

    def torch_learning(self, whole, threads, form):
        return Engine(f"PyTorch {'as published' if form == 'loop' else form}",
                      [PYTHON, HERE / "peer-torch-learn.py", threads, form, *self._learning(whole)],
                      self._torch_environment(threads))

    def onnx_backbone(self, backbone, n, threads):
        network = self.data / f"{backbone}-{n}.onnx"
        if not network.exists():
            command = self._torch_backbone_command(backbone, n, threads, network)
            subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL,
                           env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
        return Engine("ONNX Runtime", ["node", HERE / "peer-onnx.js", network, self.data / f"pictures-{n}.f32", n, EDGE,
                                       threads], {"NODE_PATH": str(self.modules)})

    def likeness_episode(self, threads, k):
        return Engine("Likeness", [self.programs / "bench-episode", *self._features(), k],
                      {"LIKENESS_THREADS": str(threads)})

    def likeness_matching(self, threads, k, level):
        return Engine("Likeness", [self.programs / "bench-matching", *self._features(), k, level],
                      {"LIKENESS_THREADS": str(threads)})

    def likeness_weights(self, n_queries, n_ways):
        return Engine("Likeness", [self.programs / "bench-weights", n_queries, n_ways])

    def likeness_growth(self, ways, shots, queries, shape, threads):
        return Engine("Likeness", [self.programs / "bench-episode", "-", ways, shots, queries, *shape, 1],
                      {"LIKENESS_THREADS": str(threads)})

    def torch_episode(self, threads, k, form, what):
        return Engine(f"PyTorch {'as published' if form == 'loop' else form}",
                      [PYTHON, HERE / "peer-torch-episode.py", self.data / "episode.f32", threads, k, form, what],
                      self._torch_environment(threads))
