import { html } from 'hono/html';
import type { Config } from '../../../../config/schema.ts';
import type { SpecimenRequest } from '../../../../vocabulary/specimen.ts';
import { withoutMountPath } from '../../../../vocabulary/unix-socket.ts';
import type { Html } from '../visible-text.ts';
import { curlCommand } from './curl-command.ts';
import { editedRequest } from './edited-request.ts';

const noTarget = '# The edits of the config make the target of this request invalid.';

/** Commands that send the request to each deployment. */
export function curlSection({ primary, candidate }: Config, request: SpecimenRequest): Html {
  return html`
    <section aria-labelledby="curl">
      <h3 id="curl">With curl</h3>
      <p class="quiet">Secrets are redacted: put your own in their place.</p>
      ${[
        { side: 'primary', url: primary.url, asked: request },
        { side: 'candidate', url: candidate.url, asked: editedRequest(candidate, request) },
      ].map(
        ({ side, url, asked }) => html`
          <div class="command">
            <h4 class="${side}">${side}</h4>
            <button
              type="button"
              data-copy="curl-${side}"
              aria-label="Copy the command for ${side}"
            >
              Copy
            </button>
            <pre
              tabindex="0"
              aria-label="curl, ${side}"
            ><code id="curl-${side}">${asked === null ? noTarget : curlCommand(withoutMountPath(url), asked)}</code></pre>
          </div>
        `,
      )}
    </section>
  `;
}
