import { olderImageWords, staleWords } from './cause.js';
import type { ServiceView } from './service-view.js';

/** What a service lacks to be ready by its newest source, for people; `undefined`: nothing. One rule for every output and exit code. */
export function whyNotReady(view: ServiceView): string | undefined {
  const { ready, state, cause, code, image } = view;
  if (!ready) return cause === undefined ? state : `${state}: ${cause}`;
  if (image.refused !== undefined) return olderImageWords(image.refused);
  switch (code?.state) {
    case 'stale':
      return staleWords(code, view);
    case 'building':
      return `${codeOnItsWay(view)}; build ${code.live ?? 'none'} answers meanwhile`;
    case 'none':
      return codeOnItsWay(view);
    default:
      return undefined;
  }
}

function codeOnItsWay({ code }: ServiceView): string {
  if (code?.unheard !== undefined) return `nobody knows which build answers: ${code.unheard}`;
  const cause = code?.building?.cause;
  return `newer code is on its way${cause === undefined ? '' : ` (${cause})`}`;
}
