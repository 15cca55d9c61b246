# SPDX-License-Identifier: GPL-3.0-or-later
"""likeness.py with PyTorch: what a user of a ViT and of a torchvision network writes; docs/MAPS.md has the same."""

import sys
import unittest

try:
    import torch
    import torchvision
    from torchvision.models.feature_extraction import create_feature_extractor
except ImportError as error:
    print(f"SKIP: {error}: this Python has no PyTorch to test with")
    sys.exit(77)

import likeness
from maps_case import MapsCase, make_map, read_header, to_tokens

SIZE = 32


def prepare(path):
    image = torchvision.io.read_image(path, torchvision.io.ImageReadMode.RGB)
    return torch.nn.functional.interpolate(image[None] / 255, (SIZE, SIZE), mode="bilinear", align_corners=False)


class Torch(MapsCase):
    def setUp(self):
        super().setUp()
        torch.manual_seed(1)

    def write(self, embed, **keywords):
        return likeness.write(self.path("s.likeness"), self.support, self.queries, embed, **keywords)

    def maps_of(self, embed):
        return lambda path: embed(path).tolist()

    def test_vit(self):
        """Tokens of a vision transformer: the class token goes."""
        vit = torchvision.models.VisionTransformer(image_size=SIZE, patch_size=8, num_layers=1, num_heads=2,
                                                   hidden_dim=16, mlp_dim=16).eval()

        @torch.no_grad()
        def tokens(path):
            x = vit._process_input(prepare(path))
            return vit.encoder(torch.cat([vit.class_token.expand(len(x), -1, -1), x], dim=1))

        told = self.json("explain", self.write(tokens, size=SIZE, stride=8, receptive_field="whole picture",
                                               network="a small ViT"))
        self.assertEqual(told["maps"]["shape"], [16, 4, 4])
        self.check_scores(told, lambda path: tokens(path)[0, 1:].T.reshape(16, 4, 4).tolist())
        self.assertEqual(read_header(self.path("s.maps.safetensors"))["__metadata__"]["grid"], "4x4")

    def test_resnet(self):
        """Maps of a torchvision ResNet's third stage."""
        resnet = torchvision.models.resnet18().eval()
        stages = create_feature_extractor(resnet, {"layer3": "map"})

        @torch.no_grad()
        def features(path):
            return stages(prepare(path))["map"]

        told = self.json("explain", self.write(features, size=SIZE, stride=16, receptive_field=195), "-k", "1")
        self.assertEqual(told["maps"]["shape"], [256, 2, 2])
        self.check_scores(told, lambda path: features(path)[0].tolist())

    def test_tensors(self):
        """Half precision, gradients, strides: the same numbers as lists."""
        plain = self.json("explain", self.write(make_map))["queries"]
        for change in (lambda t: t, lambda t: t.double().requires_grad_(),
                       lambda t: t.permute(2, 1, 0).contiguous().permute(2, 1, 0),
                       lambda t: t.numpy(), lambda t: t.numpy()[None]):
            path = self.write(lambda p: change(torch.tensor(make_map(p))))
            self.assertEqual(self.json("explain", path)["queries"], plain)
        half = self.json("explain", self.write(lambda p: torch.tensor(make_map(p)).half()))
        self.assertAlmostEqual(half["queries"][0]["classes"][0]["pixel"], plain[0]["classes"][0]["pixel"], places=1)
        tokens = self.write(lambda p: torch.tensor(to_tokens(make_map(p), 1))[None], grid=(3, 4))
        self.assertEqual(self.json("explain", tokens)["queries"], plain)

    def test_hidden_state(self):
        """What Hugging Face's models return."""
        class Output:
            def __init__(self, path):
                self.last_hidden_state = torch.tensor(to_tokens(make_map(path), 1))[None]

        self.check_scores(self.json("explain", self.write(Output, grid=(3, 4))))


if __name__ == "__main__":
    unittest.main()
