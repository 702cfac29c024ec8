"""A small clean folder of CSV files, in which a test replaces or removes what it is about."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

INFLUENCERS = """ID,name,category,gender,follower_count,platform
INF1,Asha,Fitness,Female,12000,Instagram
INF2,Ravi,Food,Male,250000,YouTube
INF3,None,Yoga,Female,,X
"""
POSTS = """influencer_id,platform,date,URL,caption,reach,likes,comments
INF1,Instagram,2025-03-01,https://example.com/1,"Whey, at last",1000,50,5
INF2,YouTube,2025-03-02,https://example.com/2,"Two
lines",2000,,
"""
TRACKING = """source,campaign,influencer_id,user_id,product,date,orders,revenue
Instagram,Spring,INF1,U1,Whey,2025-03-01,1,1999.50
Instagram,Spring,INF1,U2,Whey,2025-03-02,2,3000
YouTube,Spring,INF2,U3,Bar,2025-03-03,1,250.25
organic,,,U4,Bar,2025-03-03,1,300
"""
PAYOUTS = """influencer_id,basis,rate,orders,total_payout
INF1,order,500,3,1500
INF2,post,4000,,4000
"""
FILES = {
    "influencers_data.csv": INFLUENCERS,
    "posts_data.csv": POSTS,
    "tracking_data.csv": TRACKING,
    "payouts_data.csv": PAYOUTS,
}

MakeFolder = Callable[..., Path]


@pytest.fixture(scope="session")
def csv_texts() -> dict[str, str]:
    """The clean files by name."""
    return dict(FILES)


@pytest.fixture(scope="session")
def make_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeFolder]:
    """make_folder(tracking=text or bytes, posts=None, …): a folder, None leaves a file out."""
    made: list[Path] = []

    def make(files: dict[str, str | bytes | None] | None = None, **parts: object) -> Path:
        folder = tmp_path_factory.mktemp("csv")
        made.append(folder)
        contents: dict[str, object] = {**FILES, **(files or {})}
        for key, content in parts.items():
            name = f"{key}_data.csv"
            contents[name if name in FILES else f"{key}.csv"] = content
        for name, content in contents.items():
            if content is not None:
                data = content if isinstance(content, bytes) else str(content).encode()
                (folder / name).write_bytes(data)
        return folder

    yield make
    for folder in made:
        shutil.rmtree(folder, ignore_errors=True)
