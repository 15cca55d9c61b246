# SPDX-License-Identifier: GPL-3.0-or-later
"""inspect and convert."""

import hashlib
import math
import os
import random
import struct
import unittest

from cli_case import CliCase, read_safetensors, write_png, write_safetensors

BUILTIN = os.path.join(os.environ["LIKENESS_DATADIR"], "weights", "conv64f.safetensors")


def make_conv64f(conv, norm, bias=False, seed=1):
    """Random weights of a Conv64F; conv and norm give the prefixes of the four stages."""
    numbers = random.Random(seed)
    tensors = {}
    for stage in range(4):
        inputs = 3 if stage == 0 else 64
        shape = [64, inputs, 3, 3]
        tensors[conv[stage] + ".weight"] = (shape, [numbers.gauss(0, 0.1) for _ in range(math.prod(shape))])
        if bias:
            tensors[conv[stage] + ".bias"] = ([64], [numbers.gauss(0, 0.1) for _ in range(64)])
        for member in ["weight", "running_var"]:
            tensors[f"{norm[stage]}.{member}"] = ([64], [numbers.uniform(0.5, 1.5) for _ in range(64)])
        for member in ["bias", "running_mean"]:
            tensors[f"{norm[stage]}.{member}"] = ([64], [numbers.gauss(0, 0.1) for _ in range(64)])
    return tensors


def make_m2l(prefix="", **keywords):
    return make_conv64f([f"{prefix}features.{i}" for i in (0, 4, 8, 11)],
                        [f"{prefix}features.{i}" for i in (1, 5, 9, 12)], **keywords)


def make_resnet12(prefix, channels=(8, 12, 16, 20), seed=4):
    """Random weights of a narrow ResNet-12 under the keys of RFS and others."""
    numbers = random.Random(seed)
    tensors = {}

    def add(conv, norm, outputs, inputs, edge):
        shape = [outputs, inputs, edge, edge]
        scale = (inputs * edge * edge) ** -0.5
        tensors[prefix + conv + ".weight"] = (shape, [numbers.gauss(0, scale) for _ in range(math.prod(shape))])
        for member in ["weight", "running_var", "bias", "running_mean"]:
            low = 0.5 if member in ("weight", "running_var") else -0.2
            tensors[f"{prefix}{norm}.{member}"] = ([outputs], [numbers.uniform(low, low + 0.5) for _ in range(outputs)])

    inputs = 3
    for stage, outputs in enumerate(channels, 1):
        for i in (1, 2, 3):
            add(f"layer{stage}.0.conv{i}", f"layer{stage}.0.bn{i}", outputs, inputs if i == 1 else outputs, 3)
        add(f"layer{stage}.0.downsample.0", f"layer{stage}.0.downsample.1", outputs, inputs, 1)
        inputs = outputs
    return tensors


def make_m2l_head():
    """The Conv64F of M2L's later code: its last stage is a convolution alone, without padding."""
    tensors = make_conv64f([f"fsl.encoder.layer{i}.0" for i in (1, 2, 3, 4)],
                           [f"fsl.encoder.layer{i}.1" for i in (1, 2, 3, 4)])
    return {name: tensor for name, tensor in tensors.items() if "layer4.1" not in name}


def add_fusion(tensors, n_inputs, seed=2):
    numbers = random.Random(seed)
    n = 5 * n_inputs
    for member in ["weight", "running_var"]:
        tensors[f"classifier.Norm_layer.{member}"] = ([n], [numbers.uniform(0.5, 2) for _ in range(n)])
    for member in ["bias", "running_mean"]:
        tensors[f"classifier.Norm_layer.{member}"] = ([n], [numbers.gauss(0, 1) for _ in range(n)])
    tensors["classifier.FC_layer.weight"] = ([1, 1, n_inputs], [numbers.uniform(0.1, 3) for _ in range(n_inputs)])
    return tensors


