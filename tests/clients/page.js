// The same in a web page, which holds no key, and says to its server how it went.

import { fal } from '@fal-ai/client';

import { work } from './jobs.js';

const asked = new URLSearchParams(location.search);
fal.config({ proxyUrl: `${asked.get('gateway')}/api/fal/proxy` });
let outcome = 'done';
try {
  await work(fal, Number(asked.get('count')));
} catch (error) {
  outcome = `${error} ${JSON.stringify(error.body)} ${error.stack}`;
}
await fetch('/outcome', { method: 'POST', body: outcome });
