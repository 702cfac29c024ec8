"""Differences between colours as people see them, those with a colour vision deficiency too.

CAM02-UCS: Luo, Cui and Li 2006 on CIECAM02 (Moroney et al. 2002), average surround, sRGB's usual
viewing conditions (D65, adapting luminance 64 lx / pi / 5, background 20). Deficiencies: Machado,
Oliveira and Fernandes 2009 at full severity, applied to linear RGB.
"""

from __future__ import annotations

import numpy as np

XYZ = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
)  # fmt: skip
WHITE = np.array([95.047, 100.0, 108.883])
CAT02 = np.array([[0.7328, 0.4296, -0.1624], [-0.7036, 1.6975, 0.0061], [0.0030, 0.0136, 0.9834]])
HPE = np.array([[0.38971, 0.68898, -0.07868], [-0.22981, 1.18340, 0.04641], [0.0, 0.0, 1.0]])
DEFICIENCIES = {
    "none": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
ADAPTING = 64 / np.pi / 5
K = 1 / (5 * ADAPTING + 1)
LUMINANCE = 0.2 * K**4 * 5 * ADAPTING + 0.1 * (1 - K**4) ** 2 * (5 * ADAPTING) ** (1 / 3)
DEGREE = 1 - np.exp((-ADAPTING - 42) / 92) / 3.6
BACKGROUND = 0.2
INDUCTION = 0.725 * BACKGROUND**-0.2
EXPONENT = 0.69 * (1.48 + BACKGROUND**0.5)


def seen(colour: str, deficiency: str = "none") -> np.ndarray:
    """Linear RGB of a hex colour as someone with a deficiency sees it."""
    parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return np.clip(np.asarray(DEFICIENCIES[deficiency]) @ linear, 0, 1)


def responses(xyz: np.ndarray) -> np.ndarray:
    """Compressed responses of the cones."""
    cones, white = CAT02 @ xyz, CAT02 @ WHITE
    adapted = HPE @ np.linalg.inv(CAT02) @ (cones * (DEGREE * 100 / white + 1 - DEGREE))
    power = (LUMINANCE * np.abs(adapted) / 100) ** 0.42
    return np.sign(adapted) * 400 * power / (power + 27.13) + 0.1


def place(linear: np.ndarray) -> np.ndarray:
    """J', a', b' of CAM02-UCS."""
    r, g, b = responses(XYZ @ linear * 100)
    red, yellow = r - 12 * g / 11 + b / 11, (r + g - 2 * b) / 9
    hue = np.arctan2(yellow, red)
    weights = np.array([2, 1, 1 / 20])
    bright = (weights @ (r, g, b) - 0.305) * INDUCTION
    white = (weights @ responses(WHITE) - 0.305) * INDUCTION
    lightness = 100 * (bright / white) ** EXPONENT
    eccentric = (np.cos(hue + 2) + 3.8) / 4
    rate = 50000 / 13 * INDUCTION * eccentric * np.hypot(red, yellow) / (r + g + 21 / 20 * b)
    chroma = rate**0.9 * (lightness / 100) ** 0.5 * (1.64 - 0.29**BACKGROUND) ** 0.73
    colourful = np.log1p(0.0228 * chroma * LUMINANCE**0.25) / 0.0228
    light = 1.7 * lightness / (1 + 0.007 * lightness)
    return np.array([light, colourful * np.cos(hue), colourful * np.sin(hue)])


def difference(one: str, other: str, deficiency: str = "none") -> float:
    """The distance of two hex colours for someone with a deficiency."""
    return float(np.linalg.norm(place(seen(one, deficiency)) - place(seen(other, deficiency))))
