"""Random draws of graphs: Tests/TensorsTests/Goldens/draws.json."""

import numpy as np

from philox import draw, philox


def document():
    known = philox([0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344], (0xA4093822, 0x299F31D0))
    assert [int(word) for word in known] == [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1]
    # Two draws of one graph, streams 0 and 1: samples, dimensions, seed, step.
    places = [
        (1, (1,), 0, 0), (2, (3,), 1, 2), (3, (17,), 2**32 + 7, 1000), (1, (66,), 2**64 - 1, 2**31),
        (2, (2, 5, 7), 5, 3), (1, (1, 9, 16), 12, 2**32 - 1), (5, (4,), 3, 0),
    ]  # fmt: skip
    return {
        "draws": [
            {
                "samples": samples, "dimensions": np.array(dimensions), "seed": str(seed), "step": step,
                "uniform": draw("uniform", samples, dimensions, stream=0, seed=seed, step=step),
                "normal": draw("normal", samples, dimensions, stream=1, seed=seed, step=step),
            }
            for samples, dimensions, seed, step in places
        ]
    }  # fmt: skip
