"""The files of one model's goldens: written by the framework's Python, read by the comparison. Needs NumPy alone.

    goldens.npz     x<n>_<i>   input i of the two runs (n = 1, 2)
                    y<n>_<i>   output i
                    v_<i>      interior value i, for x1
                    e_<i>      v_<i> less the same value computed in float64, where the framework has a float64 form
                    z<n>_<i>   output i of the whole graph, where y are values inside it
    manifest.json   inputs: name and shape; outputs, interior, whole: name, shape, stride and figures of each

Of an array with many elements every stride-th is kept, in C order.
"""

import json
from pathlib import Path

import numpy

MOST_KEPT = 1 << 17  # elements of one array


def part_of(array, stride):
    """What is kept of an array."""
    return array if stride == 1 else array.reshape(-1)[::stride]


class Writer:
    """Collects arrays and what the manifest says of them."""

    def __init__(self):
        self.arrays = {}

    def keep(self, key, array):
        """The manifest's entry."""
        stride = max(1, -(-array.size // MOST_KEPT))
        self.arrays[key] = numpy.ascontiguousarray(part_of(array, stride))
        return {"shape": list(array.shape), "stride": stride}

    def keep_inputs(self, x1, x2):
        for i, pair in enumerate(zip(x1, x2)):
            self.arrays[f"x1_{i}"], self.arrays[f"x2_{i}"] = pair

    def write(self, folder, manifest):
        numpy.savez(folder / "goldens.npz", **self.arrays)
        (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")


class Goldens:
    """What was written. `manifest` is that of manifest.json; arrays come by their keys."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.manifest = json.loads((self.folder / "manifest.json").read_text())

    def __getitem__(self, key):
        with numpy.load(self.folder / "goldens.npz") as file:
            return file[key]

    def __contains__(self, key):
        with numpy.load(self.folder / "goldens.npz") as file:
            return key in file

    def input_arguments(self):
        """For `nnfront compile`: NAME:1,3,8,8 of every input."""
        return [f"{entry['name']}:{','.join(map(str, entry['shape']))}" for entry in self.manifest["inputs"]]

    def input_files(self, n, folder):
        """For `nnfront run`: NAME=FILE of every input of run n, written to `folder`."""
        arguments = []
        for i, entry in enumerate(self.manifest["inputs"]):
            path = Path(folder) / f"x{n}_{i}.npy"
            numpy.save(path, self[f"x{n}_{i}"])
            arguments.append(f"{entry['name']}={path}")
        return arguments