def slope_of(path, which):
    """Mean over the slots of w * gamma / sqrt (var + 1e-5), from what float32 kept."""
    tensors, _ = read_safetensors(path)
    gamma = tensors["classifier.Norm_layer.weight"][1]
    variance = tensors["classifier.Norm_layer.running_var"][1]
    weight = tensors["classifier.FC_layer.weight"][1][which]
    return sum(weight * gamma[5 * which + j] / math.sqrt(variance[5 * which + j] + 1e-5) for j in range(5)) / 5


class Inspect(CliCase):
    def test_builtin(self):
        told = self.json("inspect", "builtin:conv64f")
        with open(BUILTIN, "rb") as file:
            self.assertEqual(told["sha256"], hashlib.sha256(file.read()).hexdigest())
        self.assertEqual(told["format"], "safetensors")
        self.assertEqual(told["backbone"], "conv64f")
        self.assertEqual(told["channels"], [64, 64, 64, 64])
        self.assertEqual(told["map"], [64, 21, 21])
        self.assertEqual(told["pools"], "1100")
        self.assertEqual(told["slope"], 0.2)
        self.assertEqual((told["stride"], told["offset"], told["receptive_field"]), (4, 2, 26))
        self.assertEqual(told["parameters"], 112832)
        self.assertFalse(told["profile_guessed"])
        self.assertEqual(told["profile"], read_safetensors(BUILTIN)[1]["profile"])
        self.assertNotIn("tensors", told)

    def test_text(self):
        text = self.done("inspect", "builtin:conv64f")
        for word in ["conv64f", "64 × 21 × 21", "112832"]:
            self.assertIn(word, text)

    def test_fusion_of_adm_and_m2l(self):
        for n_inputs, levels in [(2, ["distribution", "pixel"]), (3, ["distribution", "pixel", "part"])]:
            path = write_safetensors(self.path("m.safetensors"), add_fusion(make_m2l(), n_inputs))
            fusion = self.json("inspect", path)["fusion"]
            self.assertEqual((fusion["slots"], fusion["inputs"]), (5, n_inputs))
            for which, level in enumerate(levels):
                self.assertAlmostEqual(fusion["slopes"][level] / slope_of(path, which), 1, places=9)
            if n_inputs == 2:
                self.assertEqual(fusion["slopes"]["part"], 0)
                self.assertEqual(fusion["distance"], "kl-qs")
            else:
                self.assertEqual((fusion["part"], fusion["distance"]), ("released", "w2-released"))

    def test_what_is_guessed(self):
        path = write_safetensors(self.path("m.safetensors"), make_m2l())
        told = self.json("inspect", path)
        self.assertEqual(told["guessed"], ["pools", "slope", "padding", "size", "profile"])
        self.assertEqual(told["padding"], "1111")
        text = self.done("inspect", path)
        self.assertEqual(text.count("guessed"), 5)
        settled = self.json("inspect", path, "--pools", "1100", "--slope", "0.2", "--padding", "1111", "--profile", "p1")
        self.assertEqual(settled["guessed"], [])
        self.assertEqual(settled["map"], told["map"])
        self.assertEqual(self.json("inspect", path, "--size", "96")["guessed"], ["pools", "slope", "padding", "profile"])
        self.assertEqual(self.json("inspect", path, "--mean", "0.5", "--std", "0.5")["guessed"],
                         ["pools", "slope", "padding", "size"])
        self.assertNotIn("guessed", self.done("inspect", "builtin:conv64f"))

    def test_several_networks(self):
        path = self.path("two.safetensors")
        write_safetensors(path, dict(make_m2l("student."), **make_m2l("teacher.", seed=2)))
        self.fails(1, "inspect", path, says="below “student.features”, “teacher.features”: choose one with --tensors")
        self.assertEqual(self.json("inspect", "--tensors", "teacher", path)["wrapper"], "teacher")
        self.assertEqual(self.json("inspect", path, "--tensors=student.features.")["wrapper"], "student")
        self.fails(1, "inspect", path, "--tensors", "pupil", says="no network below “pupil”")
        out = self.path("one.safetensors")
        self.done("convert", path, out, "--tensors", "teacher")
        tensors = read_safetensors(path)[0]
        self.assertEqual(read_safetensors(out)[0]["features.4.weight"], tensors["teacher.features.4.weight"])
        # without a prefix, wherever it stands, the tensors are listed
        for arguments in (["--tensors", out], [out, "--tensors"], ["-t", out], [out, "-t"]):
            self.assertIn("features.12.running_var", self.done("inspect", *arguments))
        self.assertIn("student.features.0.weight", self.done("inspect", "--tensors", path))

    def test_impossible_choices(self):
        path = write_safetensors(self.path("rfs.safetensors"), make_resnet12("model."))
        self.fails(1, "inspect", path, "--padding", "0011", says="padding")
        self.fails(1, "inspect", path, "--pools", "111", says="pools")
        self.fails(1, "inspect", path, "--crop", "500", says="crop")
        self.fails(1, "inspect", path, "--size", "8", says="8×8")
        self.assertEqual(self.json("inspect", path, "--padding", "1111", "--pools", "1100")["map"], [20, 21, 21])

    def test_unknown_layout(self):
        path = write_safetensors(self.path("x.safetensors"), {"lost": ([2, 3], range(6))}, {"who": "knows"})
        self.fails(1, "inspect", path, says="x.safetensors")
        told = self.json("inspect", path, "--tensors")
        self.assertIsNone(told["layout"])
        self.assertEqual(told["tensors"], {"lost": [2, 3]})
        self.assertEqual(told["metadata"], {"who": "knows"})
        self.assertIn("lost", self.done("inspect", path, "--tensors"))

    def test_tensors_of_known_layout(self):
        told = self.json("inspect", "builtin:conv64f", "--tensors")
        self.assertEqual(told["tensors"], {n: s for n, (s, _) in read_safetensors(BUILTIN)[0].items()})

    def test_not_a_checkpoint(self):
        garbage = self.path("garbage.pth")
        with open(garbage, "wb") as file:
            file.write(bytes(random.Random(3).randrange(256) for _ in range(5000)))
        self.fails(1, "inspect", garbage, says="garbage.pth")
        self.fails(1, "inspect", self.path("missing.pth"), says="missing.pth")
        self.fails(1, "inspect", self.folder)
        self.fails(1, "inspect", "builtin:nothing", says="nothing")
        open(self.path("empty"), "wb").close()
        self.fails(1, "inspect", self.path("empty"), says="empty")

    def test_lying_safetensors(self):
        with open(BUILTIN, "rb") as file:
            whole = file.read()
        for name, data in [("cut", whole[:-1]), ("short", whole[:100]), ("long", struct.pack("<Q", 2**60) + whole[8:])]:
            path = self.path(name + ".safetensors")
            with open(path, "wb") as file:
                file.write(data)
            self.fails(1, "inspect", path, "--tensors", says=name)

    def test_broken_network(self):
        missing = make_m2l()
        del missing["features.8.weight"]
        self.fails(1, "inspect", write_safetensors(self.path("a.safetensors"), missing))
        nan = make_m2l()
        nan["features.4.weight"][1][7] = math.nan
        self.fails(1, "inspect", write_safetensors(self.path("b.safetensors"), nan), says="features.4.weight")
        misshapen = make_m2l()
        misshapen["features.5.running_var"] = ([32], [1] * 32)
        self.fails(1, "inspect", write_safetensors(self.path("c.safetensors"), misshapen))


