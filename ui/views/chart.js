// A chart of spending: columns, lines across, and one column pointed at, by hand or by arrow keys.
// A press, or Enter, chooses it.

import { columns, labelStep } from '../chart.js';
import { element, write } from '../dom.js';
import { say } from '../language.js';

/** @typedef {import('../types').SpendingView} SpendingView */
/** @typedef {(group: import('../types').GroupView) => void} Choose */

const SVG = 'http://www.w3.org/2000/svg';
/** Pixels: of the columns, around them, of one label, and of a digit of an amount. */
const AREA = { top: 18, below: 20, left: 46, right: 4, label: 52, digit: 6.3 };

/**
 * @param {HTMLElement} place @param {HTMLElement} caption @param {number} height of the columns
 * @param {Choose} choose receives the column that was chosen
 */
export function mountChart(place, caption, height, choose) {
  return new Chart(place, caption, height, choose);
}

class Chart {
  /** @type {SpendingView | null} */
  view = null;
  isSplit = false;
  pointed = -1;
  /** Width for which it was drawn. */
  width = 0;

  /**
   * @param {HTMLElement} place @param {HTMLElement} caption @param {number} height
   * @param {Choose} choose
   */
  constructor(place, caption, height, choose) {
    this.place = place;
    this.caption = caption;
    this.height = height;
    this.choose = choose;
    this.listen();
    new ResizeObserver(() => this.width !== place.clientWidth && this.draw()).observe(place);
  }

  /** @param {SpendingView} view @param {boolean} isSplit */
  show(view, isSplit) {
    this.view = view;
    this.isSplit = isSplit;
    const name = say('page-chart-name', { columns: view.groups.length });
    this.place.setAttribute('aria-label', name);
    this.draw();
    this.point(Math.min(this.pointed, view.groups.length - 1));
  }

  draw() {
    this.width = this.place.clientWidth;
    if (this.view && this.width) this.place.replaceChildren(drawing(this.view, this));
  }

  /** Points at a column; -1 is none of them. @param {number} nth */
  point(nth) {
    this.pointed = nth;
    const mark = this.place.querySelector('.slot');
    const slot = this.slot();
    mark?.setAttribute('x', String(AREA.left + Math.max(nth, 0) * slot));
    mark?.setAttribute('width', String(nth < 0 ? 0 : slot));
    write(this.caption, columnSentence(this.view, nth, this.isSplit));
  }

  /** Pixels by which all is moved for long amounts. */
  shift() {
    return shiftOf(this.view?.ticks ?? []);
  }

  /** Width of a column's place. */
  slot() {
    const inner = Math.max(this.width - this.shift() - AREA.left - AREA.right, 1);
    return inner / Math.max(this.view?.groups.length ?? 1, 1);
  }

  /** Number of the column at a place of the window; -1 beside all. @param {number} clientX */
  columnAt(clientX) {
    const { left } = this.place.getBoundingClientRect();
    const nth = Math.floor((clientX - left - AREA.left - this.shift()) / this.slot());
    return Math.max(Math.min(nth, this.last()), -1);
  }

  /** Number of the newest column; -1 while there is none. */
  last() {
    return (this.view?.groups.length ?? 0) - 1;
  }

  /** @param {number} nth */
  chooseColumn(nth) {
    const group = this.view?.groups[nth];
    if (group) this.choose(group);
  }

