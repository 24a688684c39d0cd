"""What a run of the program takes, for files that are made to waste it."""

import json
import subprocess
import sys
from dataclasses import dataclass

import pytest

SECONDS = 1.0  # of the processor, so that other work on the machine does not count
KIBIBYTES = 100 * 1024
# A process takes over the largest size of the one that started it, so a small one has to.
MEASURE = """
import json, os, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([done.returncode, done.stderr, used.ru_utime + used.ru_stime, used.ru_maxrss]))
"""


@dataclass(frozen=True)
class Spent:
    status: int
    said: str
    seconds: float
    kibibytes: int

    def check(self, status: int, message: str) -> None:
        assert self.status == status, self.said
        assert message in self.said
        assert len(self.said.splitlines()) <= 1
        assert self.seconds < SECONDS
        assert self.kibibytes < KIBIBYTES


@pytest.fixture
def spent(program, record_testsuite_property, request):
    """Runs the program in a folder; the figures go into the report as well."""

    def run(folder, *words) -> Spent:
        command = [sys.executable, "-c", MEASURE, program, *words]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
        used = Spent(*json.loads(done.stdout))
        record_testsuite_property(request.node.name, f"{used.seconds:.3f} s, {used.kibibytes / 1024:.1f} MiB")
        return used

    return run
