// Worth a look: what needs the person while its cause stands, a line each with its action.

import * as api from '../api.js';
import { button, byId, element, show, write } from '../dom.js';
import { say } from '../language.js';
import { copy } from './copy.js';

/** @typedef {import('../types').Snapshot} Snapshot */
/** @typedef {import('../state.js').State} State */
/** @typedef {{title?: string | null | undefined, text?: string | null | undefined}} Said */

/**
 * A line: its element's id, how serious it is, what it says (nothing hides it) and its actions.
 * @typedef {{id: string, kind: 'bad' | 'warn' | 'calm', says: (state: State) => Said | null,
 *            acts?: (() => HTMLElement)[]}} Line
 */

/** @param {import('../main.js').Page} page */
export function mountAttention(page) {
  const section = byId('look', HTMLElement);
  const lines = linesOf(page).map((line) => ({ line, item: makeItem(line) }));
  byId('look-list', HTMLElement).append(...lines.map(({ item }) => item));
  page.state.subscribe((state) => {
    for (const { line, item } of lines) {
      const said = line.says(state);
      item.hidden = !said;
      write(/** @type {Element} */ (item.querySelector('[data-title]')), said?.title ?? '');
      show(/** @type {HTMLElement} */ (item.querySelector('[data-text]')), said?.text);
    }
    section.hidden = lines.every(({ item }) => item.hidden);
  });
}

/** @param {Line} line */
function makeItem({ id, kind, acts = [] }) {
  // Bad news are said at once, the others when the person comes to them.
  const role = kind === 'bad' ? 'alert' : 'status';
  return element(
    'li',
    { id, class: kind, hidden: '' },
    element('div', { role }, element('b', { 'data-title': '' }), element('p', { 'data-text': '' })),
    element('div', { class: 'acts' }, ...acts.map((make) => make())),
  );
}

/** @param {import('../main.js').Page} page @returns {Line[]} */
function linesOf(page) {
  return [
    {
      id: 'trouble',
      kind: 'bad',
      says: ({ snapshot, error }) =>
        snapshot && error
          ? { title: say('page-figures-may-be-old', { reason: error.message }) }
          : null,
    },
    {
      id: 'sample',
      kind: 'calm',
      says: ({ snapshot }) =>
        snapshot?.sample
          ? { title: say('page-sample-title'), text: say('page-sample-means') }
          : null,
      acts: [
        () =>
          link(say('page-end-sample'), () => send(page, api.endSample, say('page-sample-ended')), {
            id: 'end-sample',
          }),
      ],
    },
    ...accountLines(page),
    ...guardLines(page),
    {
      id: 'no-balance',
      kind: 'calm',
      says: ({ snapshot }) =>
        snapshot && !snapshot.welcome && !snapshot.budget.hasManualBudget
          ? { title: say('page-no-budget-set-title'), text: say('page-no-budget-yet') }
          : null,
      acts: [
        () => link(say('page-enter-balance'), () => page.go('settings'), { id: 'enter-balance' }),
      ],
    },
    {
      id: 'unpriced',
      kind: 'calm',
      says: ({ snapshot }) =>
        snapshot?.budget.display.unpriced ? { title: snapshot.budget.display.unpriced } : null,
      acts: [() => link(say('page-set-prices'), () => page.go('jobs', 'unknown'))],
    },
  ];
}

/** @param {import('../main.js').Page} page @returns {Line[]} */
function accountLines(page) {
  const report = () => page.state.get().snapshot?.lock?.report ?? '';
  return [
    {
      id: 'lock',
      kind: 'bad',
      says: ({ snapshot }) => snapshot?.lock ?? null,
      acts: [
        () => link(say('page-open-billing'), undefined, { 'data-open': 'billing' }),
        () =>
          link(
            say('page-copy-for-support'),
            () => copy(page, report(), say('page-copied-for-support')),
            { 'data-copy-report': '' },
          ),
        () => link(say('page-lock-over'), () => send(page, api.endLock), { 'data-over': '' }),
      ],
    },
    {
      id: 'live-trouble',
      kind: 'bad',
      says: ({ snapshot }) => {
        const trouble = snapshot?.live?.trouble;
        return trouble?.needsThePerson ? { title: trouble.message } : null;
      },
      acts: [() => link(say('page-go-to-settings'), () => page.go('settings', 'key'))],
    },
    {
      id: 'main-alert',
      kind: 'bad',
      says: ({ snapshot }) => snapshot?.budget.display.alert ?? null,
      acts: [() => link(say('page-open-billing'), undefined, { 'data-open': 'billing' })],
    },
    {
      id: 'alert-lines',
      kind: 'warn',
      says: ({ snapshot }) => {
        const [first, ...rest] = snapshot?.alerts.lines ?? [];
        return first ? { title: first, text: rest.join(' ') } : null;
      },
      acts: [() => link(say('page-see-jobs'), () => page.go('jobs', 'today'))],
    },
  ];
}

/** @param {import('../main.js').Page} page @returns {Line[]} */
function guardLines(page) {
  const sends =
    (
      /** @type {string} */ label,
      /** @type {() => Promise<Snapshot>} */ command,
      /** @type {string} */ id,
      /** @type {string | undefined} */ done,
    ) =>
    () =>
      link(label, () => send(page, command, done), { id });
  return [
    {
      id: 'guard-refusal',
      kind: 'warn',
      says: ({ snapshot }) => snapshot?.guard.refusal ?? null,
      acts: [
        sends(say('page-allow-next'), api.allowNextCall, 'allow-next', say('page-next-passes')),
        sends(say('page-pause-guard'), api.pauseGuard, 'pause-guard', say('page-guard-pauses')),
        sends(say('page-leave-refusal'), api.forgetRefusal, 'forget-refusal', undefined),
      ],
    },
    {
      id: 'guard-weak',
      kind: 'calm',
      says: ({ snapshot }) => {
        const { on, weakest, status, gap } = snapshot?.guard ?? {};
        if (!on) return null;
        if (weakest === 'none') return gap ? { title: gap } : null;
        return { title: status };
      },
      acts: [() => link(say('page-see-guard'), () => page.go('guard'))],
    },
  ];
}

/**
 * @param {string} label @param {(() => unknown) | undefined} act
 * @param {Record<string, string>} [attributes]
 */
function link(label, act, attributes = {}) {
  return button(label, 'link', () => act?.(), attributes);
}

/**
 * @param {import('../main.js').Page} page @param {() => Promise<Snapshot>} command
 * @param {string} [done] sentence of the toast
 */
function send(page, command, done) {
  return page.attempt(async () => {
    page.state.shown(await command());
    if (done) page.toasts.success(done);
  });
}
