import { loadCore, measuredCore } from './cores.ts';
import { bodies, startNginxMirror, startUpstream } from './peers/nginx.ts';
import { startParallax } from './peers/parallax.ts';

/** Whoever is to be timed must first give the right answers. */
export async function verifyPeers(): Promise<void> {
  await using primary = await startUpstream(loadCore);
  await using candidate = await startUpstream(loadCore);
  await using nginx = await startNginxMirror(measuredCore, primary.url, candidate.url);
  await using parallax = await startParallax(measuredCore, [
    `--primary=${primary.url}`,
    `--candidate=${candidate.url}`,
  ]);
  for (const [path, body] of Object.entries(bodies)) {
    for (const { url } of [nginx, parallax]) {
      const response = await fetch(url + path);
      if (!response.ok || (await response.text()) !== body) {
        throw new Error(`${url}${path} does not answer as its upstream does`);
      }
    }
  }
}
