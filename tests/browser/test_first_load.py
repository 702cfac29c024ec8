"""What a first visit transfers, and what comes only when it is needed."""

from __future__ import annotations

from tests.browser.conftest import Reader

MOST_BYTES = 1_100_000
GRID = "dash_ag_grid"


def transferred(reader: Reader, path: str) -> dict[str, int]:
    """Bytes that came for each address until nothing more was asked for."""
    session = reader.page.context.new_cdp_session(reader.page)
    session.send("Network.enable")
    addresses: dict[str, str] = {}
    found: dict[str, int] = {}
    session.on(
        "Network.responseReceived",
        lambda event: addresses.update({event["requestId"]: event["response"]["url"]}),
    )
    session.on(
        "Network.loadingFinished",
        lambda event: found.update(
            {addresses.get(event["requestId"], ""): event["encodedDataLength"]}
        ),
    )
    reader.open(path)
    reader.page.wait_for_load_state("networkidle")
    return found


def test_a_first_visit_is_light_and_leaves_the_grid_for_later(reader: Reader) -> None:
    first = transferred(reader, "/")
    assert not [address for address in first if GRID in address]
    assert 300_000 < sum(first.values()) <= MOST_BYTES
    later = reader.page.locator("[data-card=leaderboard] .later tbody tr")
    names = [row.locator("a").inner_text() for row in later.all()]
    card = reader.page.locator("[data-card=leaderboard]")
    height = card.bounding_box()["height"]
    grid = reader.table("leaderboard")
    assert [link.inner_text() for link in grid.locator(".cell-name__link").all()] == names
    assert len(names) == 8
    assert abs(reader.page.locator("[data-card=leaderboard]").bounding_box()["height"] - height) < 4


def test_without_the_grids_code_the_table_still_reads(reader: Reader) -> None:
    reader.page.route(f"**/{GRID}.min.js*", lambda route: route.abort())
    reader.open("/")
    card = reader.page.locator("[data-card=leaderboard]")
    card.scroll_into_view_if_needed()
    assert card.locator(".later tbody tr").count() == 8
    # The console says that the code did not come, which is what this test is about.
    for _ in range(100):
        if reader.complaints:
            break
        reader.page.wait_for_timeout(50)
    assert [words for words in reader.complaints if "ERR_FAILED" in words]
    assert "₹" in card.inner_text() and "Earning" in card.inner_text()
    reader.complaints.clear()


def test_a_second_visit_transfers_data_alone(reader: Reader) -> None:
    transferred(reader, "/")
    again = transferred(reader, "/influencers")
    assert sum(size for address, size in again.items() if "/assets/" in address) < 5_000
