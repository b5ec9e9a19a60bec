"""Readings are kept, but neither many nor long ones."""

from parsers.remembered import remembered


def test_a_text_is_read_once_unless_it_is_long_or_long_ago() -> None:
    read: list[str] = []

    @remembered
    def size(text: str) -> int:
        read.append(text)
        return len(text)

    long = "x" * 5000
    assert [size("a"), size("a"), size(long), size(long)] == [1, 1, 5000, 5000]
    assert read == ["a", long, long]
    for number in range(10_000):
        size(str(number))
    read.clear()
    assert size("a") == 1
    assert read == ["a"]
