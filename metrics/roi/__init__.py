"""ROI if the deal were repeated: what posts brought, how much that varies, who loses."""
