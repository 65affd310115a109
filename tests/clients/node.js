// node node.js ADDRESS COUNT: fal's client in Node, by its proxyUrl.

import { fal } from '@fal-ai/client';

import { work } from './jobs.js';

const [, , address, count] = process.argv;
fal.config({ credentials: process.env.FAL_KEY, proxyUrl: { url: `${address}/api/fal/proxy`, when: 'always' } });
await work(fal, Number(count));
