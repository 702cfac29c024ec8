"""What is sold: products with brand, price and habit, and which audiences care for which."""

from dataclasses import dataclass

import numpy as np

CATEGORIES = ("Fitness", "Nutrition", "Yoga", "Beauty", "Food", "Parenting")


@dataclass(frozen=True)
class Product:
    """One product: price in ₹, days between purchases, share of sales, and when it sells most.

    ``fit`` says how well it suits the audience of each category, in the order of CATEGORIES.
    """

    name: str
    brand: str
    price: float
    interval: float
    share: float
    fit: tuple[float, ...]
    substitutes: tuple[str, ...]
    peak: int
    swing: float
    benefit: str


PRODUCTS: tuple[Product, ...] = (
    Product("Whey Protein", "MuscleBlaze", 1899, 34, 0.13, (5, 4, 0.5, 0, 1, 0),
            ("Plant Protein", "Mass Gainer"), 1, 0.10, "25 g protein a scoop"),
    Product("Creatine", "MuscleBlaze", 749, 42, 0.10, (4, 2, 0, 0, 0, 0),
            ("Pre-Workout", "Whey Protein"), 1, 0.08, "more reps, better recovery"),
    Product("Mass Gainer", "MuscleBlaze", 1399, 38, 0.06, (3, 1, 0, 0, 1, 0),
            ("Whey Protein", "Protein Bar"), 12, 0.10, "clean calories for hard gainers"),
    Product("Pre-Workout", "MuscleBlaze", 949, 40, 0.06, (3, 0.5, 0, 0, 0, 0),
            ("Creatine", "Protein Bar"), 4, 0.10, "focus from the first set"),
    Product("Protein Bar", "MuscleBlaze", 479, 18, 0.10, (2.5, 3, 1, 0.3, 4, 1.5),
            ("Whey Protein", "Plant Protein"), 5, 0.08, "20 g protein, no added sugar"),
    Product("Plant Protein", "HKVitals", 1449, 36, 0.06, (1, 3, 4, 0.5, 2, 0.5),
            ("Whey Protein", "Multivitamin"), 1, 0.06, "pea and rice protein, easy on the gut"),
    Product("Multivitamin", "HKVitals", 549, 44, 0.13, (2, 4, 4, 2, 2, 3),
            ("Omega-3", "Biotin"), 7, 0.15, "24 vitamins and minerals a day"),
    Product("Omega-3", "HKVitals", 599, 46, 0.10, (2, 4, 3, 1, 1, 2),
            ("Multivitamin", "Collagen"), 12, 0.06, "EPA and DHA for heart and joints"),
    Product("Collagen", "HKVitals", 1149, 34, 0.08, (0, 1, 2, 5, 1, 0.5),
            ("Biotin", "Omega-3"), 11, 0.10, "skin that looks rested"),
    Product("Biotin", "HKVitals", 449, 40, 0.07, (0, 0.5, 2, 5, 0, 0.5),
            ("Collagen", "Multivitamin"), 7, 0.12, "less hair fall, stronger nails"),
    Product("SuperMilk", "Gritzo", 799, 30, 0.07, (0, 1, 0, 0, 1.5, 6),
            ("Kids Gummies", "Multivitamin"), 6, 0.12, "growth nutrition kids ask for"),
    Product("Kids Gummies", "Gritzo", 449, 30, 0.04, (0, 0.5, 0.5, 0, 1, 4),
            ("SuperMilk", "Multivitamin"), 7, 0.12, "vitamins without the drama"),
)  # fmt: skip
NAMES: tuple[str, ...] = tuple(product.name for product in PRODUCTS)

PRICES = np.array([product.price for product in PRODUCTS])
SHARES = np.array([product.share for product in PRODUCTS]) / sum(p.share for p in PRODUCTS)
INTERVALS = np.array([product.interval for product in PRODUCTS])
FIT = np.array([product.fit for product in PRODUCTS]).T
"""Shape (categories, products)."""
SUBSTITUTES = np.array([[NAMES.index(s) for s in product.substitutes] for product in PRODUCTS])
"""Shape (products, 2): what one would have bought instead."""

QUANTITIES = np.array([1, 2, 3])
QUANTITY_ODDS = np.array([0.78, 0.17, 0.05])
MEAN_QUANTITY = float(QUANTITIES @ QUANTITY_ODDS)
SHOP_DISCOUNT = 0.12
"""The shop's own price moves between the list price and this much below it, evenly."""
PROMOTION_DISCOUNT = 0.12


def quantities(uniform: np.ndarray) -> np.ndarray:
    """Orders of a purchase, 1 to 3, from uniform numbers."""
    return QUANTITIES[np.searchsorted(np.cumsum(QUANTITY_ODDS)[:-1], uniform, "right")]


def paise(product: np.ndarray, quantity: np.ndarray, discount: np.ndarray) -> np.ndarray:
    """What a purchase costs in whole paise, after a discount (share of the list price)."""
    return np.rint(PRICES[product] * 100 * (1 - discount)).astype(np.int64) * quantity


def expected_price(product: np.ndarray, coupon: np.ndarray) -> np.ndarray:
    """₹ an order brings on average when bought with an influencer's coupon."""
    return PRICES[product] * (1 - SHOP_DISCOUNT / 2) * (1 - coupon)