  listen() {
    const { place } = this;
    place.addEventListener('pointermove', ({ clientX }) => {
      const nth = this.columnAt(clientX);
      if (nth >= 0 && nth !== this.pointed) this.point(nth);
    });
    place.addEventListener('click', ({ clientX }) => this.chooseColumn(this.columnAt(clientX)));
    place.addEventListener('pointerleave', () => {
      if (document.activeElement !== place) this.point(-1);
    });
    place.addEventListener('focus', () => {
      if (this.pointed < 0 && this.last() >= 0) this.point(this.last());
    });
    place.addEventListener('blur', () => this.point(-1));
    place.addEventListener('keydown', (event) => {
      const [nth, end] = [this.pointed, this.last()];
      if (event.key === 'Enter') this.chooseColumn(nth);
      const to = { ArrowLeft: nth - 1, ArrowRight: nth + 1, Home: 0, End: end }[event.key];
      if (to === undefined || end < 0) return;
      event.preventDefault();
      this.point(Math.min(Math.max(to, 0), end));
    });
  }
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

/**
 * Draws a legend as a ranking: each part with its bar, amount and share.
 * @param {HTMLElement} list @param {SpendingView} view
 */
export function drawRanking(list, { series }) {
  const rows = series.map(({ name, total, share, part }, nth) => {
    const bar = element('meter', { max: '1', value: String(part), 'aria-hidden': 'true' });
    return element(
      'li',
      { class: `rank series-${nth}` },
      element('i', {}),
      element('b', { title: name }, name),
      bar,
      element('span', { class: 'num', title: total.full }, total.text),
      element('small', {}, share ?? ''),
    );
  });
  list.replaceChildren(...rows);
}

/**
 * Returns the pixels that the longest amount of the axis needs beyond the usual ones.
 * @param {import('../types').TickView[]} ticks
 */
function shiftOf(ticks) {
  const longest = Math.max(0, ...ticks.map(({ text }) => text.length));
  return Math.max(0, Math.ceil(longest * AREA.digit) + 6 - AREA.left);
}

/** @param {SpendingView} view @param {Chart} chart */
function drawing({ groups, series, ticks, top }, { width: whole, height }) {
  const shift = shiftOf(ticks);
  const outer = whole - shift;
  const width = Math.max(outer - AREA.left - AREA.right, 1);
  const picture = make('svg', {
    width: whole,
    height: AREA.top + height + AREA.below,
    'data-columns': groups.length,
    'aria-hidden': 'true',
  });
  const all = make('g', { transform: `translate(${shift} 0)` });
  picture.append(all);
  const slot = width / Math.max(groups.length, 1);
  all.append(make('rect', { class: 'slot', x: 0, y: 0, width: 0, height: AREA.top + height }));
  for (const tick of ticks) all.append(...tickLine(tick, top, width, height));
  const placed = columns({ groups: groups.length, series, top, width, height });
  // One shape for each part: thirty columns are no hundred elements.
  for (const nth of series.keys()) all.append(shapeOf(placed, nth));
  const step = labelStep(groups.length, width, AREA.label);
  for (const [nth, { label, total, cut }] of groups.entries()) {
    const x = AREA.left + nth * slot + slot / 2;
    // Counted from the end: the newest column always has its label.
    const isLast = nth === groups.length - 1;
    if ((groups.length - 1 - nth) % step === 0)
      all.append(labelOf(isLast ? outer - AREA.right : x, height, label, isLast));
    if (cut) all.append(...cutOf(placed[nth], x, width, `${label} · ${total.text}`));
  }
  return picture;
}

/**
 * @param {import('../types').TickView} tick @param {number} top @param {number} width
 * @param {number} height
 */
function tickLine({ value, text }, top, width, height) {
  const y = AREA.top + (top > 0 ? height * (1 - value / top) : height);
  const ends = { x1: AREA.left, x2: AREA.left + width, y1: y, y2: y };
  return [
    make('line', { ...ends, class: value ? 'across' : 'ground' }),
    make('text', { x: AREA.left - 6, y: y + 4, class: 'tick' }, text),
  ];
}

/** @param {import('../chart.js').Column[]} placed @param {number} nth of the series */
function shapeOf(placed, nth) {
  const rectangles = placed.flatMap(({ x, width, parts }) =>
    parts
      .filter(({ series }) => series === nth)
      .map(({ y, height }) => `M${AREA.left + x} ${AREA.top + y}h${width}v${height}h${-width}z`),
  );
  return make('path', { d: rectangles.join(''), class: `part series-${nth}` });
}

/** @param {number} x @param {number} height @param {string} text @param {boolean} isLast */
function labelOf(x, height, text, isLast) {
  const style = isLast ? 'label last' : 'label';
  return make('text', { x, y: AREA.top + height + 15, class: style }, text);
}

/**
 * Marks a column that is taller than the chart, with its amount above.
 * @param {import('../chart.js').Column | undefined} column @param {number} x of its middle
 * @param {number} width of all columns @param {string} text
 */
function cutOf(column, x, width, text) {
  if (!column) return [];
  const from = AREA.left + column.x - 2;
  const y = AREA.top + 14;
  const half = Math.min(text.length * 3.2, width / 2);
  const middle = Math.min(Math.max(x, AREA.left + half), AREA.left + width - half);
  return [
    make('path', { d: `M${from} ${y}l${column.width + 4} -4`, class: 'cut' }),
    make('text', { x: middle, y: 11, class: 'peak' }, text),
  ];
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
