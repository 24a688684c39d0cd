#!/usr/bin/env python3
"""The steps of ./test, one after the other; a failed one does not stop the rest. See ./test --help.

A step's output goes to build/test-logs/<step>.log; of a failed one the end is shown. Steps that run test cases count those, every
other step counts as one case. What is skipped is named.
"""

import argparse
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
import textwrap
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import envs

sys.path.append(str(Path(__file__).resolve().parent / "goldens"))
import rebuilt_targets  # noqa: E402

REPOSITORY = Path(__file__).resolve().parents[1]
BUILD = REPOSITORY / "build" / "ci"
SANITIZED = REPOSITORY / "build" / "asan"
THREADS = REPOSITORY / "build" / "tsan"
LOGS = REPOSITORY / "build" / "test-logs"
NNFRONT = BUILD / "bin" / "nnfront"
SHARED = REPOSITORY.parent / "shared"
ZOO_SHARE = 0.97  # of what MXNet, and torch, export must agree
TIERS = ("quick", "plain", "long")
REFERENCE_MACS = 1e9  # of models that the reference engine runs outside of --long
NO_VNNI = 3  # of tools/goldens/quantized_onnx.py
FUZZ_SECONDS = {"plain": 5, "long": 600}


class StepFailed(Exception):
    pass


class StepSkipped(Exception):
    pass


@dataclass
class Outcome:
    passed: int = 0
    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def add(self, other: "Outcome") -> None:
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped


class Context:
    """What a step works with: the tier, its log, and commands that are run in the repository."""

    def __init__(self, tier: str, log):
        self.tier = tier
        self.log = log

    def run(self, *command, environment: dict | None = None, check: bool = True) -> int:
        words = [str(word) for word in command]
        line = textwrap.shorten(shlex.join(words), 200, placeholder=" ...")
        print(f"$ {line}", file=self.log, flush=True)
        # Object files do not depend on where the checkout lies, so a compiler cache may serve all of them.
        cache = {"CCACHE_BASEDIR": str(REPOSITORY), "CCACHE_NOHASHDIR": "1"}
        settings = {**cache, **os.environ, **(environment or {})}
        done = subprocess.run(words, cwd=REPOSITORY, env=settings, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, check=False)
        if check and done.returncode != 0:
            raise StepFailed(f"exit status {done.returncode}: {line}")
        return done.returncode

    def python(self, name: str) -> Path:
        """The Python of an environment of envs.toml."""
        try:
            return envs.ensure(name)
        except envs.NoEnvironmentError as failure:
            if failure.status == envs.NO_PYTHON:
                raise StepSkipped(str(failure)) from failure
            raise StepFailed(str(failure)) from failure