class Convert(CliCase):
    def embed(self, model, *options, warnings=0):
        picture = write_png(self.path("p.png"), 5)
        self.done("embed", "--model", model, picture, "-o", self.path("f.safetensors"), *options, warnings=warnings)
        return read_safetensors(self.path("f.safetensors"))

    def check_same_maps(self, one, other, warnings=0):
        """What was converted is a guess no more."""
        (a, a_meta), (b, b_meta) = self.embed(one, warnings=warnings), self.embed(other)
        self.assertEqual(a["features"], b["features"])
        self.assertEqual((a_meta["backbone"], a_meta["profile"]), (b_meta["backbone"], b_meta["profile"]))

    def test_builtin(self):
        out = self.path("out.safetensors")
        self.done("convert", "builtin:conv64f", out)
        tensors, metadata = read_safetensors(out)
        for stage in (0, 4, 8, 11):
            self.assertIn(f"features.{stage}.weight", tensors)
            for member in ["weight", "bias", "running_mean", "running_var"]:
                self.assertIn(f"features.{stage + 1}.{member}", tensors)
        self.assertEqual((metadata["backbone"], metadata["pools"], metadata["slope"]), ("conv64f", "1100", "0.2"))
        self.check_same_maps("builtin:conv64f", out)

    def test_wrapped_with_bias(self):
        source = make_m2l("model.features.", bias=True)
        path = write_safetensors(self.path("dn4.safetensors"), source)
        out = self.path("out.safetensors")
        before = self.json("inspect", path)
        self.done("convert", path, out)
        after = self.json("inspect", out)
        for key in ["backbone", "channels", "pools", "slope", "profile", "map", "parameters"]:
            self.assertEqual(before[key], after[key], key)
        self.assertEqual(after["wrapper"], "")
        self.assertFalse(after["profile_guessed"])
        self.assertEqual(after["guessed"], [])
        self.check_same_maps(path, out, warnings=1)

    def check_kept(self, path):
        out = self.path("out.safetensors")
        self.done("convert", path, out)
        before, after = self.json("inspect", path), self.json("inspect", out)
        for key in ["backbone", "channels", "pools", "slope", "profile", "map", "parameters", "stride", "offset"]:
            self.assertEqual(before[key], after[key], key)
        self.assertEqual(after["guessed"], [])
        self.check_same_maps(path, out, warnings=1)
        return before

    def test_resnet12(self):
        path = write_safetensors(self.path("rfs.safetensors"), make_resnet12("model."))
        told = self.check_kept(path)
        self.assertEqual((told["backbone"], told["channels"]), ("resnet12", [8, 12, 16, 20]))
        self.assertEqual(told["map"], [20, 5, 5])
        self.assertIn("layer1.0.conv1.weight", read_safetensors(self.path("out.safetensors"))[0])

    def test_stage_without_padding_and_norm(self):
        path = write_safetensors(self.path("head.safetensors"), make_m2l_head())
        self.assertEqual(self.check_kept(path)["map"], [64, 19, 19])

    def test_twice_is_the_same(self):
        one, two = self.path("one.safetensors"), self.path("two.safetensors")
        self.done("convert", "builtin:conv64f", one)
        self.done("convert", one, two)
        with open(one, "rb") as a, open(two, "rb") as b:
            self.assertEqual(a.read(), b.read())

    def test_fusion_is_kept(self):
        path = write_safetensors(self.path("adm.safetensors"), add_fusion(make_m2l(), 2))
        out = self.path("out.safetensors")
        self.done("convert", path, out)
        self.assertEqual(self.json("inspect", path)["fusion"], self.json("inspect", out)["fusion"])
        source, written = read_safetensors(path)[0], read_safetensors(out)[0]
        for name in source:
            self.assertEqual(source[name], written[name], name)

    def test_overrides(self):
        out = self.path("out.safetensors")
        self.done("convert", "builtin:conv64f", out, "--profile", "p4", "--pools", "1111", "--slope", "0.1")
        told = self.json("inspect", out)
        self.assertEqual((told["profile"], told["pools"], told["slope"]), ("p4", "1111", 0.1))
        self.assertEqual(told["map"], [64, 5, 5])
        again = self.path("again.safetensors")
        self.done("convert", out, again)
        self.check_same_maps(out, again)

    def test_preparation_is_kept(self):
        out = self.path("out.safetensors")
        self.done("convert", "builtin:conv64f", out, "--resize", "96", "--crop", "92", "--mean", "0.485,0.456,0.406",
                  "--std", "0.25")
        metadata = read_safetensors(out)[1]
        self.assertEqual([metadata[key] for key in ("resize", "crop", "mean", "std")],
                         ["96", "92", "0.485,0.456,0.406", "0.25,0.25,0.25"])
        self.assertEqual(self.json("inspect", out)["map"], [64, 23, 23])
        self.assertIn("p1 with resize 96, crop 92", self.done("inspect", out))
        maps = self.embed(out)[0]["features"]
        self.assertEqual(maps, self.embed("builtin:conv64f", "--resize", "96", "--crop", "92",
                                          "--mean", "0.485,0.456,0.406", "--std", "0.25")[0]["features"])
        self.assertNotEqual(maps, self.embed("builtin:conv64f", "--size", "92")[0]["features"])
        # A profile by its name is that of the house.
        self.done("convert", out, self.path("p4.safetensors"), "--profile", "p4")
        self.assertNotIn("resize", read_safetensors(self.path("p4.safetensors"))[1])
        self.assertEqual(self.json("inspect", self.path("p4.safetensors"))["map"], [64, 21, 21])

    def test_padding_is_kept(self):
        path = write_safetensors(self.path("relation.safetensors"), make_m2l(bias=True))
        out = self.path("out.safetensors")
        self.done("convert", path, out, "--padding", "0011", "--slope", "0")
        told = self.json("inspect", out)
        self.assertEqual((told["padding"], told["map"], told["guessed"]), ("0011", [64, 19, 19], []))
        self.assertEqual(self.embed(out)[0]["features"],
                         self.embed(path, "--padding", "0011", "--slope", "0", warnings=1)[0]["features"])
        self.done("convert", out, self.path("padded.safetensors"), "--padding", "1111")
        self.assertEqual(self.json("inspect", self.path("padded.safetensors"))["map"], [64, 21, 21])

    def test_wrong_overrides(self):
        out = self.path("out.safetensors")
        for option, values in {"--pools": ["11", "11000", "1120", ""], "--slope": ["-1", "x", "nan", "inf", "", "2"],
                               "--profile": ["p9"], "--padding": ["00", "0x11"], "--size": ["0", "-84", "84.5", "9999"],
                               "--resize": ["96x84", "x"], "--crop": [""], "--mean": ["1,2", "nan"],
                               "--std": ["0"]}.items():
            for value in values:
                self.fails(2, "convert", "builtin:conv64f", out, f"{option}={value}", says=option)
        self.assertFalse(os.path.exists(out))

    def test_input_is_not_overwritten(self):
        path = write_safetensors(self.path("m.safetensors"), make_m2l())
        with open(path, "rb") as file:
            before = file.read()
        os.symlink(path, self.path("link.safetensors"))
        os.link(path, self.path("hard.safetensors"))
        for other in ["m.safetensors", "link.safetensors", "hard.safetensors", "./m.safetensors"]:
            self.fails(1, "convert", path, other)
        with open(path, "rb") as file:
            self.assertEqual(file.read(), before)

    def test_failures_leave_nothing(self):
        out = self.path("out.safetensors")
        bad = write_safetensors(self.path("x.safetensors"), {"lost": ([1], [0])})
        self.fails(1, "convert", bad, out)
        self.fails(1, "convert", "builtin:conv64f", self.folder)
        self.fails(1, "convert", "builtin:conv64f", self.path("missing-folder") + "/deep/out.safetensors")
        self.assertEqual(sorted(os.listdir(self.folder)), ["x.safetensors"])


if __name__ == "__main__":
    unittest.main()
