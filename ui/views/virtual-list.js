// A list of any length of which only the rows in the viewport are drawn.

/**
 * Height of a row in pixels, until one is drawn; `--row` in the styles. A million of them stay
 * below the greatest height that WebKit can lay out.
 */
export const ROW = 32;
/** Greatest height of a list in pixels: beyond it, scrolling moves by more than is scrolled. */
const TALLEST = 32_000_000;
/** Rows fetched at a time. */
export const PAGE = 100;
/** Pause after a page could not be fetched, in milliseconds. */
const RETRY = 2000;
/** Rows drawn above and below the viewport. */
const MARGIN = 12;

/**
 * Computes the rows to draw for a scroll position, and the offset of the first of them.
 * @param {number} total
 * @param {number} scrolled
 * @param {number} height of the viewport
 * @param {number} [row] height of one
 */
export function windowOf(total, scrolled, height, row = ROW) {
  const tall = Math.min(total * row, TALLEST);
  const inViewport = Math.ceil(height / row) + 1;
  // Where the list is as tall as its rows, this is the scroll position itself.
  const reach = Math.max(tall - height, 1);
  const exact =
    tall < total * row
      ? (Math.min(scrolled, reach) / reach) * Math.max(total - height / row, 0)
      : scrolled / row;
  const top = Math.max(Math.floor(exact), 0);
  const first = Math.max(top - MARGIN, 0);
  const last = Math.min(top + inViewport + MARGIN, total);
  const offset = Math.round(scrolled - (exact - first) * row);
  return { tall, first, last, offset: Math.max(offset, 0) };
}

/**
 * @template T
 * @typedef {(offset: number, limit: number) => Promise<T[]>} Fetch
 */

/**
 * @template T
 * @typedef {(item: T | undefined, nth: number, total: number) => HTMLElement} Draw
 *   receives `undefined` while the item is fetched
 */

/**
 * @template T
 * @param {HTMLElement} scroller @param {HTMLElement} list @param {Draw<T>} draw
 */
export function mountVirtualList(scroller, list, draw) {
  const virtual = new VirtualList(scroller, list, draw);
  virtual.listen();
  return virtual;
}

/** @template T */
class VirtualList {
  total = 0;
  /** @type {Fetch<T>} */
  fetch = async () => [];
  /** Pages by number; `fetching` until they are there. @type {Map<number, T[] | 'fetching'>} */
  pages = new Map();
  /** Number of the list: answers of an earlier one are dropped. */
  era = 0;
  /** Row that the keyboard went to; -1 for none. */
  focusNext = -1;
  frame = 0;
  rowHeight = ROW;

  /** @param {HTMLElement} scroller @param {HTMLElement} list @param {Draw<T>} draw */
  constructor(scroller, list, draw) {
    this.scroller = scroller;
    this.list = list;
    this.draw = draw;
  }

  listen() {
    const { scroller, list } = this;
    list.addEventListener('keydown', (event) => this.handleKey(event));
    scroller.addEventListener('scroll', () => this.redraw(), { passive: true });
    new ResizeObserver(() => this.redraw()).observe(scroller);
  }

  /** Shows another list from its top. @param {number} total @param {Fetch<T>} fetch */
  reset(total, fetch) {
    this.total = total;
    this.fetch = fetch;
    this.era += 1;
    this.pages = new Map();
    this.scroller.scrollTop = 0;
    this.redraw();
  }

  /**
   * Fetches anew the rows in the viewport, and leaves them drawn meanwhile.
   * @param {number} total @param {Fetch<T>} fetch
   */
  async refresh(total, fetch) {
    this.fetch = fetch;
    const { first, last } = this.window(total);
    const era = ++this.era;
    const lastPage = Math.floor(Math.max(last - 1, 0) / PAGE);
    /** @type {Map<number, T[] | 'fetching'>} */
    const pages = new Map();
    this.total = total;
    for (let page = Math.floor(first / PAGE); page <= lastPage && total > 0; page += 1) {
      const rows = await fetch(page * PAGE, PAGE).catch(() => null);
      if (era !== this.era) return;
      if (rows) pages.set(page, rows);
    }
    this.pages = pages;
    this.redraw();
  }

