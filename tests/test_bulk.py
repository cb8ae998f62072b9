import gc

import pytest

from marsad.bulk import collect_seldom


@pytest.fixture(autouse=True)
def as_it_was():
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def test_ten_thousand_objects_that_stay_are_not_looked_through_and_cycles_go_all_the_same():
    collect_seldom()
    gc.collect()
    looked = gc.get_stats()[0]["collections"]
    stay = [[each] for each in range(10_000)]
    assert gc.get_stats()[0]["collections"] == looked
    assert gc.isenabled()
    assert gc.get_count()[0] >= len(stay)
