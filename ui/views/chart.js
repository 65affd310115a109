// The chart of spending: columns, lines across, and one column pointed at, by hand or by arrow keys.

import { columns, labelStep } from '../chart.js';
import { byId, element, write } from '../dom.js';
import { say } from '../language.js';

/** @typedef {import('../types').SpendingView} SpendingView */

const SVG = 'http://www.w3.org/2000/svg';
/** Pixels: of the columns, around them, and of one label. */
const AREA = { height: 180, top: 10, below: 22, left: 56, right: 18, label: 52 };

export function mountChart() {
  const place = byId('spending-chart', HTMLElement);
  const here = byId('spending-here', HTMLElement);
  const legend = byId('spending-legend', HTMLElement);
  /** @type {SpendingView | null} */
  let seen = null;
  let isSplit = false;
  let pointed = -1;

  function draw() {
    if (!seen) return;
    const width = Math.max(place.clientWidth - AREA.left - AREA.right, 1);
    const { groups, series, ticks, top } = seen;
    const svg = make('svg', {
      width: String(AREA.left + width + AREA.right),
      height: String(AREA.top + AREA.height + AREA.below),
      'aria-hidden': 'true',
    });
    for (const { value, text } of ticks) {
      const y = AREA.top + (top > 0 ? AREA.height * (1 - value / top) : AREA.height);
      svg.append(
        make('line', {
          x1: String(AREA.left),
          x2: String(AREA.left + width),
          y1: String(y),
          y2: String(y),
          class: value ? 'across' : 'ground',
        }),
      );
      svg.append(make('text', { x: String(AREA.left - 8), y: String(y + 4), class: 'tick' }, text));
    }
    const step = labelStep(groups.length, width, AREA.label);
    columns({ groups: groups.length, series, top, width, height: AREA.height }).forEach(
      (column, nth) => {
        const slot = width / groups.length;
        const group = make('g', {
          'data-nth': String(nth),
          ...(nth === pointed ? { class: 'pointed' } : {}),
        });
        group.append(
          make('rect', {
            x: String(AREA.left + nth * slot),
            y: '0',
            width: String(slot),
            height: String(AREA.top + AREA.height),
            class: 'slot',
          }),
        );
        for (const one of column.parts) {
          group.append(
            make('rect', {
              x: String(AREA.left + column.x),
              y: String(AREA.top + one.y),
              width: String(column.width),
              height: String(one.height),
              class: `part series-${one.series}`,
            }),
          );
        }
        // Counted from the end: the newest column always has its label.
        if ((groups.length - 1 - nth) % step === 0) {
          group.append(
            make(
              'text',
              {
                x: String(AREA.left + nth * slot + slot / 2),
                y: String(AREA.top + AREA.height + 16),
                class: 'label',
              },
              groups[nth]?.label ?? '',
            ),
          );
        }
        svg.append(group);
      },
    );
    place.replaceChildren(svg);
  }

  /** @param {number} nth */
  function point(nth) {
    pointed = nth;
    for (const group of place.querySelectorAll('g'))
      group.classList.toggle('pointed', group.getAttribute('data-nth') === String(nth));
    const group = seen?.groups[nth];
    if (!seen || !group) {
      const isEmpty = seen?.top === 0;
      write(here, isEmpty ? say('page-chart-empty') : say('page-chart-point'));
      return;
    }
    const parts = isSplit
      ? seen.series
          .filter(({ values }) => values[nth])
          .map(({ name, shown }) => `${name} ${shown[nth]?.text}`)
      : [];
    const column = { when: group.full, amount: group.total.text, jobs: group.jobs };
    write(
      here,
      parts.length
        ? say('page-chart-column-split', { ...column, parts: parts.join(', ') })
        : say('page-chart-column', column),
    );
  }

  place.addEventListener('pointermove', (event) => {
    const nth =
      event.target instanceof Element ? event.target.closest('g')?.getAttribute('data-nth') : null;
    if (nth && Number(nth) !== pointed) point(Number(nth));
  });
  place.addEventListener('pointerleave', () => document.activeElement === place || point(-1));
  place.addEventListener('focus', () => pointed < 0 && seen && point(seen.groups.length - 1));
  place.addEventListener('blur', () => point(-1));
  place.addEventListener('keydown', (event) => {
    const last = (seen?.groups.length ?? 0) - 1;
    const to = { ArrowLeft: pointed - 1, ArrowRight: pointed + 1, Home: 0, End: last }[event.key];
    if (to === undefined || last < 0) return;
    event.preventDefault();
    point(Math.min(Math.max(to, 0), last));
  });
  new ResizeObserver(draw).observe(place);

  return {
    /** @param {SpendingView} view @param {boolean} split */
    show(view, split) {
      seen = view;
      isSplit = split;
      place.setAttribute('aria-label', say('page-chart-name', { columns: view.groups.length }));
      legend.hidden = !split || view.series.length === 0;
      legend.replaceChildren(
        ...view.series.map(({ name, total }, nth) =>
          element(
            'li',
            {},
            element('i', { class: `part series-${nth}` }),
            element('span', {}, name),
            element('b', { title: total.full }, total.text),
          ),
        ),
      );
      draw();
      point(Math.min(pointed, view.groups.length - 1));
    },
  };
}

/** @param {string} name @param {Record<string, string>} attributes @param {string} [text] */
function make(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text) made.textContent = text;
  return made;
}
