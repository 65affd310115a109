// Lines that stand while their cause does: a low budget and what else alerts are about, a locked account, a
// key that is not accepted, figures that can no longer be read.

import { byId, element, part, show, write } from '../dom.js';
import { say } from '../language.js';
import { copy } from './diagnostics.js';

/** @param {import('../main.js').Page} page @param {{openAt: (field: HTMLElement) => void}} settings */
export function mountAlerts(page, settings) {
  const main = byId('main-alert', HTMLElement);
  const low = [main, byId('low-budget-alert', HTMLElement)];
  const list = byId('alert-lines', HTMLUListElement);
  const billing = part(main, '[data-open]');
  let drawn = '';
  const trouble = byId('trouble', HTMLElement);

  const lock = byId('lock', HTMLElement);
  const live = byId('live-trouble', HTMLElement);

  part(lock, '[data-copy-report]').addEventListener('click', () =>
    copy(page, page.state.get().snapshot?.live?.lock?.report ?? '', say('page-copied-for-support')),
  );
  part(live, '[data-settings]').addEventListener('click', () =>
    settings.openAt(byId('live-key', HTMLInputElement)),
  );

  page.state.subscribe((state) => {
    const locked = state.snapshot?.live?.lock;
    lock.hidden = !locked;
    write(part(lock, '[data-title]'), locked?.title ?? '');
    write(part(lock, '[data-text]'), locked?.text ?? '');
    const wrong = state.snapshot?.live?.trouble;
    live.hidden = !wrong?.needsThePerson;
    write(part(live, '[data-text]'), wrong?.message ?? '');

    const alert = state.snapshot?.budget.display.alert;
    for (const place of low) {
      place.hidden = !alert;
      write(part(place, '[data-title]'), alert?.title ?? '');
      write(part(place, '[data-text]'), alert?.text ?? '');
    }
    const lines = state.snapshot?.alerts.lines ?? [];
    main.hidden = !alert && lines.length === 0;
    main.classList.toggle('low', Boolean(alert));
    billing.hidden = !alert;
    list.hidden = lines.length === 0;
    if (lines.join('\n') !== drawn)
      list.replaceChildren(...lines.map((line) => element('li', {}, line)));
    drawn = lines.join('\n');
    const stale = state.snapshot && state.trouble;
    show(
      trouble,
      stale ? say('page-figures-may-be-old', { reason: state.trouble?.message ?? '' }) : null,
    );
  });
}
