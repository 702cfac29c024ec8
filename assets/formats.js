// Numbers as a reader in India sees them; twin of formats/, tested on the same cases.
(() => {
  "use strict";
  const UNDEFINED = "–", MINUS = "−", NBSP = "\u00a0";
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const missing = (v) => v === null || v === undefined || !Number.isFinite(Number(v));

  // Round half away from zero on the shortest decimal digits, as Python's twin does.
  const fixed = (value, places) => {
    const size = Math.abs(Number(value));
    // Beyond that, toFixed answers with an exponent and there are no decimals to round.
    if (size >= 1e18) return BigInt(size) + (places ? `.${"0".repeat(places)}` : "");
    const [mantissa, exponent] = size.toExponential().split("e");
    const shifted = Math.round(Number(`${mantissa}e${Number(exponent) + places}`));
    return Number(`${shifted}e${-places}`).toFixed(places);
  };
  const grouped = (digits) => {
    let head = digits.slice(0, -3);
    const parts = [digits.slice(-3)];
    while (head.length > 2) { parts.unshift(head.slice(-2)); head = head.slice(0, -2); }
    if (head) parts.unshift(head);
    return parts.join(",");
  };
  const whole = (v) => grouped(fixed(v, 0));
  const signed = (value, text, plus) => {
    if (!/[1-9]/.test(text)) return text;
    return value < 0 ? MINUS + text : plus ? `+${text}` : text;
  };
  const three = (v) => {
    for (const [places, limit] of [[2, 10], [1, 100]]) {
      if (Number(fixed(v, places)) < limit) return fixed(v, places);
    }
    return fixed(v, 0);
  };
  const brief = (value) => {
    const size = Math.abs(value);
    if (Number(fixed(size, 0)) < 1000) return fixed(size, 0);
    if (Number(three(size / 1e3)) < 100) return `${three(size / 1e3)}K`;
    if (Number(three(size / 1e5)) < 100) return `${three(size / 1e5)}${NBSP}L`;
    const crore = size / 1e7;
    return `${crore < 1000 ? three(crore) : whole(crore)}${NBSP}Cr`;
  };
  const known = (make) => (value, ...more) => missing(value) ? UNDEFINED : make(Number(value), ...more);

  const formats = {
    UNDEFINED,
    rupees: known((v) => signed(v, `₹${whole(v)}`)),
    rupees_short: known((v) => signed(v, `₹${brief(v)}`)),
    signed_rupees: known((v) => signed(v, `₹${whole(v)}`, true)),
    signed_rupees_short: known((v) => signed(v, `₹${brief(v)}`, true)),
    ratio: known((v) => {
      const text = fixed(v, 2);
      return signed(v, `${Number(text) < 10 ? text : fixed(v, 1)}×`);
    }),
    ratio_tight: known((v) => {
      const text = fixed(v, 2);
      return signed(v, `${Number(text) < 2 ? text : fixed(v, 1)}×`);
    }),
    percent: known((v) => {
      const text = fixed(v * 100, 1);
      return signed(v, `${Number(text) < 10 ? text : whole(v * 100)}%`);
    }),
    signed_percent: known((v) => {
      const text = formats.percent(v);
      return v > 0 && text !== "0.0%" ? `+${text}` : text;
    }),
    points: known((v) => signed(v, `${fixed(v * 100, 1)} points`, true)),
    count: known((v) => signed(v, whole(v))),
    signed_count: known((v) => signed(v, whole(v), true)),
    // For an axis: trailing zeros cut.
    rupees_tick: known((v) => {
      const [, number, unit] = /^(.*?[\d.,]+)(\D*)$/.exec(formats.rupees_short(v));
      return (number.includes(".") ? number.replace(/\.?0+$/, "") : number) + unit;
    }),
    // A chance never claims certainty.
    chance(probability) {
      if (probability > 0.99) return "over 99%";
      return probability < 1 - 0.99 ? "under 1%" : formats.percent(probability);
    },
    followers: known((v) => formats.rupees_tick(v).replace("₹", "")),
    // An ISO day as a reader sees it: 12 Aug 2025.
    date(iso) {
      const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso || "");
      return parts ? `${Number(parts[3])} ${MONTHS[Number(parts[2]) - 1]} ${parts[1]}` : UNDEFINED;
    },
    date_range(first, last) {
      const ends = [formats.date(first), formats.date(last)];
      if (ends.includes(UNDEFINED)) return UNDEFINED;
      if (ends[0] === ends[1]) return ends[0];
      const year = first.slice(0, 4) === last.slice(0, 4);
      return `${year ? ends[0].slice(0, -5) : ends[0]} – ${ends[1]}`;
    },
    month: (iso) => formats.date(iso).replace(/^\d+ /, ""),
    week: (iso) => formats.date(iso) === UNDEFINED ? UNDEFINED : `Week of ${formats.date(iso)}`,
    interval(low, high, unit = "ratio") {
      if (missing(low) || missing(high)) return UNDEFINED;
      return `${formats.formatted(unit, low)}–${formats.formatted(unit, high)}`;
    },
    formatted(unit, value, short = false) {
      if (unit === "rupees") return short ? formats.rupees_short(value) : formats.rupees(value);
      return ({ ratio: formats.ratio, percent: formats.percent }[unit] || formats.count)(value);
    },
  };
  if (typeof window !== "undefined") window.formats = formats;
  if (typeof module !== "undefined") module.exports = formats;
})();
