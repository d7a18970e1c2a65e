// The document of a review: pages drawn as they come near, boxes over them, words to select.
"use strict";

const viewer = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  const root = document.getElementById("review");
  const pane = document.getElementById("document");
  const sheets = [...pane.querySelectorAll(".sheet")];
  const flow = pane.querySelector(".flow");
  const base = `/documents/${root.dataset.sha}`;
  const sheetOf = (page) => sheets[page - 1];
  const svgOf = (page) => sheetOf(page)?.querySelector("svg");
  const listeners = { box: () => {}, over: () => {}, pick: () => {} };

  // ---- pictures: only pages near the window have one -------------------------------------
  const told = (sheet, img) => {
    img.addEventListener("error", () => { sheet.classList.add("failed"); });
    img.addEventListener("load", () => { sheet.classList.add("drawn"); });
    if (img.complete && img.naturalWidth) sheet.classList.add("drawn");
  };
  // A page that only flies by is not asked for: what is looked at would wait behind it.
  const LINGER = 120;  // milliseconds
  const waiting = new Map();
  // Pictures of pages that were left, oldest first: the browser keeps none, so the page keeps some.
  const PUT_BY = 24;
  const putBy = new Map();
  const leave = (sheet, img) => {
    img.remove();
    if (!sheet.classList.contains("drawn")) { img.removeAttribute("srcset"); return; }
    putBy.set(sheet, img);
    if (putBy.size <= PUT_BY) return;
    const [oldest, dropped] = putBy.entries().next().value;
    putBy.delete(oldest);
    dropped.removeAttribute("srcset");
  };
  const comeBack = (sheet) => {
    const img = putBy.get(sheet);
    if (!img) return false;
    putBy.delete(sheet);
    sheet.prepend(img);
    sheet.classList.add("drawn");
    return true;
  };
  const fetchPage = (sheet) => {
    waiting.delete(sheet);
    const img = document.createElement("img");
    img.alt = "";
    img.decoding = "async";
    img.draggable = false;
    told(sheet, img);
    const drawn = `${base}/pages/${sheet.dataset.sheet}.webp`;
    img.srcset = `${drawn}?size=1x 1x, ${drawn}?size=2x 2x`;
    sheet.prepend(img);
  };
  const near = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const there = target.querySelector("img");
      if (isIntersecting && !there && !waiting.has(target) && !comeBack(target)) waiting.set(target, setTimeout(fetchPage, LINGER, target));
      if (isIntersecting) continue;
      clearTimeout(waiting.get(target));
      waiting.delete(target);
      if (there) leave(target, there);
      target.classList.remove("drawn", "failed");
    }
  }, { root: pane, rootMargin: "120% 0px" });
  for (const sheet of sheets) {
    const first = sheet.querySelector("img");  // the page itself brings the first one
    if (first) told(sheet, first);
    near.observe(sheet);
  }

  const atPage = document.getElementById("at-page");
  if (atPage) {
    const middle = new IntersectionObserver((entries) => {
      for (const entry of entries) if (entry.isIntersecting) atPage.textContent = entry.target.dataset.sheet;
    }, { root: pane, rootMargin: "-45% 0px -45% 0px" });
    for (const sheet of sheets) middle.observe(sheet);
  }

  // ---- boxes of terms ---------------------------------------------------------------------
  const rect = (box, name) => {
    const made = document.createElementNS(SVG, "rect");
    const [x0, top, x1, bottom] = box;
    made.setAttribute("x", x0 - 1.5);
    made.setAttribute("y", top - 1.5);
    made.setAttribute("width", Math.max(x1 - x0, 0) + 3);
    made.setAttribute("height", Math.max(bottom - top, 0) + 3);
    made.setAttribute("rx", 1.5);
    made.setAttribute("class", name);
    return made;
  };

  // A spot is {key, page, boxes, anchor, quote, tone}; put all of them over the document.
  let spots = new Map();
  const show = (list) => {
    spots = new Map(list.map((spot) => [spot.key, spot]));
    for (const old of pane.querySelectorAll("rect.mark")) old.remove();
    for (const spot of list) {
      const svg = spot.page && svgOf(spot.page);
      if (!svg) continue;
      for (const box of spot.boxes) {
        const made = rect(box, `mark ${spot.tone || ""}`);
        made.dataset.key = spot.key;
        svg.append(made);
      }
    }
    for (const old of pane.querySelectorAll("[data-block].mark")) old.classList.remove("mark");
    for (const spot of list) blockOf(spot)?.classList.add("mark");
  };

  const squeezed = (text) => text.replace(/\s+/g, " ").trim();
  const blockOf = (spot) => {
    if (!flow || !spot.anchor) return null;
    const all = [...flow.querySelectorAll(`[data-anchor="${CSS.escape(spot.anchor)}"]`)];
    const quote = squeezed(spot.quote || "");
    return all.find((block) => squeezed(block.textContent).includes(quote)) || all[0] || null;
  };

  // The characters of a quote within a block, from and to; the whole block where it is not found.
  const spanIn = (block, quote) => {
    const words = (quote || "").trim().split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const found = words[0] && new RegExp(words.join("\\s+")).exec(block.textContent);
    return found ? [found.index, found.index + found[0].length] : [0, block.textContent.length];
  };
  const rangeOf = (block, start, end) => {
    const range = document.createRange();
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    let at = 0, begun = false;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!begun && start <= at + node.length) { range.setStart(node, start - at); begun = true; }
      if (begun && end <= at + node.length) { range.setEnd(node, end - at); break; }
      at += node.length;
    }
    return range;
  };
  const paint = (name, ranges) => {
    if (typeof Highlight === "undefined") return;
    if (ranges.length) CSS.highlights.set(name, new Highlight(...ranges));
    else CSS.highlights.delete(name);
  };

  // Light the words of one term (or of none); scroll to them where asked for.
  const light = (spot, scroll, name = "lit") => {
    for (const old of pane.querySelectorAll(`rect.${name}`)) old.classList.remove(name);
    for (const old of pane.querySelectorAll(`rect.loose-${name}`)) old.remove();
    for (const old of pane.querySelectorAll(`[data-block].${name}`)) old.classList.remove(name);
    paint(name, []);
    if (!spot) return;
    let target = null;
    if (spot.page) {
      const own = spot.key && spots.has(spot.key) ? [...pane.querySelectorAll(`rect.mark[data-key="${CSS.escape(spot.key)}"]`)] : [];
      for (const one of own) one.classList.add(name);
      if (!own.length) for (const box of spot.boxes) {
        const made = rect(box, `loose-${name} ${name}`);
        svgOf(spot.page)?.append(made);
        own.push(made);
      }
      target = own[0] || sheetOf(spot.page);
    } else if (spot.anchor) {
      target = blockOf(spot);
      if (target) { target.classList.add(name); paint(name, [rangeOf(target, ...spanIn(target, spot.quote))]); }
    }
    if (target && scroll) intoView(target);
  };

  const intoView = (target) => {
    const box = target.getBoundingClientRect(), view = pane.getBoundingClientRect();
    const tools = pane.querySelector(".tools").offsetHeight;
    if (box.top >= view.top + tools + 24 && box.bottom <= view.bottom - 64) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const far = Math.abs(box.top - view.top) > 2 * pane.clientHeight;
    pane.scrollBy({ top: box.top - view.top - pane.clientHeight / 3, behavior: calm || far ? "instant" : "smooth" });
  };

  // ---- selecting words --------------------------------------------------------------------
  let picked = null;
  const kept = new Map();
  const wordsOf = (page) => {
    if (!kept.has(page)) kept.set(page, fetch(`${base}/pages/${page}/words.json`).then((answer) => {
      if (!answer.ok) throw new Error("The words of this page cannot be read.");
      return answer.json();
    }).catch((error) => { kept.delete(page); app.say(error.message); return { words: [], lines: [] }; }));
    return kept.get(page);
  };
  const point = (svg, event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return [at.x, at.y];
  };
  // Where the same words state several terms, each click leads to the next of them.
  const keyAt = (event) => {
    const keys = document.elementsFromPoint(event.clientX, event.clientY).filter((el) => el.matches("rect.mark")).map((el) => el.dataset.key);
    const lit = pane.querySelector("rect.mark.lit")?.dataset.key;
    return keys[(keys.indexOf(lit) + 1) % keys.length] || null;
  };
  const nearest = (words, [x, y]) => {
    let best = -1, least = Infinity;
    words.forEach(([, x0, top, x1, bottom], index) => {
      const across = Math.max(x0 - x, 0, x - x1), down = Math.max(top - y, 0, y - bottom);
      const far = across + 4 * down;  // a word of the same line is nearer than one above
      if (far < least) { least = far; best = index; }
    });
    return least < 60 ? best : -1;
  };
  const boxesOf = (found, first, end) => {
    const boxes = [];
    for (const [from, to] of found.lines) {
      const some = found.words.slice(Math.max(from, first), Math.min(to, end));
      if (some.length) boxes.push([Math.min(...some.map((w) => w[1])), Math.min(...some.map((w) => w[2])), Math.max(...some.map((w) => w[3])), Math.max(...some.map((w) => w[4]))]);
    }
    return boxes;
  };
  const clear = () => {
    picked = null;
    for (const old of pane.querySelectorAll("rect.picked")) old.remove();
    paint("picked", []);
    listeners.pick(null);
  };
  const draw = (page, found, first, end) => {
    for (const old of pane.querySelectorAll("rect.picked")) old.remove();
    for (const box of boxesOf(found, first, end)) svgOf(page).append(rect(box, "picked"));
  };
  const pick = (page, found, first, end) => {
    draw(page, found, first, end);
    const indexes = Array.from({ length: end - first }, (_, index) => first + index);
    picked = { selection: { page, words: indexes }, text: found.words.slice(first, end).map((word) => word[0]).join(" ") };
    listeners.pick(picked);
  };

  let dragging = null;
  for (const sheet of sheets) {
    const svg = sheet.querySelector("svg"), page = Number(sheet.dataset.sheet);
    svg.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.pointerType === "touch") return;
      event.preventDefault();
      svg.setPointerCapture(event.pointerId);
      dragging = { page, from: point(svg, event), to: null, key: keyAt(event) };
      wordsOf(page);
    });
    svg.addEventListener("pointermove", async (event) => {
      if (dragging?.page !== page) return;
      const at = point(svg, event), drag = dragging;
      if (!drag.to && Math.hypot(at[0] - drag.from[0], at[1] - drag.from[1]) < 3) return;
      drag.to = at;
      const found = await wordsOf(page);
      const one = nearest(found.words, drag.from), other = nearest(found.words, drag.to);
      if (one < 0 || other < 0 || dragging !== drag && picked) return;
      drag.found = [found, Math.min(one, other), Math.max(one, other) + 1];
      if (dragging === drag) draw(page, ...drag.found);
    });
    svg.addEventListener("pointerup", async () => {
      const drag = dragging;
      dragging = null;
      if (!drag || drag.page !== page) return;
      if (!drag.to) {
        if (drag.key) listeners.box(drag.key);
        else clear();
        return;
      }
      const found = await wordsOf(page);
      const one = nearest(found.words, drag.from), other = nearest(found.words, drag.to);
      if (one >= 0 && other >= 0) pick(page, found, Math.min(one, other), Math.max(one, other) + 1);
    });
    svg.addEventListener("pointercancel", () => { dragging = null; });
    // A finger scrolls; a tap on a box leads to its card, two taps select a word.
    svg.addEventListener("click", (event) => {
      const key = event.pointerType === "touch" && keyAt(event);
      if (key) listeners.box(key);
    });
    svg.addEventListener("dblclick", async (event) => {
      const found = await wordsOf(page), at = nearest(found.words, point(svg, event));
      if (at >= 0) pick(page, found, at, at + 1);
    });
    svg.addEventListener("pointerover", (event) => listeners.over(event.target.dataset?.key || null));
    svg.addEventListener("pointerleave", () => listeners.over(null));
  }

  // In text without pages the browser's own selection is taken, within one block.
  if (flow) {
    document.addEventListener("selectionchange", () => {
      const chosen = document.getSelection();
      if (!chosen.rangeCount || chosen.isCollapsed) return;
      const range = chosen.getRangeAt(0);
      if (!flow.contains(range.commonAncestorContainer)) return;
      const from = (range.startContainer.nodeType === 3 ? range.startContainer.parentElement : range.startContainer).closest("[data-block]");
      if (!from) return;
      const end = from.contains(range.endContainer) ? range : null;
      const before = document.createRange();
      before.selectNodeContents(from);
      before.setEnd(range.startContainer, range.startOffset);
      const start = before.toString().length;
      const text = from.textContent;
      const stop = end ? start + range.toString().length : text.length;
      if (!text.slice(start, stop).trim()) return;
      take(from, start, stop);
    });
    flow.addEventListener("click", (event) => {
      const block = event.target.closest("[data-block]");
      if (!block || !document.getSelection().isCollapsed) return;
      for (const spot of spots.values()) {
        const own = blockOf(spot);
        if (own && (own === block || own.contains(block) || block.contains(own))) { listeners.box(spot.key); return; }
      }
      clear();
    });
  }
  const take = (block, start, end) => {
    const extra = block.querySelector("span.quiet")?.textContent.length || 0;  // an element's name is ours
    picked = {
      selection: { anchor: block.dataset.anchor, nth: Number(block.dataset.nth), start: Math.max(start - extra, 0), end: end - extra },
      text: block.textContent.slice(start, end),
    };
    paint("picked", [rangeOf(block, start, end)]);
    listeners.pick(picked);
  };

  // Select the words that a spot stands on, as if somebody had dragged over them.
  const choose = async (spot) => {
    if (spot.page) {
      const found = await wordsOf(spot.page);
      const inside = ([, x0, top, x1, bottom]) => spot.boxes.some((box) => box[0] <= (x0 + x1) / 2 && (x0 + x1) / 2 <= box[2] && box[1] <= (top + bottom) / 2 && (top + bottom) / 2 <= box[3]);
      const first = found.words.findIndex(inside);
      if (first < 0) return;
      pick(spot.page, found, first, found.words.findLastIndex(inside) + 1);
    } else {
      const block = blockOf(spot);
      if (block) take(block, ...spanIn(block, spot.quote));
    }
    light(spot, true);
  };

  // ---- finding words ----------------------------------------------------------------------
  const find = document.getElementById("find");
  let hits = { phrase: "", list: [], at: -1 };
  find.addEventListener("submit", async (event) => {
    event.preventDefault();
    const phrase = find.querySelector("input").value.trim();
    if (!phrase) return;
    if (hits.phrase !== phrase) {
      const answer = await fetch(`${base}/search.json?${new URLSearchParams({ q: phrase })}`);
      hits = { phrase, list: answer.ok ? (await answer.json()).hits : [], at: -1 };
    }
    if (!hits.list.length) { app.say(`“${phrase}” is not in this document.`); return; }
    hits.at = (hits.at + 1) % hits.list.length;
    const hit = hits.list[hits.at];
    if (hit.page) {
      pick(hit.page, await wordsOf(hit.page), hit.first, hit.end);
      intoView(pane.querySelector("rect.picked") || sheetOf(hit.page));
    } else {
      const block = flow.querySelectorAll(`[data-anchor="${CSS.escape(hit.anchor)}"]`)[hit.nth];
      if (!block) return;
      const shift = block.querySelector("span.quiet")?.textContent.length || 0;
      take(block, hit.start + shift, hit.end + shift);
      intoView(block);
    }
    app.say(`Place ${hits.at + 1} of ${hits.list.length}.`);
  });

  return { show, light, clear, choose, picked: () => picked, on: (name, act) => { listeners[name] = act; } };
})();
