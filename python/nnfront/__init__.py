"""nnfront: reads trained models, compiles them to one IR, counts and runs them.

>>> import nnfront
>>> graph = nnfront.compile("examples/digits/digits-symbol.json", inputs={"data": (1, 1, 8, 8)})
>>> print(graph.complexity())
>>> y = graph.run(x)

Importing this module imports no framework.
"""

from nnfront._compile import compile, inspect  # noqa: A004  (the name users expect)
from nnfront._core import Error, InternalError, NodeInfo, ValueInfo
from nnfront._core import version as __version__
from nnfront._graph import Complexity, Graph, load

for _public in (Error, InternalError, NodeInfo, ValueInfo):
    _public.__module__ = __name__  # where users find them

__all__ = [
    "Complexity",
    "Error",
    "Graph",
    "InternalError",
    "NodeInfo",
    "ValueInfo",
    "__version__",
    "compile",
    "inspect",
    "load",
]
