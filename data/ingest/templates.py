"""Two example rows for each input file, under the headers that are declared in the schema."""

from __future__ import annotations

from data.ingest.schema import TABLES, Table

EXAMPLES: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "influencers": (
        {
            "influencer": "INF001",
            "name": "Asha Rao",
            "category": "Fitness",
            "gender": "Female",
            "followers": "48000",
            "platform": "Instagram",
        },
        {
            "influencer": "INF002",
            "name": "Ravi Menon",
            "category": "Nutrition",
            "gender": "Male",
            "followers": "350000",
            "platform": "YouTube",
        },
    ),
    "posts": (
        {
            "influencer": "INF001",
            "platform": "Instagram",
            "date": "2025-03-01",
            "url": "https://example.com/p/1",
            "caption": "My morning shake",
            "reach": "21000",
            "likes": "900",
            "comments": "45",
        },
        {
            "influencer": "INF002",
            "platform": "YouTube",
            "date": "2025-03-04",
            "url": "https://example.com/p/2",
            "caption": "What I eat in a day",
            "reach": "120000",
            "likes": "5200",
            "comments": "310",
        },
    ),
    "tracking": (
        {
            "source": "Instagram",
            "campaign": "Spring Strength",
            "influencer": "INF001",
            "user": "C1001",
            "product": "Whey Protein",
            "date": "2025-03-02",
            "orders": "1",
            "revenue": "2499.00",
        },
        {
            "source": "YouTube",
            "campaign": "Spring Strength",
            "influencer": "INF002",
            "user": "C1002",
            "product": "Creatine",
            "date": "2025-03-05",
            "orders": "2",
            "revenue": "1798.00",
        },
    ),
    "payouts": (
        {
            "influencer": "INF001",
            "basis": "order",
            "rate": "500",
            "orders": "1",
            "total_payout": "500",
        },
        {
            "influencer": "INF002",
            "basis": "post",
            "rate": "15000",
            "orders": "",
            "total_payout": "15000",
        },
    ),
    "promotions": (
        {"product": "Whey Protein", "start": "2025-03-01", "end": "2025-03-07"},
        {"product": "Creatine", "start": "2025-03-10", "end": "2025-03-12"},
    ),
    "campaigns": (
        {
            "campaign": "Spring Strength",
            "start": "2025-03-01",
            "end": "2025-04-15",
            "budget": "250000",
            "target_revenue": "900000",
        },
        {
            "campaign": "Summer Shred",
            "start": "2025-05-01",
            "end": "2025-06-15",
            "budget": "",
            "target_revenue": "",
        },
    ),
}
BY_KEY = {table.key: table for table in TABLES}


def template(table: Table) -> list[list[str]]:
    """The header of a file and two example rows."""
    columns = [column for column in table.columns if column.presence != "extra"]
    rows = [[row[column.name] for column in columns] for row in EXAMPLES[table.key]]
    return [[column.header for column in columns], *rows]
