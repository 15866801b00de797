"""Values of the demo's networks that PyTorch computes, for DemoGoldenTest.

    python core/src/test/python/demo_values.py > core/src/test/resources/demo-values.json

Needs torch, torchvision, pillow and safetensors. Networks are put together from torchvision's blocks, in double precision.
"""

import json
import math
import pathlib

import torch
import torch.nn.functional as F
from PIL import Image
from safetensors.torch import load_file
from torchvision.models.resnet import Bottleneck

DEMO = pathlib.Path(__file__).parents[4] / "demo-data"
IMAGES = ["dragon/01.png", "dragon/17.png", "horse/04.png", "platypus/09.png", "unicorn/02.png", "zebra/23.png"]
MEAN = torch.tensor([0.485, 0.456, 0.406], dtype=torch.float64).view(1, 3, 1, 1)
STD = torch.tensor([0.229, 0.224, 0.225], dtype=torch.float64).view(1, 3, 1, 1)
TEMPERATURE, LAMBDA, LAMBDA_GATE, RATE, STEPS = 0.2, 0.0065, 0.1, 0.005, 10


class Scored(torch.nn.Module):
    """A network whose units are multiplied by scores, and whose groups are gated; both are made when first needed."""

    def __init__(self):
        super().__init__()
        self.scores, self.gates = {}, {}

    def score(self, name, x):
        s = self.scores.setdefault(name, torch.ones(x.shape[1], dtype=torch.float64))
        return x * s.view(1, -1, 1, 1)

    def gate(self, name, inside, outside):
        if inside.shape != outside.shape:
            return inside
        a = self.gates.setdefault(name, torch.full((), math.inf, dtype=torch.float64))
        g = torch.sigmoid(a / TEMPERATURE)
        return g * inside + (1 - g) * outside


class ResNet(Scored):
    def __init__(self, weights):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(3, 16, 7, stride=2, padding=3, bias=False)
        self.bn1 = torch.nn.BatchNorm2d(16)
        wide = 16
        for stage, planes in enumerate((16, 32, 64, 96), 1):
            blocks = []
            for block in range(2):
                stride = 2 if stage > 1 and block == 0 else 1
                side = None
                if block == 0:
                    side = torch.nn.Sequential(
                        torch.nn.Conv2d(wide, 4 * planes, 1, stride=stride, bias=False), torch.nn.BatchNorm2d(4 * planes))
                blocks.append(Bottleneck(wide, planes, stride, side))
                wide = 4 * planes
            setattr(self, f"layer{stage}", torch.nn.Sequential(*blocks))
        self.fc = torch.nn.Linear(wide, 12)
        self.load_state_dict(weights)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.score("stem", self.bn1(self.conv1(x)))), 3, 2, 1)
        for stage in range(1, 5):
            for number, block in enumerate(getattr(self, f"layer{stage}"), 1):
                name = f"L{stage}B{number}"
                y = F.relu(self.score(name + "C1", block.bn1(block.conv1(x))))
                y = F.relu(self.score(name + "C2", block.bn2(block.conv2(y))))
                y = self.score(name + "C3", block.bn3(block.conv3(y)))
                side = x if block.downsample is None else block.downsample(x)
                x = self.gate(name, F.relu(y + self.score(name + "SC", side)), x)
        return self.fc(x.mean((2, 3)))


class Vgg(Scored):
    def __init__(self, weights):
        super().__init__()
        self.w = weights

    def forward(self, x):
        before = None
        for i in sorted(int(k.split(".")[1]) for k in self.w if k.startswith("features") and k.endswith("weight")):
            if before is not None and i - before == 3:
                x = F.max_pool2d(x, 2)
            y = F.conv2d(x, self.w[f"features.{i}.weight"], self.w[f"features.{i}.bias"], padding=1)
            x = self.gate(f"L{i}", F.relu(self.score(f"L{i}", y)), x)
            before = i
        x = F.max_pool2d(x, 2)
        return F.linear(x.mean((2, 3)), self.w["classifier.weight"], self.w["classifier.bias"])


def images():
    pixels = []
    for name in IMAGES:
        image = Image.open(DEMO / "images" / name).convert("RGB")
        pixels.append(torch.tensor(bytearray(image.tobytes()), dtype=torch.float64).view(64, 64, 3).permute(2, 0, 1) / 255)
    return (torch.stack(pixels) - MEAN) / STD


def divergence(original, logits):
    p = original.log_softmax(1)
    return (p.exp() * (p - logits.log_softmax(1))).sum(1).mean()


def objective(net, x, original):
    """KL and its slope where unit i of a layer has the score 0.8 + 0.3 cos(i), gate k alpha = 0.1 (k mod 4) - 0.05."""
    for s in net.scores.values():
        s.data = 0.8 + 0.3 * torch.arange(len(s), dtype=torch.float64).cos()
        s.requires_grad_()
    for k, a in enumerate(net.gates.values()):
        a.data = torch.tensor(0.1 * (k % 4) - 0.05, dtype=torch.float64)
        a.requires_grad_()
    kl = divergence(original, net(x))
    kl.backward()
    slopes = {}
    for name, s in net.scores.items():
        wave = (1 + torch.arange(len(s), dtype=torch.float64)).sin()
        slopes[name] = [s.grad.norm().item(), (s.grad * wave).sum().item()]
    return {"kl": kl.item(), "slopes": slopes, "gates": {name: a.grad.item() for name, a in net.gates.items()}}


def losses(net, x, original):
    for s in net.scores.values():
        s.data = torch.ones_like(s)
    for a in net.gates.values():
        a.data = torch.zeros_like(a)
    parameters = [*net.scores.values(), *net.gates.values()]
    adam = torch.optim.Adam(parameters, lr=RATE)
    found = []
    for _ in range(STEPS):
        loss = divergence(original, net(x)) + LAMBDA * sum(s.abs().sum() for s in net.scores.values()) \
            + LAMBDA_GATE * sum(net.gates.values())
        found.append(loss.item())
        adam.zero_grad()
        loss.backward()
        adam.step()
    return found


def main():
    x = images()
    values = {"images": IMAGES, "torch": torch.__version__, "lambda": LAMBDA, "lambdaGate": LAMBDA_GATE, "networks": {}}
    for name, kind in (("bestiary-resnet", ResNet), ("bestiary-vgg", Vgg)):
        weights = {k: v.double() for k, v in load_file(DEMO / "models" / f"{name}.safetensors").items()}
        net = kind(weights).double().eval()
        with torch.no_grad():
            original = net(x)
        values["networks"][name] = {
            "logits": original.tolist(), "objective": objective(net, x, original), "losses": losses(net, x, original)}
    print(json.dumps(values, indent=1))


if __name__ == "__main__":
    main()
