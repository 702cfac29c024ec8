"""Plans and what-ifs: the pace of a campaign, money moved between deals."""