  /** @param {number} [total] */
  window(total = this.total) {
    const { scrollTop, clientHeight } = this.scroller;
    return windowOf(total, scrollTop, clientHeight, this.rowHeight);
  }

  /** @param {number} nth @returns {T | undefined} */
  item(nth) {
    const page = this.pages.get(Math.floor(nth / PAGE));
    return page && page !== 'fetching' ? page[nth % PAGE] : undefined;
  }

  /** Fetches a page unless it is there or under way. @param {number} page */
  async fetchPage(page) {
    const { era } = this;
    if (page < 0 || page * PAGE >= this.total || this.pages.has(page)) return;
    this.pages.set(page, 'fetching');
    const rows = await this.fetch(page * PAGE, PAGE).catch(() => null);
    if (era !== this.era) return;
    if (rows) this.pages.set(page, rows);
    else setTimeout(() => era === this.era && this.pages.delete(page) && this.redraw(), RETRY);
    this.redraw();
  }

  redraw() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.paint());
  }

  paint() {
    const { tall, first, last, offset } = this.window();
    const firstPage = Math.floor(first / PAGE);
    for (let page = firstPage - 1; page <= Math.floor(last / PAGE) + 1; page += 1)
      this.fetchPage(page);
    const focused = this.list.querySelector(':focus')?.closest('[data-nth]');
    if (this.focusNext < 0 && focused) this.focusNext = Number(focused.getAttribute('data-nth'));
    this.list.replaceChildren(...this.drawRows(first, last));
    this.list.style.setProperty('--tall', `${tall - offset}px`);
    this.list.style.setProperty('--offset', `${offset}px`);
    if (this.measureRow()) {
      this.paint();
      return;
    }
    if (this.focusNext >= 0) this.focus(this.focusNext);
    this.focusNext = -1;
    this.forgetPagesFarFrom(firstPage);
  }

  /** @param {number} first @param {number} last */
  drawRows(first, last) {
    const rows = [];
    for (let nth = first; nth < last; nth += 1) {
      const row = this.draw(this.item(nth), nth, this.total);
      row.dataset.nth = String(nth);
      rows.push(row);
    }
    return rows;
  }

  /** Drops pages far away; they are fetched again when they are needed. @param {number} here */
  forgetPagesFarFrom(here) {
    for (const page of this.pages.keys()) if (Math.abs(page - here) > 20) this.pages.delete(page);
  }

  /** Measures a row. Returns whether the height differs: larger text, or a narrower list. */
  measureRow() {
    const height = this.list.firstElementChild?.getBoundingClientRect().height;
    if (!height || height === this.rowHeight) return false;
    this.rowHeight = height;
    return true;
  }

  /** @param {number} nth */
  focus(nth) {
    const button = this.list.querySelector(`[data-nth="${nth}"] button`);
    if (button instanceof HTMLElement) button.focus({ preventScroll: true });
  }

  /** Moves the focus by arrow keys, Page Up and Down, Home and End. @param {KeyboardEvent} event */
  handleKey(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15 };
    const step = { ...steps, Home: -Infinity, End: Infinity }[event.key];
    const from = event.target instanceof Element && event.target.closest('[data-nth]');
    if (!step || !from) return;
    event.preventDefault();
    const nth = Number(from.getAttribute('data-nth')) + step;
    this.focusNext = Math.min(Math.max(nth, 0), this.total - 1);
    this.scrollTo(this.focusNext);
    this.paint();
  }

  /** Scrolls as little as shows a row. @param {number} nth */
  scrollTo(nth) {
    const { scroller, total, rowHeight } = this;
    const { tall } = windowOf(total, 0, scroller.clientHeight, rowHeight);
    const place = (nth / Math.max(total, 1)) * tall;
    const isAbove = place < scroller.scrollTop;
    if (isAbove) scroller.scrollTop = place;
    else if (place + rowHeight > scroller.scrollTop + scroller.clientHeight)
      scroller.scrollTop = place + rowHeight - scroller.clientHeight;
  }
}
