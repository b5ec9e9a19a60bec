import pytest

from web.charts import SMALL, TALL, grouped_columns, share_columns, small_columns, top_of_scale


def test_columns_start_at_zero_and_share_one_scale() -> None:
    first, second = share_columns([("2023", 10, 40), ("2024", 20, 80)])
    assert (second.height, first.height) == (TALL, TALL / 2)
    assert first.inner == first.height / 4
    assert first.share == second.share == 0.25
    assert first.x + first.width <= second.x
    assert second.x + second.width <= 100


def test_nothing_to_show_is_no_fault() -> None:
    assert share_columns([]) == ()
    assert grouped_columns([], []) == ()
    (only,) = share_columns([("2024", 0, 0)])
    assert (only.height, only.inner, only.share) == (0, 0, 0)


def test_uses_stand_beside_each_other() -> None:
    relied, neither = grouped_columns(["2023", "2024"], [[4, 2], [1, 0]])
    assert [column.height for column in relied] == [TALL, TALL / 2]
    assert relied[0].x + relied[0].width <= neither[0].x
    assert neither[0].x + neither[0].width <= 50 <= relied[1].x


def test_many_months_are_named_by_their_years() -> None:
    months = [f"20{20 + index // 12}-{index % 12 + 1:02}" for index in range(24)]
    labels = [column.label for column in share_columns([(month, 1, 1) for month in months])]
    assert [label for label in labels if label] == ["2020", "2021"]


def test_small_charts_leave_room_for_their_scale() -> None:
    columns = small_columns([0.25, 0.5], 0.5)
    assert [column.height for column in columns] == [SMALL / 2, SMALL]
    assert columns[-1].x + columns[-1].width <= 85


@pytest.mark.parametrize(
    ("shares", "top"), [([], 0.05), ([0.04], 0.05), ([0.26], 0.5), ([0.5], 0.5), ([1.0], 1.0)]
)
def test_the_scale_ends_at_a_round_share(shares: list[float], top: float) -> None:
    assert top_of_scale(shares) == top
