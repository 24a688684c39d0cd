"""How ./test counts and ends."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import run_tests


@pytest.fixture(autouse=True)
def logs(tmp_path, monkeypatch):
    folder = run_tests.REPOSITORY / "build" / "test-logs" / "of-test_run_tests"
    folder.mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(run_tests, "LOGS", folder)
    monkeypatch.setattr(sys, "argv", ["test"])


def raises(exception):
    def step(context):
        raise exception

    return step


def run_with(monkeypatch, capsys, *steps):
    monkeypatch.setattr(run_tests, "STEPS", [run_tests.Step(f"step{i}", run_tests.ALL, step) for i, step in enumerate(steps)])
    status = run_tests.main()
    return status, capsys.readouterr().out.splitlines()


def test_steps_go_on_after_a_failure_and_everything_is_counted(monkeypatch, capsys):
    status, lines = run_with(
        monkeypatch,
        capsys,
        lambda context: None,
        raises(run_tests.StepFailed("broken")),
        raises(run_tests.StepSkipped("no Python 3.11")),
        lambda context: run_tests.Outcome(passed=5, skipped=["a.b"]),
    )
    assert status == 1
    assert lines[-1] == "6 passed, 1 failed, 2 skipped"
    assert "failed: step1" in lines
    assert {"skipped: step2", "skipped: a.b"} <= set(lines)
    assert any("no Python 3.11" in line for line in lines)


def test_a_step_is_skipped_by_name_where_what_it_needs_failed(monkeypatch, capsys):
    steps = [
        run_tests.Step("build", run_tests.ALL, raises(run_tests.StepFailed("broken"))),
        run_tests.Step("unit", run_tests.ALL, lambda context: None, needs="build"),
        run_tests.Step("other", run_tests.ALL, lambda context: None),
    ]
    monkeypatch.setattr(run_tests, "STEPS", steps)
    assert run_tests.main() == 1
    lines = capsys.readouterr().out.splitlines()
    assert "skipped: unit (build failed)" in lines
    assert lines[-1] == "1 passed, 1 failed, 1 skipped"


def test_a_run_without_failures_ends_with_0(monkeypatch, capsys):
    status, lines = run_with(monkeypatch, capsys, lambda context: None)
    assert (status, lines[-1]) == (0, "1 passed, 0 failed, 0 skipped")


def test_a_failing_command_fails_its_step_and_shows_its_output(monkeypatch, capsys):
    status, lines = run_with(monkeypatch, capsys, lambda context: context.run("bash", "-c", "echo the reason; exit 4"))
    assert status == 1
    assert "the reason" in lines


def test_cases_of_a_report_are_told_apart(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text(
        '<testsuites><testsuite><testcase classname="A" name="good"/><testcase classname="A" name="bad"><failure/></testcase>'
        '<testcase classname="A" name="error"><error/></testcase><testcase classname="A" name="left"><skipped/></testcase>'
        '<testcase classname="A" name="ctest" status="fail"/>'
        '<testcase classname="A" name="absent" status="notrun"><skipped message="Unable to find executable"/></testcase>'
        '<testcase classname="A" name="asked" status="notrun"><skipped message="SKIP_RETURN_CODE=77"/></testcase>'
        "</testsuite></testsuites>"
    )
    outcome = run_tests.read_junit(report)
    assert (outcome.passed, outcome.failed, outcome.skipped) == (1, ["A.bad", "A.error", "A.ctest", "A.absent"], ["A.left", "A.asked"])


OPTIONS = {"quick": " --quick", "plain": "", "long": " --long"}


def test_the_documentation_names_every_tier_and_every_step():
    text = (run_tests.REPOSITORY / "docs" / "testing.md").read_text()
    rows = {tier: next(line for line in text.splitlines() if line.startswith(f"| `./test{option}` ")) for tier, option in OPTIONS.items()}
    for step in run_tests.STEPS:
        assert f"`{step.name}`" in rows[step.tiers[0]], f"{step.name} begins in the tier {step.tiers[0]}"


def test_quick_is_part_of_plain_and_plain_of_long():
    by_tier = {tier: {step.name for step in run_tests.STEPS if tier in step.tiers} for tier in run_tests.TIERS}
    assert by_tier["quick"] < by_tier["plain"] <= by_tier["long"]
