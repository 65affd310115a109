// node node.js ADDRESS COUNT CLIENT: fal's client in Node, by its proxyUrl.

import { work } from './jobs.js';

const [, , address, count, client] = process.argv;
const { fal } = await import(client);
fal.config({ credentials: process.env.FAL_KEY, proxyUrl: { url: `${address}/api/fal/proxy`, when: 'always' } });
await work(fal, Number(count));
