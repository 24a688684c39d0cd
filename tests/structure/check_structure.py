#!/usr/bin/env python3
"""Holds the structure of the sources: check_structure.py [ROOT]; exit status 1 and one line per violation.

- A folder of src includes only what stands below it (the table BELOW) and the public headers.
- Words of frameworks stand only in src/formats, src/frontends and src/emit. Comments and string literals that cite a
  specification by its address do not count.
- A family of operators that a front end's families.h names is one file that ends with the family's rows, and it has a test file: a new
  operator of it touches no list of files and no table.
- No file that is kept under version control is over 500 kB, and none speaks of a path of somebody's machine.
"""

import re
import subprocess
import sys
from pathlib import Path

LARGEST_FILE = 500_000

SUPPORT = {"support"}
FORMATS = SUPPORT | {"formats"}
IR = FORMATS | {"ir"}
OPS = IR | {"ops"}
MIDDLE = {"frontends", "passes", "executor", "cost", "postprocess", "report"}
PICTURES = {"dataset"}
API = OPS | PICTURES | MIDDLE | {"api"}
# What each folder may include, itself aside; the public headers (include/nnfront) everybody may.
BELOW = {
    "support": set(),
    "formats": SUPPORT,
    "ir": FORMATS,
    "ops": IR,
    "dataset": OPS,
    **dict.fromkeys(MIDDLE, OPS),
    "postprocess": OPS | PICTURES,
    "report": OPS | PICTURES,
    "api": OPS | PICTURES | MIDDLE,
    "cli": API,
    "python": API,
}

FRAMEWORKS = re.compile(r"mxnet|onnx|torch|tensorflow|tflite|keras|gluon|caffe|paddle|\btvm", re.IGNORECASE)
FRAMEWORK_FOLDERS = {"formats", "frontends", "emit"}
# Where a framework's word is the subject itself: the reason stands beside it.
FRAMEWORK_EXCEPTIONS = {
    "src/cli/compile.cpp": "its --help shows a command that users type",
    "src/cost/conventions.cpp": "names the counters of other tools",
}
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
ADDRESS = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+/[^\s\"]*")
MACHINE_PATH = re.compile(r"(?<![\w.~/-])/(?:work|root|home/\w+|Users/\w+)/")
FAMILY_ROWS = re.compile(r"^std::vector<OperatorRow> (\w+)_rows\(\);$", re.MULTILINE)
FAMILIES_WITHOUT_TRANSLATORS = {"refused"}
TEXT_SUFFIXES = {".h", ".cpp", ".py", ".md", ".txt", ".cmake", ".json", ".toml", ".sh", ".in", ".pyi", ".yaml", ".yml", ""}


def kept_files(root: Path) -> list[Path]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.split("\n")
    return sorted({root / name for name in listed if name and (root / name).is_file()})


def check_includes(name: str, folder: str, text: str) -> list[str]:
    if folder not in BELOW:
        return [f"{name}: src/{folder} is not in the table of tests/structure/check_structure.py"]
    allowed = BELOW[folder] | {folder, "nnfront"}
    included = [match.split("/")[0] for match in re.findall(r'^\s*#\s*include\s+"([^"]+)"', text, re.MULTILINE)]
    return [f"{name}: src/{folder} may not include {other}" for other in sorted(set(included) - allowed)]


def framework_words(text: str) -> list[str]:
    code = ADDRESS.sub("", COMMENT.sub("", ADDRESS.sub("", text)))
    return sorted({word.lower() for word in FRAMEWORKS.findall(code.replace("onednn", "").replace("oneDNN", ""))})


def check_source(name: str, text: str) -> list[str]:
    parts = name.split("/")
    found = check_includes(name, parts[1], text) if parts[0] == "src" else []
    if parts[0] == "src" and parts[1] in FRAMEWORK_FOLDERS:
        return found
    words = framework_words(text)
    if name in FRAMEWORK_EXCEPTIONS:
        return found if words else [*found, f"{name}: no framework's word any more, take it off the list of exceptions"]
    return [*found, *(f"{name}: speaks of {word}" for word in words)]


def check_families(root: Path) -> list[str]:
    found = []
    for header in sorted(root.glob("src/frontends/*/families.h")):
        families = FAMILY_ROWS.findall(header.read_text())
        found += [] if families else [f"{header.relative_to(root)}: names no family"]
        for family in families:
            found += check_family(root, header.parent.relative_to(root / "src"), family)
    return found


def check_family(root: Path, folder: Path, family: str) -> list[str]:
    source = root / "src" / folder / f"{family}.cpp"
    name = source.relative_to(root)
    if not source.is_file():
        return [f"{name}: is absent, though families.h names the family"]
    # The last function of the file: only the last line of it stands at the margin.
    rows = rf"^std::vector<OperatorRow> {family}_rows\(\) \{{\n(?: [^\n]*\n|\n)*\}}\n\n\}}  // namespace [\w:]+\n\Z"
    found = [] if re.search(rows, source.read_text(), re.MULTILINE) else [f"{name}: does not end with {family}_rows()"]
    # A family that was divided, quant_conv beside quant, may share the test of the first part.
    tests = [root / "tests" / folder / f"{each}_test.cpp" for each in (family, family.split("_")[0])]
    if family not in FAMILIES_WITHOUT_TRANSLATORS and not any(test.is_file() for test in tests):
        found.append(f"{name}: there is no {tests[0].relative_to(root)}")
    return found


def check_file(path: Path, name: str) -> list[str]:
    size = path.stat().st_size
    found = [f"{name}: {size} bytes, more than {LARGEST_FILE}"] if size > LARGEST_FILE else []
    if path.suffix not in TEXT_SUFFIXES:
        return found
    text = path.read_text(errors="replace")
    if MACHINE_PATH.search(text):
        found.append(f"{name}: holds a path of a machine: {MACHINE_PATH.search(text).group()}")
    if path.suffix in (".h", ".cpp") and name.split("/")[0] in ("src", "include"):
        found += check_source(name, text)
    return found


def check(root: Path) -> list[str]:
    found = [f"{name}: on the list of exceptions, but absent" for name in FRAMEWORK_EXCEPTIONS if not (root / name).exists()]
    found += check_families(root)
    for path in kept_files(root):
        found += check_file(path, str(path.relative_to(root)))
    return found


def main() -> int:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2]).resolve()
    violations = check(root)
    for violation in violations:
        print(violation)
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
