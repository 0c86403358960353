"""Processes that may die: each has a pipe of its own, so that its end harms nothing but its task.

A worker takes one task at a time. It can crash, hang, be killed or eat its memory: the future of
its task says so, and a fresh process takes the next one. Workers share neither a queue nor a lock,
because a process can be killed while it holds either.
"""

from __future__ import annotations

import multiprocessing
import pickle
import signal
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from threading import Condition, Lock, Thread
from typing import Any, TypeVar

from extractor import lifeline

T = TypeVar("T")

_LONGEST_SOCKET_FOLDER = 60  # characters, of the 107 that a socket path may have
_START_SECONDS = 120.0  # loading libraries on a busy machine
_FAREWELL_SECONDS = 1.0
_BEGUN = b""


class ProcessDiedError(Exception):
    """The process ended while it worked on the task."""


@dataclass(slots=True)
class _Task:
    """One call, and what of an earlier call is of use to it (its file, still open)."""

    function: Callable[..., Any]
    args: tuple[object, ...]
    seconds: float
    near: Hashable
    future: Future[Any]


class Crew:
    """So many processes at most, started when there is work for them."""

    def __init__(
        self,
        size: int,
        prepare: Callable[..., None],
        args: Sequence[object] = (),
        preload: Sequence[str] = (),
    ) -> None:
        """``prepare(*args)`` sets a fresh process up; ``preload`` names modules to load once."""
        self.size = size
        self._waiting: deque[_Task] = deque()
        self._changed = Condition()
        self._stopped = False
        context = _context(preload)
        self._workers = [_Worker(context, prepare, tuple(args)) for _ in range(size)]
        self._threads = [
            Thread(target=self._serve, args=(worker,), daemon=True) for worker in self._workers
        ]
        for thread in self._threads:
            thread.start()

    def submit(
        self,
        function: Callable[..., T],
        *args: object,
        seconds: float,
        near: Hashable = None,
    ) -> Future[T]:
        """Queue a call; cancelling the future at any time kills the process that runs it.

        The future raises what the call raised, TimeoutError after ``seconds``, or
        ProcessDiedError. A crew that was stopped cancels it at once.
        """
        task = _Task(function, args, seconds, near, Future())
        with self._changed:
            if self._stopped:
                task.future.cancel()
            else:
                self._waiting.append(task)
                self._changed.notify()
        return task.future

    def stop(self) -> None:
        """Cancel what waits, kill what runs, and return when no process is left."""
        with self._changed:
            self._stopped = True
            waiting, self._waiting = self._waiting, deque()
            self._changed.notify_all()
        for task in waiting:
            task.future.cancel()
        for worker in self._workers:
            worker.end()
        for thread in self._threads:
            thread.join()

    def _serve(self, worker: _Worker) -> None:
        while (task := self._next(worker)) is not None:
            worker.run(task)
        worker.end()

    def _next(self, worker: _Worker) -> _Task | None:
        """Wait for a task; None once the crew is stopped."""
        with self._changed:
            while not self._waiting and not self._stopped:
                self._changed.wait()
            if self._stopped:
                return None
            task = next((t for t in self._waiting if t.near == worker.near), self._waiting[0])
            self._waiting.remove(task)
            return task


