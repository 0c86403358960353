from __future__ import annotations

import asyncio

import pytest

from api.jobs.gate import Gate, Rank


async def order_of(ranks: list[Rank], places: int = 1) -> list[Rank]:
    """Let tasks of these ranks wait behind one that holds every place; return who came when."""
    gate = Gate(places)
    came: list[Rank] = []

    async def go(rank: Rank) -> None:
        async with gate.place(rank):
            came.append(rank)
            await asyncio.sleep(0)

    async with gate.place((0, 0, "first")):
        tasks = [asyncio.create_task(go(rank)) for rank in ranks]
        await asyncio.sleep(0)
        assert came == []
    await asyncio.gather(*tasks)
    return came


@pytest.mark.parametrize(
    ("ranks", "expected", "reason"),
    [
        ([(1, 0, "a"), (0, 5, "b")], [(0, 5, "b"), (1, 0, "a")], "people before archives"),
        ([(0, 9, "a"), (0, 0, "b")], [(0, 0, "b"), (0, 9, "a")], "first pages before later ones"),
        ([(0, 1, "b"), (0, 1, "a")], [(0, 1, "a"), (0, 1, "b")], "then the older job"),
        ([(0, 1, "a"), (0, 1, "a")], [(0, 1, "a"), (0, 1, "a")], "equals in the order they came"),
    ],
)
def test_the_most_urgent_goes_first(ranks: list[Rank], expected: list[Rank], reason: str) -> None:
    assert asyncio.run(order_of(ranks)) == expected, reason


def test_no_more_are_let_in_than_there_are_places() -> None:
    async def most_at_once() -> int:
        gate, inside, most = Gate(3), 0, 0

        async def go(number: int) -> None:
            nonlocal inside, most
            async with gate.place((number,)):
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0)
                inside -= 1

        await asyncio.gather(*(go(number) for number in range(20)))
        return most

    assert asyncio.run(most_at_once()) == 3


def test_who_is_cancelled_leaves_the_place_to_the_next() -> None:
    async def scene() -> str:
        gate = Gate(1)

        async def go(name: str) -> str:
            async with gate.place((name,)):
                return name

        async with gate.place(("0",)):
            called, waiting = asyncio.create_task(go("1")), asyncio.create_task(go("2"))
            await asyncio.sleep(0)
        called.cancel()  # after it was called, before it went in
        return await asyncio.wait_for(waiting, 5)

    assert asyncio.run(scene()) == "2"
