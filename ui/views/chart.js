// The chart of spending: columns, lines across, and one column pointed at, by hand or by arrow
// keys.

import { columns, labelStep } from '../chart.js';
import { byId, element, write } from '../dom.js';
import { say } from '../language.js';

/** @typedef {import('../types').SpendingView} SpendingView */

const SVG = 'http://www.w3.org/2000/svg';
/** Pixels: of the columns, around them, and of one label. */
const AREA = { height: 180, top: 10, below: 22, left: 56, right: 18, label: 52 };

export function mountChart() {
  const place = byId('spending-chart', HTMLElement);
  const caption = byId('spending-here', HTMLElement);
  /** @type {SpendingView | null} */
  let view = null;
  let isSplit = false;
  let pointed = -1;

  function draw() {
    if (view) place.replaceChildren(drawing(view, place.clientWidth, pointed));
  }

  /** @param {number} nth */
  function point(nth) {
    pointed = nth;
    for (const column of place.querySelectorAll('g'))
      column.classList.toggle('pointed', column.getAttribute('data-nth') === String(nth));
    write(caption, columnSentence(view, nth, isSplit));
  }

  listen(place, {
    point,
    pointed: () => pointed,
    last: () => (view?.groups.length ?? 0) - 1,
  });
  new ResizeObserver(draw).observe(place);

  return {
    /** @param {SpendingView} next @param {boolean} split */
    show(next, split) {
      view = next;
      isSplit = split;
      place.setAttribute('aria-label', say('page-chart-name', { columns: next.groups.length }));
      drawLegend(next, split);
      draw();
      point(Math.min(pointed, next.groups.length - 1));
    },
  };
}

/**
 * Points at columns by pointer and arrow keys; -1 is none of them.
 * @param {HTMLElement} place
 * @param {{point: (nth: number) => void, pointed: () => number, last: () => number}} chart
 */
function listen(place, { point, pointed, last }) {
  place.addEventListener('pointermove', ({ target }) => {
    const column = target instanceof Element ? target.closest('g') : null;
    const nth = column?.getAttribute('data-nth');
    if (nth && Number(nth) !== pointed()) point(Number(nth));
  });
  place.addEventListener('pointerleave', () => document.activeElement === place || point(-1));
  place.addEventListener('focus', () => pointed() < 0 && last() >= 0 && point(last()));
  place.addEventListener('blur', () => point(-1));
  place.addEventListener('keydown', (event) => {
    const [nth, end] = [pointed(), last()];
    const to = { ArrowLeft: nth - 1, ArrowRight: nth + 1, Home: 0, End: end }[event.key];
    if (to === undefined || end < 0) return;
    event.preventDefault();
    point(Math.min(Math.max(to, 0), end));
  });
}

/** @param {SpendingView | null} view @param {number} nth @param {boolean} isSplit */
function columnSentence(view, nth, isSplit) {
  const group = view?.groups[nth];
  if (!view || !group) return view?.top === 0 ? say('page-chart-empty') : say('page-chart-point');
  const column = { when: group.full, amount: group.total.text, jobs: group.jobs };
  const parts = view.series
    .filter(({ values }) => isSplit && values[nth])
    .map(({ name, shown }) => `${name} ${shown[nth]?.text}`);
  return parts.length
    ? say('page-chart-column-split', { ...column, parts: parts.join(', ') })
    : say('page-chart-column', column);
}

/** @param {SpendingView} view @param {boolean} isSplit */
function drawLegend({ series }, isSplit) {
  const legend = byId('spending-legend', HTMLElement);
  legend.hidden = !isSplit || series.length === 0;
  legend.replaceChildren(
    ...series.map(({ name, total }, nth) =>
      element(
        'li',
        {},
        element('i', { class: `part series-${nth}` }),
        element('span', {}, name),
        element('b', { title: total.full }, total.text),
      ),
    ),
  );
}

/** @param {SpendingView} view @param {number} outer width in pixels @param {number} pointed */
function drawing({ groups, series, ticks, top }, outer, pointed) {
  const width = Math.max(outer - AREA.left - AREA.right, 1);
  const svg = make('svg', {
    width: AREA.left + width + AREA.right,
    height: AREA.top + AREA.height + AREA.below,
    'aria-hidden': 'true',
  });
  for (const tick of ticks) svg.append(...tickLine(tick, top, width));
  const step = labelStep(groups.length, width, AREA.label);
  const slot = width / groups.length;
  const placed = columns({ groups: groups.length, series, top, width, height: AREA.height });
  for (const [nth, column] of placed.entries()) {
    const group = make('g', { 'data-nth': nth, ...(nth === pointed ? { class: 'pointed' } : {}) });
    group.append(slotOf(nth, slot), ...column.parts.map((part) => partOf(column, part)));
    // Counted from the end: the newest column always has its label.
    if ((groups.length - 1 - nth) % step === 0)
      group.append(labelOf(nth, slot, groups[nth]?.label ?? ''));
    svg.append(group);
  }
  return svg;
}

/** @param {import('../types').TickView} tick @param {number} top @param {number} width */
function tickLine({ value, text }, top, width) {
  const y = AREA.top + (top > 0 ? AREA.height * (1 - value / top) : AREA.height);
  const ends = { x1: AREA.left, x2: AREA.left + width, y1: y, y2: y };
  return [
    make('line', { ...ends, class: value ? 'across' : 'ground' }),
    make('text', { x: AREA.left - 8, y: y + 4, class: 'tick' }, text),
  ];
}

/** Draws the area in which a column is pointed at. @param {number} nth @param {number} slot */
function slotOf(nth, slot) {
  const x = AREA.left + nth * slot;
  return make('rect', { x, y: 0, width: slot, height: AREA.top + AREA.height, class: 'slot' });
}

/** @param {import('../chart.js').Column} column @param {import('../chart.js').Part} part */
function partOf({ x, width }, { y, height, series }) {
  const place = { x: AREA.left + x, y: AREA.top + y, width, height };
  return make('rect', { ...place, class: `part series-${series}` });
}

/** @param {number} nth @param {number} slot @param {string} text */
function labelOf(nth, slot, text) {
  const x = AREA.left + nth * slot + slot / 2;
  return make('text', { x, y: AREA.top + AREA.height + 16, class: 'label' }, text);
}

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {string} [text]
 */
function make(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  if (text) made.textContent = text;
  return made;
}
