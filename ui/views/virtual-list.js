// A list of any length of which only the rows in sight are drawn.

/** Height of a row in pixels, until one is drawn; `--row` in the styles. A million of them stay below what WebKit can lay out. */
export const ROW = 32;
/** The tallest that a list is made: beyond it, scrolling moves by more than is scrolled. */
const TALLEST = 32_000_000;
/** Rows fetched at a time. */
export const PAGE = 100;
/** After a page could not be fetched, in milliseconds. */
const RETRY = 2000;
/** Rows drawn above and below what is in sight. */
const MARGIN = 12;

/**
 * The rows to draw for a scroll position, and where the first of them stands.
 * @param {number} total @param {number} scrolled @param {number} height of the window on the list @param {number} [row] height of one
 */
export function windowOf(total, scrolled, height, row = ROW) {
  const tall = Math.min(total * row, TALLEST);
  const inSight = Math.ceil(height / row) + 1;
  // Where the list is as tall as its rows, this is the scroll position itself.
  const reach = Math.max(tall - height, 1);
  const exact =
    tall < total * row
      ? (Math.min(scrolled, reach) / reach) * Math.max(total - height / row, 0)
      : scrolled / row;
  const top = Math.max(Math.floor(exact), 0);
  const first = Math.max(top - MARGIN, 0);
  const last = Math.min(top + inSight + MARGIN, total);
  const offset = Math.round(scrolled - (exact - first) * row);
  return { tall, first, last, offset: Math.max(offset, 0) };
}

/**
 * @template T
 * @typedef {(offset: number, limit: number) => Promise<T[]>} Fetch
 */

/**
 * @template T
 * @param {HTMLElement} scroller @param {HTMLElement} list
 * @param {(item: T | undefined, nth: number, total: number) => HTMLElement} draw
 */
export function mountVirtualList(scroller, list, draw) {
  let total = 0;
  /** @type {Fetch<T>} */
  let fetch = async () => [];
  /** The row that the keyboard went to. */
  let wanted = -1;
  let era = 0;
  /** @type {Map<number, T[] | 'asked'>} */
  let pages = new Map();
  let frame = 0;
  let rowHeight = ROW;

  /** @param {number} nth @returns {T | undefined} */
  function item(nth) {
    const page = pages.get(Math.floor(nth / PAGE));
    return page && page !== 'asked' ? page[nth % PAGE] : undefined;
  }

  /** @param {number} number */
  async function ask(number) {
    if (number < 0 || number * PAGE >= total || pages.has(number)) return;
    const asked = era;
    pages.set(number, 'asked');
    const rows = await fetch(number * PAGE, PAGE).catch(() => null);
    if (asked !== era) return;
    if (rows) pages.set(number, rows);
    else setTimeout(() => asked === era && pages.delete(number) && redraw(), RETRY);
    redraw();
  }

  function redraw() {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(paint);
  }

  function paint() {
    const { tall, first, last, offset } = windowOf(
      total,
      scroller.scrollTop,
      scroller.clientHeight,
      rowHeight,
    );
    for (let page = Math.floor(first / PAGE) - 1; page <= Math.floor(last / PAGE) + 1; page += 1)
      ask(page);
    const focused = list.querySelector(':focus')?.closest('[data-nth]')?.getAttribute('data-nth');
    if (wanted < 0 && focused) wanted = Number(focused);
    const rows = [];
    for (let nth = first; nth < last; nth += 1) {
      const row = draw(item(nth), nth, total);
      row.dataset.nth = String(nth);
      rows.push(row);
    }
    list.replaceChildren(...rows);
    list.style.setProperty('--tall', `${tall - offset}px`);
    list.style.setProperty('--offset', `${offset}px`);
    if (measure()) return paint();
    if (wanted >= 0) focus(wanted);
    wanted = -1;
    // Pages far from here are fetched again when they are needed.
    for (const page of pages.keys()) {
      if (Math.abs(page - Math.floor(first / PAGE)) > 20) pages.delete(page);
    }
  }

  /** Whether rows are of another height than those before: the text is larger, or the list narrower. */
  function measure() {
    const seen = list.firstElementChild?.getBoundingClientRect().height;
    if (!seen || seen === rowHeight) return false;
    rowHeight = seen;
    return true;
  }

  /** @param {number} nth */
  function focus(nth) {
    const button = list.querySelector(`[data-nth="${nth}"] button`);
    if (button instanceof HTMLElement) button.focus({ preventScroll: true });
  }

  list.addEventListener('keydown', (event) => {
    const step = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: 15,
      PageUp: -15,
      Home: -Infinity,
      End: Infinity,
    }[event.key];
    const from = event.target instanceof Element && event.target.closest('[data-nth]');
    if (!step || !from) return;
    event.preventDefault();
    const next = Math.min(Math.max(Number(from.getAttribute('data-nth')) + step, 0), total - 1);
    const { tall } = windowOf(total, 0, scroller.clientHeight, rowHeight);
    const place = (next / Math.max(total, 1)) * tall;
    const above = place < scroller.scrollTop;
    if (above || place + rowHeight > scroller.scrollTop + scroller.clientHeight) {
      scroller.scrollTop = above ? place : place + rowHeight - scroller.clientHeight;
    }
    wanted = next;
    paint();
  });
  scroller.addEventListener('scroll', redraw, { passive: true });
  new ResizeObserver(redraw).observe(scroller);

  return {
    /** Shows another list from its top. @param {number} count @param {Fetch<T>} from */
    reset(count, from) {
      total = count;
      fetch = from;
      era += 1;
      pages = new Map();
      scroller.scrollTop = 0;
      redraw();
    },
    /** Fetches anew what is in sight, and leaves it drawn meanwhile. @param {number} count @param {Fetch<T>} from */
    async refresh(count, from) {
      fetch = from;
      const { first, last } = windowOf(count, scroller.scrollTop, scroller.clientHeight, rowHeight);
      const now = ++era;
      /** @type {Map<number, T[] | 'asked'>} */
      const fresh = new Map();
      total = count;
      for (
        let page = Math.floor(first / PAGE);
        page <= Math.floor(Math.max(last - 1, 0) / PAGE) && count > 0;
        page += 1
      ) {
        const rows = await fetch(page * PAGE, PAGE).catch(() => null);
        if (now !== era) return;
        if (rows) fresh.set(page, rows);
      }
      pages = fresh;
      redraw();
    },
  };
}
