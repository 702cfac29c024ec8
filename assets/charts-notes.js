// The notes of a chart: headings of its columns and labels beside its lines. Plotly draws each one
// twice a chart and asks for its box each time, and the browser lays out the page to answer. What
// is written here needs no box: SVG anchors a text by itself, and a font knows how tall it is.
// A note has text with <br> and styled spans, x, y, refs to paper or an axis, anchors and shifts.
(() => {
  "use strict";
  const AROUND = 2, LINE = 1.3, REACH = 0.5;
  const SVG = "http://www.w3.org/2000/svg";
  const AUTO = { x: ["left", "center", "right"], y: ["top", "middle", "bottom"] };
  const ANCHORS = { left: "start", center: "middle", right: "end" };
  const ruler = document.createElement("canvas").getContext("2d");
  const parser = new DOMParser();

  // Where a note stands along one side, in pixels, and by which of its own edges.
  function place(full, note, side) {
    const down = side === "y", ref = note[`${side}ref`] || side, size = full._size;
    let share = 0.5, px = 0;
    if (ref === "paper") {
      share = down ? 1 - note.y : note.x;
      px = down ? size.t + size.h * share : size.l + size.w * share;
    } else {
      const axis = full[ref.replace(side, `${side}axis`)];
      const inside = axis.r2p(note[side]);
      if (!(inside >= -REACH && inside <= axis._length + REACH)) return null;
      px = axis._offset + inside;
    }
    const shift = note[`${side}shift`] || 0;
    const anchor = note[`${side}anchor`] || AUTO[side][share < 1 / 3 ? 0 : share > 2 / 3 ? 2 : 1];
    return { px: px + (down ? -shift : shift), anchor };
  }

  const made = (tag, attributes) => {
    const element = document.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };

  // Spans carry a weight, a colour or a size; whatever else a text had stays text.
  function styled(from, into) {
    for (const node of from.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) into.append(node.data);
      else {
        const span = made("tspan", {});
        const { fontWeight, fill, fontSize } = node.style;
        Object.assign(span.style,
          { fontWeight: node.localName === "b" ? "bold" : fontWeight, fill, fontSize });
        styled(node, span);
        into.append(span);
      }
    }
  }

  function drawn(full, note, { ascent, descent }) {
    const across = place(full, note, "x"), down = place(full, note, "y");
    if (!across || !down) return null;
    const lines = String(note.text).split(/<br\s*\/?>/), step = LINE * full.font.size;
    const rest = step * (lines.length - 1), inward = { left: AROUND, center: 0, right: -AROUND };
    const x = Math.round(across.px) + inward[across.anchor];
    const first = Math.round(down.px) + {
      top: AROUND + ascent, middle: (ascent - descent - rest) / 2, bottom: -AROUND - descent - rest,
    }[down.anchor];
    const text = made("text", { x, y: first, "text-anchor": ANCHORS[across.anchor] });
    text.style.whiteSpace = "pre";
    lines.forEach((line, at) => {
      const row = made("tspan", { x, y: first + at * step });
      styled(parser.parseFromString(line, "text/html").body, row);
      text.append(row);
    });
    return text;
  }

  // Write the notes of a chart that plotly has just drawn; its old ones go.
  function write(gd, notes) {
    const full = gd._fullLayout, layer = full._infolayer.node();
    const { family, size, color } = full.font;
    layer.querySelectorAll(":scope > .notes").forEach((old) => old.remove());
    if (!notes || !notes.length) return;
    ruler.font = `${size}px ${family}`;
    const { fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = ruler.measureText("x");
    const group = made("g", { class: "notes" });
    Object.assign(group.style, { fontFamily: family, fontSize: `${size}px`, fill: color });
    group.append(...notes.map((note) => drawn(full, note, { ascent, descent })).filter(Boolean));
    layer.append(group);
  }

  window.notes = { write };
})();
