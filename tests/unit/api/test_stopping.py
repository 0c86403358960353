"""The wish to stop: the first signal is heard between two steps, the second one at once."""

from __future__ import annotations

import os
import signal

import pytest

from api.commands.stopping import Stopping


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_asks_and_the_second_insists(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with Stopping() as stopping:
        assert not stopping.wanted
        os.kill(os.getpid(), number)
        assert stopping.wanted
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), number)
    assert signal.getsignal(number) is before
