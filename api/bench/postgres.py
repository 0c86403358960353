"""A PostgreSQL server of our own for a while: for measurements and tests, gone afterwards.

It listens on loopback alone, with a password made for it, and ends with whoever started it, even
if that one is killed.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from itertools import count
from pathlib import Path
from types import TracebackType

BIN_VARIABLE = "KEHOACH_POSTGRES_BIN"
_DEBIAN = Path("/usr/lib/postgresql")
_SUPERUSER = "kehoach"
_UNPRIVILEGED = ("postgres", "nobody")
_SECONDS = 60
_PAUSE = 0.05
# Reads until whoever started us is gone, then ends the server at once.
_WATCHED = 'exec 3<&0; "$@" </dev/null & cat <&3 >/dev/null; kill -QUIT $!; wait $!'


class PostgresError(RuntimeError):
    """There is no PostgreSQL to start, or it does not start; says why."""


class TemporaryPostgres:
    """A server with a folder of its own; as a context manager it stops and leaves nothing."""

    def __init__(self, durable: bool = True) -> None:
        """Make the folder and start; without ``durable`` a power cut would harm it, no kill would.

        Raises PostgresError.
        """
        self._bin = _find_programs()
        self._user, self._group = _unprivileged_account()
        self._folder = Path(tempfile.mkdtemp(prefix="kehoach-postgres-"))
        self._password = secrets.token_urlsafe(24)
        self._durable = durable
        self._names = count(1)
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0
        try:
            self._make_cluster()
            self.start()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> TemporaryPostgres:
        """Give the running server."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the server and remove its folder."""
        self.close()

    def url(self, database: str = "postgres") -> str:
        """Return the address of one of its databases, password included."""
        return f"postgresql://{_SUPERUSER}:{self._password}@127.0.0.1:{self.port}/{database}"

    def create_database(self, template: str = "template0") -> str:
        """Make a database, as a copy of another that nobody uses; return its name."""
        name = f"kehoach_{next(self._names)}"
        self._client("createdb", f"--template={template}", name)
        return name

    def drop_database(self, name: str) -> None:
        """Drop a database, whoever still uses it."""
        self._client("dropdb", "--force", name)

    def start(self) -> None:
        """Start the server, on the port it had before; raises PostgresError."""
        self.port = self.port or _free_port()
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "max_connections": "200",
            "fsync": "on" if self._durable else "off",
        }
        command = [str(self._bin / "postgres"), "-D", str(self._folder / "data")]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with (self._folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                ["sh", "-c", _WATCHED, "sh", *command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                start_new_session=True,
                user=self._user,
                group=self._group,
                extra_groups=None if self._user is None else [],
            )
        self._wait_until_ready()

    def stop(self, immediate: bool = False) -> None:
        """Stop the server: cleanly, or ``immediate`` as if its machine had crashed."""
        process, self._process = self._process, None
        if process is None:
            return
        server = self._server_pid()
        if server is not None:
            os.kill(server, signal.SIGQUIT if immediate else signal.SIGINT)
        # The server ends first; what watches it follows once it hears that we are done.
        _wait_until_gone(server)
        process.communicate(timeout=_SECONDS)

    def close(self) -> None:
        """Stop the server and remove its folder."""
        try:
            self.stop(immediate=True)
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _make_cluster(self) -> None:
        secret = self._folder / "password"
        secret.write_text(self._password)
        if self._user is not None and self._group is not None:
            for path in (self._folder, secret):
                os.chown(path, self._user, self._group)
        self._run(
            "initdb",
            f"--pgdata={self._folder / 'data'}",
            f"--username={_SUPERUSER}",
            f"--pwfile={secret}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        )
        secret.unlink()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + _SECONDS
        while time.monotonic() < deadline:
            if self._process is not None and self._process.poll() is not None:
                break
            if self._server_pid() is not None and self._answers():
                return
            time.sleep(_PAUSE)
        log = (self._folder / "server.log").read_text(errors="replace")
        raise PostgresError(f"the server does not start: {log[-2000:]}")

    def _answers(self) -> bool:
        command = [str(self._bin / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(command, check=False).returncode == 0

    def _server_pid(self) -> int | None:
        try:
            first = (self._folder / "data" / "postmaster.pid").read_text().split("\n", 1)[0]
        except FileNotFoundError:
            return None
        return int(first) if first.isdigit() else None

    def _client(self, program: str, *arguments: str) -> None:
        place = ("--host=127.0.0.1", f"--port={self.port}", f"--username={_SUPERUSER}")
        self._run(program, *place, *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self._bin / program), *arguments],
            check=False,
            capture_output=True,
            cwd=self._folder,
            env={**os.environ, "PGPASSWORD": self._password},
            timeout=_SECONDS,
            user=self._user,
            group=self._group,
            extra_groups=None if self._user is None else [],
        )
        if done.returncode != 0:
            raise PostgresError(f"{program}: {done.stderr.decode(errors='replace').strip()}")


def _find_programs() -> Path:
    """Return the folder of the server's programs: a given one, one on the path, or Debian's."""
    given, on_path = os.environ.get(BIN_VARIABLE), shutil.which("initdb")
    candidates = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: _version(path), reverse=True)
    if on_path:
        candidates.insert(0, Path(on_path))
    if given:
        candidates = [Path(given) / "initdb"]
    for candidate in candidates:
        if candidate.is_file():
            return candidate.resolve().parent
    raise PostgresError(f"no initdb found: install postgresql, or set {BIN_VARIABLE}")


def _version(initdb: Path) -> int:
    name = initdb.parent.parent.name
    return int(name) if name.isdigit() else 0


def _unprivileged_account() -> tuple[int | None, int | None]:
    """Return user and group that the server shall run as: it refuses to run as root."""
    if os.geteuid() != 0:
        return None, None
    for name in _UNPRIVILEGED:
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return account.pw_uid, account.pw_gid
    raise PostgresError("root cannot run PostgreSQL, and there is no other account")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_until_gone(process_id: int | None) -> None:
    deadline = time.monotonic() + _SECONDS
    while process_id is not None and _is_alive(process_id):
        if time.monotonic() > deadline:
            os.kill(process_id, signal.SIGKILL)
            return
        time.sleep(_PAUSE)


def _is_alive(process_id: int) -> bool:
    try:
        state = Path(f"/proc/{process_id}/stat").read_text()
    except FileNotFoundError:
        return False
    return state.rpartition(")")[2].split()[0] not in "ZX"