class _Worker:
    """One process at a time, and the end of its pipe."""

    def __init__(
        self, context: BaseContext, prepare: Callable[..., None], args: tuple[object, ...]
    ) -> None:
        self.near: Hashable = None
        self._context = context
        self._start = (prepare, args)
        self._lock = Lock()
        self._ended = False
        self._task: _Task | None = None
        self._process: BaseProcess | None = None
        self._pipe: Connection[Any, Any] | None = None

    def run(self, task: _Task) -> None:
        """Do a task in the process and settle its future; never raises."""
        with self._lock:
            if self._ended or task.future.cancelled():
                task.future.cancel()
                return
            self._task, self.near = task, task.near
        # from here on a cancelled future kills the process; the callback may come at once
        task.future.add_done_callback(lambda _: self._abandon(task))
        try:
            outcome = self._outcome(task)
        except Exception as error:  # whatever happens here belongs to this task alone
            outcome = error
        with self._lock:
            self._task = None
        _settle(task.future, outcome)

    def end(self) -> None:
        """Kill the process, now and for good."""
        with self._lock:
            self._ended = True
            task = self._task
            if task is None:
                self._kill()
        if task is not None:
            task.future.cancel()

    def _abandon(self, task: _Task) -> None:
        """Kill the process where it still works on a task that nobody waits for."""
        if task.future.cancelled():
            with self._lock:
                if self._task is task and self._process is not None:
                    _slay(self._process)

    def _outcome(self, task: _Task) -> object:
        pipe, process = self._ready()
        if task.future.cancelled():
            return None
        try:
            pipe.send((task.function, task.args, task.seconds))
            _receive(pipe, process, _START_SECONDS)  # the time of the task begins with it
            answer = _receive(pipe, process, task.seconds)
        except TimeoutError as error:
            self._bury()
            return error
        except (EOFError, OSError):
            self._bury()
            return ProcessDiedError()
        return _loaded(answer)

    def _ready(self) -> tuple[Connection[Any, Any], BaseProcess]:
        """Return a living process and its pipe."""
        if self._process is not None and self._pipe is not None and self._process.is_alive():
            return self._pipe, self._process
        self._bury()
        ours, theirs = self._context.Pipe()
        process: BaseProcess = self._context.Process(  # type: ignore[attr-defined]
            target=_work, args=(theirs, *self._start), daemon=True
        )
        process.start()
        theirs.close()
        with self._lock:
            self._pipe, self._process = ours, process
        return ours, process

    def _bury(self) -> None:
        with self._lock:
            self._kill()

    def _kill(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            _slay(self._process)
            self._process.join(_FAREWELL_SECONDS)
        self._pipe, self._process = None, None


def _receive(pipe: Connection[Any, Any], process: BaseProcess, seconds: float) -> bytes:
    """Return the next message; raises TimeoutError, or EOFError where the process is gone."""
    if not wait([pipe, process.sentinel], seconds):
        raise TimeoutError
    return pipe.recv_bytes()


def _settle(future: Future[Any], outcome: object) -> None:
    with suppress(InvalidStateError):  # it was cancelled
        if isinstance(outcome, BaseException):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)


def _slay(process: BaseProcess) -> None:
    """Kill a process and the programs that it started."""
    if process.pid is not None:
        lifeline.end_group(process.pid)
    with suppress(OSError):
        process.kill()


def _loaded(answer: bytes) -> object:
    """Return the result or the exception that a worker sent."""
    try:
        found: object = pickle.loads(answer)
    except Exception as error:  # an exception class that cannot be made again
        return RuntimeError(repr(error))
    return found


def _work(
    pipe: Connection[Any, Any], prepare: Callable[..., None], args: tuple[object, ...]
) -> None:
    """Live the life of a worker: set up once, then one task after the other."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    lifeline.lead_group()
    lifeline.end_with_parent()
    prepare(*args)
    with suppress(EOFError, OSError):  # nobody is at the other end any more
        while True:
            function, arguments, seconds = pipe.recv()
            pipe.send_bytes(_BEGUN)
            with lifeline.time_limit(seconds):
                answer = _answer(function, arguments)
            pipe.send_bytes(answer)


def _answer(function: Callable[..., Any], args: tuple[object, ...]) -> bytes:
    try:
        result: object = function(*args)
    except BaseException as error:
        result = error
    try:
        return pickle.dumps(result)
    except Exception as error:
        return pickle.dumps(RuntimeError(f"{type(result).__name__}: {error!r}"))


def _context(preload: Sequence[str]) -> BaseContext:
    """Start workers from a server that has loaded the libraries once, where there can be one.

    The server's socket lies in the temporary folder, and the path of a socket must be short.
    """
    if sys.platform == "win32" or len(tempfile.gettempdir()) > _LONGEST_SOCKET_FOLDER:
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(preload))
    return context
