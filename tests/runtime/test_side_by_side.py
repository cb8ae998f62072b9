"""The tasks of a role end together, in order, and none breaks unheard."""

import asyncio

import pytest

from marsad.runtime.side_by_side import side_by_side


class Role:
    """Tasks that tell what becomes of them."""

    def __init__(self):
        self.stopping, self.told = asyncio.Event(), []

    async def drain(self):
        self.told.append("drained")

    def lasting(self, name):
        async def last():
            try:
                await asyncio.Event().wait()
            finally:
                self.told.append(f"{name} cancelled")

        return asyncio.create_task(last())

    def ending(self, name, problem=None):
        async def end():
            self.told.append(f"{name} ended")
            if problem:
                raise problem

        return asyncio.create_task(end())

    async def run(self, *tasks, passing=()):
        async with asyncio.timeout(5):
            await side_by_side(tasks, stopping=self.stopping, drain=self.drain, passing=passing)


async def test_a_stop_drains_before_it_cancels():
    """What is under way may use every task until then."""
    role = Role()
    running = asyncio.create_task(role.run(role.lasting("poll"), role.lasting("deliver")))
    await asyncio.sleep(0)
    role.stopping.set()
    await running
    assert ["drained", "poll cancelled", "deliver cancelled"] == role.told


async def test_the_end_of_one_is_the_end_of_all():
    """A role that does half its work would look alive."""
    role = Role()
    await role.run(role.ending("poll"), role.lasting("deliver"))
    assert ["poll ended", "drained", "deliver cancelled"] == role.told
    assert role.stopping.is_set()


async def test_what_broke_is_raised_once_all_is_put_down():
    """The first of two."""
    role = Role()
    with pytest.raises(ValueError, match="poll"):
        await role.run(role.lasting("deliver"), role.ending("poll", ValueError("poll")), role.ending("x", OSError()))
    assert ["poll ended", "x ended", "drained", "deliver cancelled"] == role.told


async def test_what_may_pass_stops_nothing_and_is_raised_at_the_stop():
    """A look at the topics ends when they fit, and stops the role itself when they do not."""
    role = Role()
    passing = [role.ending("topics"), role.ending("topics", ValueError("no such topic"))]
    running = asyncio.create_task(role.run(role.lasting("poll"), passing=passing))
    await asyncio.wait([running], timeout=0.1)
    assert ["topics ended", "topics ended"] == sorted(role.told)
    role.stopping.set()
    with pytest.raises(ValueError, match="no such topic"):
        await running
