"""The launcher, run with stand-ins for everything outside it."""

from __future__ import annotations

import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.architecture.house import ROOT

# What the launcher asks of every Debian and Ubuntu machine.
TOOLS = ("sh", "basename", "cat", "cksum", "dirname", "dpkg-query", "env", "grep", "head")
TOOLS += ("mkdir", "readlink", "rm", "sed", "tail")


def _script(path: Path, body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


class Machine:
    """A machine with nothing but the tools above, and a checkout in a folder with a space."""

    def __init__(self, folder: Path) -> None:
        self.tools = folder / "bin"
        self.tools.mkdir()
        for name in TOOLS:
            (self.tools / name).symlink_to(str(shutil.which(name)))
        self.root = folder / "my plans"
        self.root.mkdir()
        for name in ("kehoach", "pyproject.toml", "requirements.txt", "requirements-dev.txt"):
            shutil.copy(ROOT / name, self.root / name)
        self.venv = self.root / ".venv"

    def install(self, name: str, body: str) -> None:
        _script(self.tools / name, body)

    def install_python(self) -> None:
        """Give it a Python whose `-m venv` makes an environment that records what pip is asked."""
        pip = f'echo "$@" >>"{self.root}/pip.log"'
        self.install("tesseract", "true")
        self.install("initdb", "true")
        self.install("made-python", pip)
        make = (
            f'cp "{self.tools}/made-python" .venv/bin/python; cp .venv/bin/python .venv/bin/kehoach'
        )
        self.install("cp", 'exec /bin/cp "$@"')
        self.install(
            "python3", f'[ "$1" = -m ] || exit 0; cd "{self.root}"; mkdir -p .venv/bin; {make}'
        )
        data = self.root / "tessdata"
        data.mkdir()
        (data / "vie.traineddata").touch()

    def run(
        self, *arguments: str, command: Path | None = None, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [command or self.root / "kehoach", *arguments],
            capture_output=True,
            text=True,
            cwd=cwd or self.root,
            env={
                "PATH": str(self.tools),
                "TESSDATA_PREFIX": str(self.root / "tessdata"),
                "KEHOACH_POSTGRES_BIN": str(self.tools),
            },
            # a run in the background ignores Ctrl-C, and what it starts would too
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )

    def pip_calls(self) -> list[str]:
        log = self.root / "pip.log"
        return [line for line in log.read_text().splitlines() if " pip install " in f" {line}"]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def ready(machine: Machine) -> Machine:
    machine.install_python()
    assert machine.run("--version").returncode == 0
    return machine


def test_first_run_installs_the_lists_and_the_program(ready: Machine) -> None:
    listed, program = ready.pip_calls()
    assert "--require-hashes" in listed
    assert listed.endswith("requirements.txt")
    assert program.endswith(f"-e {ready.root}")


def test_second_run_installs_nothing_and_says_nothing(ready: Machine) -> None:
    before = ready.pip_calls()
    again = ready.run("extract", "a b.pdf")
    assert (again.returncode, again.stderr) == (0, "")
    assert ready.pip_calls() == before
    assert (ready.root / "pip.log").read_text().endswith("extract a b.pdf\n")


def test_tests_bring_their_own_packages_once(ready: Machine) -> None:
    for _ in range(2):
        assert ready.run("test", "-k", "x").returncode == 0
    assert len([call for call in ready.pip_calls() if call.endswith("requirements-dev.txt")]) == 1
    assert (ready.root / "pip.log").read_text().splitlines()[-1].endswith(" -k x")


def test_changed_list_is_installed_into_the_same_environment(ready: Machine) -> None:
    marker = ready.venv / "kept"
    marker.touch()
    with (ready.root / "requirements.txt").open("a") as file:
        file.write("# changed\n")
    assert ready.run().returncode == 0
    assert len(ready.pip_calls()) == 4
    assert marker.exists()


@pytest.mark.parametrize("damage", ["stamp", "python", "moved"])
def test_half_made_environment_is_made_again(ready: Machine, damage: str) -> None:
    if damage == "stamp":
        (ready.venv / "run.stamp").unlink()
    elif damage == "python":
        (ready.venv / "bin" / "python").unlink()
    else:
        stamp = ready.venv / "run.stamp"
        stamp.write_text(stamp.read_text().replace(str(ready.root), "/elsewhere"))
    (ready.venv / "rubbish").touch()
    assert ready.run("--version").returncode == 0
    assert not (ready.venv / "rubbish").exists()
    assert len(ready.pip_calls()) == 4


def test_failed_step_shows_the_log_and_is_tried_again(machine: Machine) -> None:
    machine.install_python()
    machine.install("made-python", "echo no such package; exit 1")
    for _ in range(2):
        failed = machine.run("--version")
        assert failed.returncode == 1
        assert "no such package" in failed.stderr
        assert "requirements.txt" in failed.stderr


def test_interrupted_set_up_is_made_again(machine: Machine) -> None:
    machine.install_python()
    machine.install("made-python", "kill -INT $PPID; exit 1")
    assert machine.run("--version").returncode == 130
    machine.install("made-python", f'echo "$@" >>"{machine.root}/pip.log"')
    assert machine.run("--version").returncode == 0
    assert len(machine.pip_calls()) == 2


def test_called_by_a_link_from_another_folder(ready: Machine, tmp_path: Path) -> None:
    elsewhere = tmp_path / "else where"
    elsewhere.mkdir()
    (elsewhere / "link").symlink_to("../my plans/kehoach")
    (elsewhere / "kh").symlink_to("link")
    assert ready.run("compare", command=elsewhere / "kh", cwd=elsewhere).returncode == 0
    assert (ready.root / "pip.log").read_text().endswith("compare\n")


def test_status_of_the_program_is_passed_on(ready: Machine) -> None:
    _script(ready.venv / "bin" / "kehoach", "exit 3")
    assert ready.run().returncode == 3


def test_environment_that_uv_keeps_is_left_alone(machine: Machine) -> None:
    _script(machine.venv / "bin" / "kehoach", 'echo "run $@"')
    (machine.venv / "pyvenv.cfg").write_text("home = /usr/bin\nuv = 0.13.9\n")
    done = machine.run("demo")
    assert (done.returncode, done.stdout, done.stderr) == (0, "run demo\n", "")


def test_missing_packages_are_asked_of_apt_once(machine: Machine) -> None:
    machine.install_python()
    (machine.tools / "tesseract").unlink()
    machine.install("id", "echo 0")
    machine.install("apt-get", f'echo "$@" >>"{machine.root}/apt.log"')
    assert machine.run("--version").returncode == 0
    assert (machine.root / "apt.log").read_text().splitlines() == [
        "update -q",
        "install -y -q --no-install-recommends tesseract-ocr",
    ]


def test_a_database_server_is_installed_for_the_tests_alone_and_not_started(
    machine: Machine,
) -> None:
    machine.install_python()
    (machine.tools / "initdb").unlink()
    machine.install("id", "echo 0")
    log = machine.root / "system.log"
    machine.install("apt-get", f'echo "apt-get $@" >>"{log}"')
    machine.install("tee", f'read -r said; echo "tee $@: $said" >>"{log}"')
    for name in ("mkdir", "rm"):
        (machine.tools / name).unlink()
        ours = f'exec {shutil.which(name)} "$@"'
        machine.install(
            name, f'case $* in */etc/*) echo "{name} $@" >>"{log}" ;; *) {ours} ;; esac'
        )
    assert machine.run("--version").returncode == 0
    assert not log.exists()
    assert machine.run("test").returncode == 0
    notes = "/etc/postgresql-common/createcluster.d"
    assert log.read_text().splitlines() == [
        "apt-get update -q",
        f"mkdir -p -- {notes}",
        f"tee -- {notes}/kehoach.conf: create_main_cluster = false",
        "apt-get install -y -q --no-install-recommends postgresql",
        f"rm -f -- {notes}/kehoach.conf",
    ]


@pytest.mark.parametrize(
    ("offered", "package"), [("3.11.2-1", "python3"), ("3.10.4-1", "python3.12")]
)
def test_a_python_that_fits_is_chosen_from_what_the_release_offers(
    machine: Machine, offered: str, package: str
) -> None:
    machine.install_python()
    python = (machine.tools / "python3").rename(machine.root / "made-later")
    policy = f'[ "$2" = python3 ] && v={offered}; [ "$2" = python3.12 ] && v=3.12.3'
    machine.install("apt-cache", f'v="(none)"; {policy}; echo "  Candidate: $v"')
    machine.install("id", "echo 0")
    place = f'/bin/cp "{python}" "{machine.tools}/{package}"'
    machine.install(
        "apt-get", f'echo "$@" >>"{machine.root}/apt.log"; [ "$1" = update ] || {place}'
    )
    assert machine.run("--version").returncode == 0
    assert (machine.root / "apt.log").read_text().endswith(f" {package} {package}-venv\n")


@pytest.mark.parametrize(
    ("present", "said"),
    [
        ({}, "Python 3.11"),
        ({"apt-get": "true", "id": "echo 1000"}, "apt-get install"),
    ],
)
def test_what_cannot_be_installed_is_named(
    machine: Machine, present: dict[str, str], said: str
) -> None:
    for name, body in present.items():
        machine.install(name, body)
    refused = machine.run("--version")
    assert refused.returncode == 1
    assert said in refused.stderr
    assert "python3-venv" in refused.stderr


def test_sudo_is_used_where_the_user_is_not_root(machine: Machine) -> None:
    machine.install_python()
    (machine.tools / "tesseract").unlink()
    machine.install("id", "echo 1000")
    machine.install("apt-get", "true")
    machine.install("sudo", f'echo "$@" >>"{machine.root}/sudo.log"; exec "$@"')
    assert machine.run("--version").returncode == 0
    assert len((machine.root / "sudo.log").read_text().splitlines()) == 2
