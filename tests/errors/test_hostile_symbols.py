"""MXNet symbols made to waste time and memory: each ends with a clear message within a second of processor time and 100 MB."""

import pytest

DATA = '{"op": "null", "name": "data", "inputs": []}'


def symbol(nodes: str, last: int, more: str = "") -> str:
    return f'{{"nodes": [{DATA}{nodes}]{more}, "heads": [[{last}, 0, 0]], "attrs": {{"mxnet_version": ["int", 10901]}}}}'


def long_chain() -> str:
    text = ',{{"op": "Activation", "name": "r{0}", "attrs": {{"act_type": "relu"}}, "inputs": [[{0}, 0, 0]]}}'
    return symbol("".join(text.format(i) for i in range(1000000)), 1000000)


def long_attribute() -> str:
    shape = ",".join(["1"] * 1000000)
    return symbol(f',{{"op": "Reshape", "name": "r", "attrs": {{"shape": "({shape})"}}, "inputs": [[0, 0, 0]]}}', 1)


def long_list_beside() -> str:
    return symbol("", 0, f', "arg_nodes": [{",".join(["0"] * 1000000)}]')


def many_inputs() -> str:
    return symbol(f',{{"op": "add_n", "name": "sum", "inputs": [{",".join(["[0, 0, 0]"] * 1000000)}]}}', 1)


def deep_subgraphs() -> str:
    before = '{"nodes": [{"op": "null", "name": "x", "inputs": []}, {"op": "_foreach", "name": "f", "inputs": [], "subgraphs": ['
    after = ']}], "heads": [[0, 0, 0]]}'
    return before * 10000 + after * 10000


@pytest.mark.parametrize(
    ("make", "status", "message"),
    [
        (long_chain, 2, "hostile-symbol.json: more than 131072 nodes, so many are read at most"),
        (long_attribute, 2, "node 1: 'r' (Reshape): attribute 'shape' is 2000001 characters long, at most 65536 are read"),
        (long_list_beside, 0, ""),
        (many_inputs, 2, "more than 262144 values in one piece"),
        (deep_subgraphs, 2, "nested deeper than 200 levels"),
    ],
)
def test_symbol(spent, tmp_path, make, status, message):
    (tmp_path / "hostile-symbol.json").write_text(make())
    used = spent(tmp_path, "inspect", "hostile-symbol.json", "--input", "data:1,4")
    used.check(status, message)
