"""The same first questions as one Streamlit page: filters, ROI and ROAS bars, leaders, losers.

``streamlit run benchmarks/peers/streamlit_page.py -- FOLDER``. Written as its users would: pandas
frames, cached reading, everything computed again on each change of a filter.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import plotly.express as px
import streamlit as st

BASELINE = 300.0


@st.cache_data
def read(folder: str) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Influencers, tracking rows with their influencer, and payouts."""
    place = Path(folder)
    people = pd.read_csv(place / "influencers_data.csv")
    sales = pd.read_csv(place / "tracking_data.csv", parse_dates=["date"])
    paid = pd.read_csv(place / "payouts_data.csv")
    sales = sales.merge(people, left_on="influencer_id", right_on="ID", how="inner")
    return people, sales, paid


def ratios(sales: pd.DataFrame, paid: pd.Series, by: str) -> pd.DataFrame:
    """Revenue, payout, ROI and incremental ROAS of each group."""
    found = sales.groupby(by, observed=True).agg(
        revenue=("revenue", "sum"), orders=("orders", "sum"), customers=("user_id", "nunique")
    )
    found["payout"] = paid
    found["roi"] = found["revenue"] / found["payout"]
    found["roas"] = (found["revenue"] - BASELINE * found["orders"]) / found["payout"]
    return found.reset_index()


st.set_page_config("Influencer campaigns", layout="wide")
people, sales, paid = read(sys.argv[1])
st.title("Influencer campaigns")
platform = st.sidebar.radio("Platform", ["All", *sorted(people["platform"].unique())])
products = st.sidebar.multiselect("Product", sorted(sales["product"].unique()))
campaigns = st.sidebar.multiselect("Campaign", sorted(sales["campaign"].unique()))
categories = st.sidebar.multiselect("Category", sorted(people["category"].unique()))
if platform != "All":
    sales = sales[sales["platform"] == platform]
for key, chosen in (("product", products), ("campaign", campaigns), ("category", categories)):
    if chosen:
        sales = sales[sales[key].isin(chosen)]

spent = paid.groupby("influencer_id")["total_payout"].sum()
mine = spent[spent.index.isin(sales["influencer_id"].unique())]
first, second, third, fourth = st.columns(4)
first.metric("Revenue", f"₹{sales['revenue'].sum():,.0f}")
second.metric("Payout", f"₹{mine.sum():,.0f}")
third.metric("ROI", f"{sales['revenue'].sum() / max(mine.sum(), 1):.2f}")
fourth.metric("Customers", f"{sales['user_id'].nunique():,}")

each = ratios(sales, spent, "influencer_id").merge(people, left_on="influencer_id", right_on="ID")
left, right = st.columns(2)
left.plotly_chart(px.bar(each.nlargest(20, "roi"), x="name", y="roi", title="ROI"))
right.plotly_chart(px.bar(each.nlargest(20, "roas"), x="name", y="roas", title="Incremental ROAS"))
weekly = sales.groupby(sales["date"].dt.to_period("W").dt.start_time)["revenue"].sum().reset_index()
st.plotly_chart(px.line(weekly, x="date", y="revenue", title="Revenue a week"))
for key, place in zip(("platform", "category", "product"), st.columns(3)):
    money = sales.groupby(key, observed=True)["revenue"].sum().reset_index()
    place.plotly_chart(px.bar(money, x=key, y="revenue", title=f"Revenue by {key}"))

st.subheader("Leaderboard")
leaders = each.sort_values("roi", ascending=False)
st.dataframe(leaders)
st.download_button("Download", leaders.to_csv(index=False), "leaderboard.csv")
losing = each[each["roi"] < 1]
if len(losing):
    st.error(f"{len(losing)} influencers lose money: {', '.join(losing['name'].head(10))}")
worst = each[each["roi"] < 1].groupby(["platform", "category"], observed=True).size()
st.subheader("Recurring underperformance")
st.dataframe(worst[worst > 1].reset_index(name="influencers"))