def need(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        raise StepSkipped(f"{program} is not installed")
    return path


def tracked(*patterns: str) -> list[str]:
    """Files of the repository, those that are new included, without ignored ones."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout.split("\n")
    return sorted({name for name in listed if name and (REPOSITORY / name).is_file()})


def read_case(case: ElementTree.Element, name: str) -> Outcome:
    if case.find("failure") is not None or case.find("error") is not None or case.get("status") == "fail":
        return Outcome(failed=[name])
    skipped = case.find("skipped")
    # ctest calls a test "notrun" that asked to be skipped, and one whose program is not there.
    if case.get("status") == "notrun" and not (skipped is not None and skipped.get("message", "").startswith("SKIP")):
        return Outcome(failed=[name])
    if skipped is not None or case.get("status") == "disabled":
        return Outcome(skipped=[name])
    return Outcome(passed=1)


def read_junit(path: Path) -> Outcome:
    """The cases of a report as pytest, ctest and GoogleTest write it."""
    outcome = Outcome()
    for case in ElementTree.parse(path).getroot().iter("testcase"):
        outcome.add(read_case(case, f"{case.get('classname')}.{case.get('name')}"))
    return outcome


# ---- steps


def check_format(context: Context) -> None:
    formatter = need("clang-format-14")
    context.run(formatter, "--dry-run", "-Werror", *tracked("*.h", "*.cpp"))
    ruff = context.python("tools").parent / "ruff"
    context.run(ruff, "format", "--check", ".")
    context.run(ruff, "check", ".")


def launcher() -> list[str]:
    return ["-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []


def build(context: Context) -> None:
    context.run("cmake", "--preset", "ci", *launcher())
    context.run("cmake", "--build", "--preset", "ci", "--", "-k", "0")


def run_ctest(context: Context, folder: Path, settings: dict | None = None, only: str = "") -> Outcome:
    """Counts the cases of GoogleTest programs; another program, and one that died without a report, counts as one case.

    ``only``: a regular expression for the names of the programs.
    """
    reports = folder / "test-reports"
    shutil.rmtree(reports, ignore_errors=True)
    reports.mkdir(parents=True)
    summary = reports / "ctest.xml"
    command = [
        "ctest",
        "--test-dir",
        folder,
        "--output-on-failure",
        "--no-tests=error",
        "--output-junit",
        summary,
        "-j",
        os.cpu_count() or 1,
        *(["--tests-regex", only] if only else []),
    ]
    leaks = f"suppressions={REPOSITORY / 'tests' / 'leak_suppressions.txt'}:print_suppressions=0"
    environment = {"GTEST_OUTPUT": f"xml:{reports}/", "LSAN_OPTIONS": leaks, **(settings or {})}
    status = context.run(*command, environment=environment, check=False)
    if not summary.exists():
        raise StepFailed(f"ctest ended with {status} and no report")
    outcome = Outcome()
    for program in ElementTree.parse(summary).getroot().iter("testcase"):
        name = program.get("name")
        itself = read_case(program, name)
        report = reports / f"test_{name.replace('/', '_')}.xml"
        cases = read_junit(report) if report.exists() else itself
        outcome.add(cases)
        if itself.failed and not cases.failed:
            outcome.failed.append(f"{name} (after its last case)")
    return outcome


def unit_tests(context: Context) -> Outcome:
    return run_ctest(context, BUILD)


def run_pytest(context: Context, python: Path, *targets: str, environment: dict | None = None) -> Outcome:
    present = [target for target in targets if (REPOSITORY / target).exists()]
    if not present:
        raise StepSkipped(f"no {' or '.join(targets)}")
    report = LOGS / f"pytest-{present[0].replace('/', '-')}.xml"
    report.unlink(missing_ok=True)
    command = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junit-xml={report}", *present]
    status = context.run(*command, environment=environment, check=False)
    if not report.exists():
        raise StepFailed(f"pytest ended with {status} and no report")
    outcome = read_junit(report)
    if status != 0 and not outcome.failed:
        raise StepFailed(f"pytest ended with {status}")
    return outcome


def script_tests(context: Context) -> Outcome:
    return run_pytest(context, context.python("tools"), "tests/tools", "tests/structure", "tests/docs")


def command_line(context: Context) -> Outcome:
    return run_pytest(context, context.python("tools"), "tests/errors", "tests/cli", environment={"NNFRONT": str(NNFRONT)})


def documented_commands(context: Context) -> None:
    context.run(context.python("tools"), "tests/docs/check_commands.py", "--path", NNFRONT.parent)


def dependencies() -> dict[str, list[str]]:
    """What each object file was made from, by its source, as the last build saw it; system headers left out."""
    listed = subprocess.run(["ninja", "-C", BUILD, "-t", "deps"], capture_output=True, text=True, check=True).stdout
    found = {}
    for block in listed.split("\n\n"):
        files = [line.strip() for line in block.split("\n")[1:] if line.startswith("    ")]
        paths = [(BUILD / file).resolve() for file in files]
        ours = [str(path.relative_to(REPOSITORY)) for path in paths if path.is_relative_to(REPOSITORY)]
        if ours:
            found[ours[0]] = ours
    return found


def tidy(context: Context) -> None:
    """clang-tidy's short list (.clang-tidy) over src. A file whose content and headers passed before is not looked at again."""
    program = need("clang-tidy-14")
    rules = (REPOSITORY / ".clang-tidy").read_bytes()
    done = envs.cache_folder() / "tidy"
    done.mkdir(parents=True, exist_ok=True)

    def key(files: list[str]) -> str:
        summary = hashlib.sha256(rules)
        for file in files:
            summary.update(file.encode() + b"\0" + (REPOSITORY / file).read_bytes())
        return summary.hexdigest()[:32]

    def look(source: str, mark: Path) -> str:
        # The build's warning flags are g++'s; clang knows most of them.
        command = [program, "-p", str(BUILD), "--quiet", "--warnings-as-errors=*", "--extra-arg=-Wno-unknown-warning-option", source]
        found = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
        if found.returncode == 0:
            mark.touch()
            return ""
        return found.stdout + found.stderr

    marks = {source: done / key(files) for source, files in dependencies().items() if source.startswith("src/")}
    waiting = {source: mark for source, mark in marks.items() if not mark.exists()}
    print(f"{len(marks)} files, {len(waiting)} to look at", file=context.log, flush=True)
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        complaints = list(filter(None, pool.map(look, waiting.keys(), waiting.values())))
    for text in complaints:
        print(text, file=context.log)
    if complaints:
        raise StepFailed(f"clang-tidy complains about {len(complaints)} files")


def sanitized_build(context: Context) -> None:
    need("clang++-14")
    context.run("cmake", "--preset", "asan", *launcher())
    context.run("cmake", "--build", "--preset", "asan", "--", "-k", "0")


def sanitized_tests(context: Context) -> Outcome:
    need("clang++-14")
    # The 10,000 random graphs have been run already; sanitizers slow them down tenfold.
    return run_ctest(context, SANITIZED, {"NNFRONT_PROPERTY_GRAPHS": "1000"})


def thread_sanitizer(context: Context) -> Outcome:
    """Our own threads; libgomp and oneDNN are built without the sanitizer, which would take their waiting for none."""
    need("clang++-14")
    context.run("cmake", "--preset", "tsan", *launcher())
    context.run("cmake", "--build", "--preset", "tsan", "--", "-k", "0")
    settings = {
        "TSAN_OPTIONS": f"suppressions={REPOSITORY / 'tests' / 'thread_suppressions.txt'}",
        "GTEST_FILTER": "Crew.*:Parallel*:OneDnnNetwork.*-*KeepsNoMemory",
    }
    return run_ctest(context, THREADS, settings, only="^(support|executor)$")


def fuzz(context: Context) -> None:
    need("clang++-14")
    context.run("bash", "tests/fuzz/run.sh", FUZZ_SECONDS[context.tier], SANITIZED)


def package_environment(context: Context, folder: Path, base: Path, sees_packages: bool = False) -> Path:
    """The Python of an environment of its own with the package installed; it may see the packages of the environment of `base`."""
    shutil.rmtree(folder, ignore_errors=True)
    context.run(base, "-m", "venv", folder)
    python = folder / "bin" / "python"
    if sees_packages:
        (own,) = folder.glob("lib/python*/site-packages")
        (others,) = base.parents[1].glob("lib/python*/site-packages")
        (own / "others.pth").write_text(f"{others}\n")
    # The flags of the preset, and the compiler by its name there, so that a compiler cache has the objects already.
    cached = {"CMAKE_CXX_COMPILER_LAUNCHER": "ccache", "CXX": "c++"} if shutil.which("ccache") else {}
    flags = ["--config-settings=cmake.define.NNFRONT_WERROR=ON"]
    install = ["-m", "pip", "install", "-q", "--no-cache-dir", "--disable-pip-version-check", *flags, "pytest", "jsonschema", "."]
    context.run(python, *install, environment=cached)
    return python


def python_package(context: Context) -> Outcome:
    """`pip install .` into an environment of its own, then the package's tests."""
    python = package_environment(context, REPOSITORY / "build" / "package-venv", context.python("tools"))
    return run_pytest(context, python, "tests/python", environment={"NNFRONT": str(NNFRONT)})


def live_torch(context: Context) -> Outcome:
    """Graphs as live modules of PyTorch: the package beside torch."""
    python = package_environment(context, REPOSITORY / "build" / "live-torch-venv", context.python("torch-exports"), sees_packages=True)
    return run_pytest(context, python, "tests/live/test_torch.py")


def golden_folder(context: Context, kind: str) -> str:
    """Where the goldens of that kind lie, made first where they are absent."""
    context.python("mxnet")
    command = [context.python("tools"), "tools/goldens/cached.py", kind]
    context.run(*command)
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout.strip()


def goldens(context: Context) -> None:
    folder = golden_folder(context, "networks")
    context.run(context.python("tools"), "tools/goldens/compare.py", NNFRONT, folder, "--json", LOGS / "goldens.json")


def mxnet_operators(context: Context) -> Outcome:
    folder = golden_folder(context, "operators")
    _, found, _ = reported(context, "mxnet-operators", context.python("tools"), "tools/goldens/compare_operators.py", NNFRONT, folder)
    failed = [f"mxnet-operators.{name}" for name, misses in found.items() if misses]
    return Outcome(passed=len(found) - len(failed), failed=failed)


def reported(context: Context, name: str, *command) -> tuple[int, Any, Path]:
    """Exit status of a script that is asked for its figures, the figures, and the file they are in."""
    report = LOGS / f"{name}.json"
    report.unlink(missing_ok=True)
    status = context.run(*command, "--json", report, check=False)
    if not report.exists():
        raise StepFailed(f"{name} ended with {status} and no report")
    return status, json.loads(report.read_text()), report


def compared(context: Context, script: str, some: str, name: Callable[[dict], str]) -> Outcome:
    """What a script that compares many models says: of some of them (its option `some`), or of all, of which a few may miss."""
    chosen = [] if context.tier == "long" else [some]
    _, results, _ = reported(context, script, context.python("tools"), f"tools/goldens/{script}.py", NNFRONT, *chosen)
    exported = [result for result in results if result["verdict"] != "not exported"]
    failed = [f"{script}.{name(result)}" for result in exported if not result["verdict"].startswith("ok")]
    # The report names those that may miss.
    if context.tier == "long" and len(failed) <= (1 - ZOO_SHARE) * len(exported):
        failed = []
    return Outcome(passed=len(exported) - len(failed), failed=failed)


def detectors(context: Context) -> None:
    """gluoncv's detectors on a picture: its own post-processing against nnfront's."""
    context.run(context.python("mxnet"), "tools/goldens/detectors.py", NNFRONT)


def faces(context: Context) -> None:
    if not (SHARED / "models" / "multi" / "ultraface").is_dir():
        raise StepSkipped("the face detectors and their pictures are absent")
    context.run(context.python("faces"), "tools/goldens/faces.py", NNFRONT, SHARED)


def zoo(context: Context) -> Outcome:
    """gluoncv's zoo against MXNet: some small models of every kind, or all of it."""
    context.python("mxnet")
    return compared(context, "zoo", "--dozen", lambda result: result["model"])


def torch_exports(context: Context) -> Outcome:
    """torch's ONNX exports against onnxruntime and torch: a handful of architectures, or all."""
    context.python("torch-exports")
    return compared(context, "torch_exports", "--handful", lambda result: f"{result['model']}.{result['exporter']}")


def samplenet(context: Context) -> None:
    if not (SHARED / "data" / "cifar10").is_dir():
        raise StepSkipped("the CIFAR-10 images are absent")
    context.run(context.python("mxnet"), "tools/goldens/samplenet_accuracy.py", NNFRONT, SHARED)


def quantized(context: Context) -> None:
    model = SHARED / "models" / "onnx" / "onnx_model_zoo" / "shufflenet-v2-12-int8.onnx"
    models = ["--model", model] if model.exists() else []
    status = context.run(context.python("onnx"), "tools/goldens/quantized_onnx.py", NNFRONT, *models, check=False)
    if status == NO_VNNI:
        raise StepSkipped("the processor has no VNNI: onnxruntime's integers are others")
    if status != 0:
        raise StepFailed(f"quantized_onnx.py ended with {status}")


def fused(context: Context) -> None:
    context.run(context.python("onnx"), "tools/goldens/fused_onnx.py", NNFRONT)


def onnx_models(context: Context) -> Outcome:
    """Every ONNX model that is beside the checkout, against onnxruntime."""
    folder = SHARED / "models"
    if not any(folder.rglob("*.onnx")):
        raise StepSkipped("the ONNX models are absent")
    limit = [] if context.tier == "long" else ["--reference-macs", REFERENCE_MACS]
    _, results, _ = reported(context, "onnx-models", context.python("onnx"), "tools/goldens/onnx_models.py", NNFRONT, folder, *limit)
    failed = [f"onnx-models.{result['model']}" for result in results if result["misses"]]
    return Outcome(passed=len(results) - len(failed), failed=failed)


def onnx_nodes(context: Context) -> Outcome:
    archives = sorted((SHARED / "models" / "onnx" / "node_tests").glob("*.tar.xz"))
    if not archives:
        raise StepSkipped("the archive of ONNX's node tests is absent")
    program = BUILD / "tests" / "onnx_nodes" / "onnx_node_tests"
    status, results, report = reported(context, "onnx-nodes", sys.executable, "tools/onnx_nodes.py", program, archives[-1])
    failed = [f"{folder}.{case}" for folder, result in results.items() for case in result.get("failures", {})]
    passed = sum(counts["passed"] for result in results.values() for counts in result["categories"].values())
    if context.run(context.python("tools"), "tools/coverage_proofs.py", "--nodes", report, check=False) != 0:
        failed.append("onnx-nodes.proofs of docs/op_coverage.md")
    return Outcome(passed, failed or (["too few core cases passed"] if status != 0 else []))


def runners(context: Context, step: str) -> tuple[str, Outcome]:
    """What can run rebuilt models on this machine, comma-separated, and what it has no Python for."""
    found, skipped = [], Outcome()
    for runner, environment in rebuilt_targets.ENVIRONMENTS.items():
        try:
            context.python(environment)
            found.append(runner)
        except StepSkipped:
            skipped.skipped.append(f"{step}.{runner}")
    if not found:
        raise StepSkipped("no Python for any framework")
    return ",".join(found), skipped


# Small, with everything that a target does for a network: residual blocks, groups, several outputs, paddings, a deep one.
REBUILT_SAMPLE = "digits,lenet,mobilenetv2_0.25,mtcnn_det3,resnet50_v1b,squeezenet1.1"


def rebuilt(context: Context) -> Outcome:
    """MXNet's networks, a sample or all, rebuilt for every target and run in its framework, against MXNet."""
    targets, outcome = runners(context, "rebuilt")
    sample = [] if context.tier == "long" else ["--models", REBUILT_SAMPLE]
    command = [context.python("tools"), "benchmarks/roundtrip", NNFRONT, "--targets", targets, *sample]
    _, results, _ = reported(context, "rebuilt", *command, "--goldens", golden_folder(context, "networks"))
    failed = [f"rebuilt.{each['model']}.{each['form']}.{each['target']}" for each in results if each["misses"]]
    outcome.add(Outcome(passed=len(results) - len(failed), failed=failed))
    return outcome


# Besides the one that is written where nobody says otherwise.
FURTHER_OPSETS = [13, 17, 18, 23]


def rebuilt_operators(context: Context) -> Outcome:
    """Single operators, rebuilt for every target and run in its framework, against the reference executor."""
    targets, outcome = runners(context, "rebuilt-operators")
    context.run(context.python("onnx"), "tools/goldens/onnx_element_types.py")
    program = BUILD / "tests" / "emit" / "write_emitted_cases"
    command = [context.python("tools"), "tools/goldens/rebuilt_cases.py", program, "--targets", targets]
    _, results, _ = reported(context, "rebuilt-operators", *command)
    for opset in FURTHER_OPSETS:
        of_set = ["--targets", "onnx", "--opset", str(opset)]
        _, further, _ = reported(context, f"rebuilt-operators-{opset}", *command[:-2], *of_set)
        results += [each | {"case": f"opset_{opset}.{each['case']}"} for each in further]
    failed = [f"rebuilt-operators.{each['target']}.{each['case']}" for each in results if each["verdict"] == "MISS"]
    outcome.add(Outcome(passed=sum(each["verdict"] == "agrees" for each in results), failed=failed))
    return outcome


def rebuilt_training(context: Context) -> Outcome:
    """MXNet's networks, rebuilt for MXNet: gradients, running statistics and a step of training against the original."""
    folder = golden_folder(context, "networks")
    command = [context.python("mxnet"), "tools/goldens/rebuilt_training.py", NNFRONT, folder]
    _, results, _ = reported(context, "rebuilt-training", *command)
    failed = [f"rebuilt-training.{each['model']}" for each in results if each["misses"]]
    return Outcome(passed=len(results) - len(failed), failed=failed)


def onnx_rebuilt(context: Context) -> Outcome:
    """Every ONNX model that is read, written and read again: nothing moves, the checker agrees, onnxruntime computes the same."""
    archives = sorted((SHARED / "models" / "onnx" / "node_tests").glob("*.tar.xz"))
    if not archives:
        raise StepSkipped("the archive of ONNX's node tests is absent")
    program = BUILD / "tests" / "onnx_nodes" / "onnx_fixed_points"
    models = SHARED / "models" / "onnx" / "onnx_model_zoo"
    command = [context.python("onnx"), "tools/goldens/onnx_rebuilt.py", program, archives[-1], models]
    _, results, _ = reported(context, "onnx-rebuilt", *command)
    failed = [f"onnx-rebuilt.{each['model']}" for each in results if each["miss"]]
    return Outcome(passed=sum(each["form"] == "fixed" and not each["miss"] for each in results), failed=failed)


def training(context: Context) -> Outcome:
    """One step of training of rebuilt networks, against MXNet's."""
    context.python("mxnet")
    context.python("torch-exports")
    _, results, _ = reported(context, "training", context.python("tools"), "tools/goldens/training.py", NNFRONT)
    failed = [f"training.{each['network']}.{each['target']}" for each in results if each["misses"]]
    return Outcome(passed=len(results) - len(failed), failed=failed)


def demo(context: Context) -> None:
    context.run("./demo", "--build", BUILD)


@dataclass(frozen=True)
class Step:
    name: str
    tiers: tuple[str, ...]
    run: Callable[[Context], Outcome | None]
    needs: str = ""  # a step without which this one says nothing


ALL = TIERS
FULL = ("plain", "long")
STEPS = [
    Step("format", ALL, check_format),
    Step("build", ALL, build),
    Step("unit-tests", ALL, unit_tests, needs="build"),
    Step("script-tests", ALL, script_tests),
    Step("command-line", ALL, command_line, needs="build"),
    Step("goldens", FULL, goldens, needs="build"),
    Step("mxnet-operators", FULL, mxnet_operators, needs="build"),
    Step("zoo", FULL, zoo, needs="build"),
    Step("detectors", FULL, detectors, needs="build"),
    Step("faces", FULL, faces, needs="build"),
    Step("samplenet", FULL, samplenet, needs="build"),
    Step("quantized", FULL, quantized, needs="build"),
    Step("fused", FULL, fused, needs="build"),
    Step("onnx-models", FULL, onnx_models, needs="build"),
    Step("onnx-nodes", FULL, onnx_nodes, needs="build"),
    Step("torch-exports", FULL, torch_exports, needs="build"),
    Step("rebuilt", FULL, rebuilt, needs="build"),
    Step("rebuilt-operators", FULL, rebuilt_operators, needs="build"),
    Step("training", FULL, training, needs="build"),
    Step("rebuilt-training", FULL, rebuilt_training, needs="build"),
    Step("onnx-rebuilt", FULL, onnx_rebuilt, needs="build"),
    Step("demo", FULL, demo, needs="build"),
    Step("documented-commands", FULL, documented_commands, needs="build"),
    Step("python-package", FULL, python_package),
    Step("live-torch", FULL, live_torch),
    Step("clang-tidy", FULL, tidy, needs="build"),
    Step("sanitized-build", FULL, sanitized_build),
    Step("sanitized-tests", FULL, sanitized_tests, needs="sanitized-build"),
    Step("fuzz", FULL, fuzz, needs="sanitized-build"),
    Step("thread-sanitizer", ("long",), thread_sanitizer),
]


def run_step(step: Step, tier: str) -> Outcome:
    print(f"== {step.name}", flush=True)
    begin = time.monotonic()
    log_path = LOGS / f"{step.name}.log"
    outcome, remark = Outcome(), ""
    with log_path.open("w") as log:
        try:
            outcome = step.run(Context(tier, log)) or Outcome(passed=1)
        except StepSkipped as reason:
            outcome, remark = Outcome(skipped=[step.name]), f": {reason}"
        except (StepFailed, subprocess.CalledProcessError, OSError) as reason:
            outcome, remark = Outcome(failed=[step.name]), f": {reason}"
    if outcome.failed:
        print("".join(log_path.read_text(errors="replace").splitlines(keepends=True)[-60:]))
    verdict = "FAILED" if outcome.failed else "skipped" if outcome.skipped and not outcome.passed else "ok"
    counts = f"{outcome.passed} passed, {len(outcome.failed)} failed, {len(outcome.skipped)} skipped"
    print(f"-- {step.name}: {verdict} ({counts}; {time.monotonic() - begin:.1f} s){remark}", flush=True)
    return outcome


def chosen_steps(options) -> list[Step]:
    if not options.only:
        return [step for step in STEPS if options.tier in step.tiers]
    names = options.only.split(",")
    unknown = set(names) - {step.name for step in STEPS}
    if unknown:
        raise SystemExit(f"no step {', '.join(sorted(unknown))}; there are: {', '.join(step.name for step in STEPS)}")
    return [step for step in STEPS if step.name in names]


def main() -> int:
    parser = argparse.ArgumentParser(prog="./test", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    tier = parser.add_mutually_exclusive_group()
    tier.add_argument("--quick", dest="tier", action="store_const", const="quick", default="plain", help="under five minutes")
    tier.add_argument(
        "--long",
        dest="tier",
        action="store_const",
        const="long",
        help="more: threads under their sanitizer, fuzzing ten minutes per target",
    )
    parser.add_argument("--only", help="names of steps, comma-separated")
    parser.add_argument("--list", action="store_true", help="name the steps and stop")
    options = parser.parse_args()
    steps = chosen_steps(options)
    if options.list:
        for step in STEPS:
            print(f"{step.name:20} {' '.join(step.tiers)}")
        return 0

    LOGS.mkdir(parents=True, exist_ok=True)
    total, begin = Outcome(), time.monotonic()
    broken = set()
    for step in steps:
        if step.needs in broken:
            print(f"== {step.name}\n-- {step.name}: skipped: {step.needs} failed", flush=True)
            total.add(Outcome(skipped=[f"{step.name} ({step.needs} failed)"]))
            continue
        outcome = run_step(step, options.tier)
        total.add(outcome)
        if outcome.failed:
            broken.add(step.name)
    print(f"\n{options.tier}: {time.monotonic() - begin:.0f} s; logs in {LOGS.relative_to(REPOSITORY)}")
    for name in total.failed:
        print(f"failed: {name}")
    for name in total.skipped:
        print(f"skipped: {name}")
    print(f"{total.passed} passed, {len(total.failed)} failed, {len(total.skipped)} skipped")
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main())
