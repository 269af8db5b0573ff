"""An open-loop visitor in a process of its own: requests leave at their appointed times whether or not
earlier ones were answered, so that a slow server is not spared the visitors who would have come meanwhile.

    python page_load.py PORT RATE SECONDS WARM_UP < addresses.json > outcomes.json

Arrivals are Poisson (seeded). A wait counts from the appointed time. Each request is a connection of its own.
"""

import asyncio
import json
import random
import sys
import time
from collections.abc import Iterator
from typing import Any

SEED = 11
PATIENCE = 30.0


def arrivals(rate: float, seconds: float, chance: random.Random) -> Iterator[float]:
    """Moments at which someone comes, from zero on."""
    moment = chance.expovariate(rate)
    while moment < seconds:
        yield moment
        moment += chance.expovariate(rate)


def visits(families: dict[str, list[str]], chance: random.Random) -> Iterator[tuple[str, str]]:
    """Family and address, every family equally often, addresses each in turn of a shuffled list."""
    turns = {family: chance.sample(rows, len(rows)) for family, rows in families.items()}
    place = dict.fromkeys(families, 0)
    while True:
        for family in chance.sample(list(families), len(families)):
            rows = turns[family]
            yield family, rows[place[family] % len(rows)]
            place[family] += 1


async def ask(port: int, address: str) -> tuple[int, float, int]:
    """Status, milliseconds the server says it took, bytes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        head = (f"GET {address} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Connection: close", "", "")
        writer.write("\r\n".join(head).encode())
        await writer.drain()
        answer = await reader.read(-1)
    finally:
        writer.close()
    top, _, body = answer.partition(b"\r\n\r\n")
    lines = top.decode("latin-1").split("\r\n")
    took = next((line for line in lines if line.lower().startswith("server-timing:")), "")
    return int(lines[0].split()[1]), float(took.partition("dur=")[2] or "nan"), len(body)


async def visit(port: int, family: str, address: str, due: float) -> dict[str, Any]:
    """One request, never raising."""
    outcome: dict[str, Any] = {"family": family, "address": address, "status": 0, "server": None, "error": ""}
    try:
        async with asyncio.timeout(PATIENCE):
            outcome["status"], outcome["server"], outcome["bytes"] = await ask(port, address)
    except (OSError, TimeoutError, ValueError, IndexError) as error:
        outcome["error"] = f"{type(error).__name__}: {error}"
    outcome["wall"] = (time.perf_counter() - due) * 1000
    return outcome


async def run(
    port: int, families: dict[str, list[str]], rate: float, seconds: float, seed: int
) -> list[dict[str, Any]]:
    """Every outcome of one stretch of time."""
    chance = random.Random(seed)
    coming = visits(families, chance)
    began, tasks = time.perf_counter(), []
    for moment in arrivals(rate, seconds, chance):
        await asyncio.sleep(max(0.0, began + moment - time.perf_counter()))
        tasks.append(asyncio.create_task(visit(port, *next(coming), began + moment)))
    return list(await asyncio.gather(*tasks))


async def main() -> None:
    """Warm up, then measure."""
    port, rate, seconds, warm_up = int(sys.argv[1]), *map(float, sys.argv[2:5])
    families = json.load(sys.stdin)
    await run(port, families, rate / 2, warm_up, SEED)
    json.dump(await run(port, families, rate, seconds, SEED + 1), sys.stdout)


if __name__ == "__main__":
    asyncio.run(main())
