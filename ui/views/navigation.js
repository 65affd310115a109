// The views: one in sight at a time, each loaded at its first opening. Back goes to the one before.

import { byId } from '../dom.js';
import { markup, once, style } from '../load.js';

/** @typedef {'overview' | 'spending' | 'jobs' | 'models' | 'guard' | 'settings'} Name of a view */
/** @typedef {{opened?: (section?: string) => unknown}} View */

/**
 * A view is mounted into its section at the first opening.
 * @typedef {{mount: (page: import('../main.js').Page) => View}} Module
 * @typedef {{module: () => Promise<Module>, markup?: string, styles: string[]}} Source
 * @typedef {{module: Module, content: DocumentFragment | null}} Loaded
 */

/** Sources of the views. @type {Record<Name, Source>} */
const SOURCES = {
  overview: { module: () => import('./overview.js'), styles: [] },
  spending: {
    module: () => import('./spending.js'),
    markup: 'spending',
    styles: ['chart', 'table', 'forms'],
  },
  jobs: {
    module: () => import('./all-jobs.js'),
    markup: 'jobs',
    styles: ['forms', 'virtual-list'],
  },
  models: { module: () => import('./price-book.js'), markup: 'models', styles: ['forms', 'list'] },
  guard: {
    module: async () => {
      // Asked for together: one after the other they would be waited for twice.
      const [gateway] = await Promise.all([import('./gateway.js'), import('./guard.js')]);
      return gateway;
    },
    markup: 'guard',
    styles: ['forms', 'guard'],
  },
  settings: {
    module: () => import('./settings.js'),
    markup: 'settings',
    styles: ['forms', 'settings'],
  },
};

/** Names of all views, in the order of the navigation. */
export const NAMES = /** @type {Name[]} */ (Object.keys(SOURCES));

/** Returns the section of a view. @param {Name} name */
export const sectionOf = (name) =>
  byId(name === 'settings' ? 'settings' : `view-${name}`, HTMLElement);

/** Returns the button that leads to a view. @param {Name} name */
const buttonOf = (name) =>
  byId(name === 'settings' ? 'open-settings' : `nav-${name}`, HTMLButtonElement);

export class Navigation {
  /** @type {Name} */
  current = 'overview';
  /** Place of the page in its own history. */
  depth = 0;
  /** Number of the newest opening: an older one that is still loading is given up. */
  latest = 0;
  /** Loaders of the views. @type {Record<string, () => Promise<Loaded>>} */
  loaders = {};
  /** What is loaded and not mounted yet. @type {Map<Name, Loaded>} */
  loaded = new Map();
  /** @type {Map<Name, View>} */
  views = new Map();

  /** @param {import('../main.js').Page} page */
  constructor(page) {
    this.page = page;
    for (const name of NAMES) {
      this.loaders[name] = once(() => load(SOURCES[name]));
      this.listen(name);
    }
    history.replaceState({ view: 'overview', depth: 0 }, '');
    addEventListener('popstate', ({ state }) => {
      this.depth = state?.depth ?? 0;
      this.show(state?.view ?? 'overview', state?.section, true);
    });
  }

  /** @param {Name} name */
  listen(name) {
    const button = buttonOf(name);
    button.addEventListener('click', () => this.open(name));
    // Who is about to press it need not wait for the disk.
    for (const event of ['pointerenter', 'focus'])
      button.addEventListener(event, () => this.load(name), { once: true });
  }

  /** Loads what a view is made of, and leaves it aside. @param {Name} name */
  async load(name) {
    const loaded = await this.loaders[name]?.();
    if (loaded && !this.views.has(name)) this.loaded.set(name, loaded);
  }

  /** Mounts a view that is loaded, once. @param {Name} name */
  mount(name) {
    const loaded = this.loaded.get(name);
    if (!loaded || this.views.has(name)) return;
    this.loaded.delete(name);
    if (loaded.content) sectionOf(name).append(loaded.content);
    this.views.set(name, loaded.module.mount(this.page));
  }

  /**
   * Opens a view, at one of its sections if named.
   * @param {Name} name @param {string} [section]
   */
  open(name, section) {
    if (name !== this.current || section) {
      this.depth += 1;
      history.pushState({ view: name, section, depth: this.depth }, '');
    }
    return this.show(name, section);
  }

  /** Goes back to the view before; to the overview if there is none. */
  back() {
    if (this.depth > 0) history.back();
    else if (this.current !== 'overview') this.show('overview', undefined, true);
  }

  /** @param {Name} name @param {string} [section] @param {boolean} [isBack] */
  async show(name, section, isBack = false) {
    const request = ++this.latest;
    // What is at hand opens within the press.
    if (!this.views.has(name) && !this.loaded.has(name)) await this.load(name);
    if (request !== this.latest) return;
    this.mount(name);
    const left = this.current;
    const isOther = name !== left;
    const hadFocus = isOther && isBack && sectionOf(left).contains(document.activeElement);
    this.current = name;
    byId('main', HTMLElement).dataset.view = name;
    for (const each of NAMES) {
      sectionOf(each).hidden = each !== name;
      if (each === name) buttonOf(each).setAttribute('aria-current', 'page');
      else buttonOf(each).removeAttribute('aria-current');
    }
    if (isOther) scrollTo(0, 0);
    // Who goes back with the keyboard is where they came from.
    if (hadFocus) buttonOf(left).focus();
    await this.views.get(name)?.opened?.(section);
  }
}

/** @param {Source} source @returns {Promise<Loaded>} */
async function load({ module, markup: name, styles }) {
  const [loaded, content] = await Promise.all([
    module(),
    name ? markup(name) : null,
    ...styles.map(style),
  ]);
  return { module: loaded, content };
}
