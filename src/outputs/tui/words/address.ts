import type { ServiceView } from '../../../contract/views.js';
import { firstFitting, styled } from '../line/line.js';
import type { Line, Style } from '../line/span.js';
import type { Picture } from '../picture.js';

/** Kinds that requests enter by where no gateway does. */
const otherEntrances: readonly ServiceView['kind'][] = ['service', 'worker', 'tool'];

/** Where the system answers on this machine: the first address of the outermost gateway, or else of a service. */
export function entryUrl({ topology, services }: Picture): string | undefined {
  const answering = topology.nodes.flatMap(({ name }) => {
    const service = services.get(name);
    return service === undefined || service.urls.length === 0 ? [] : [service];
  });
  const entrance =
    answering.find(({ kind }) => kind === 'gateway') ??
    answering.find(({ kind }) => otherEntrances.includes(kind));
  return entrance?.urls[0]?.url;
}

/** An address in as many words as there is room for: `http://127.0.0.1:8080/shop`, `127.0.0.1:8080`, `:8080`. */
export function addressLine(url: string, width: number, style: Style): Line {
  return firstFitting(
    addressForms(url).map((form) => styled(form, style)),
    width,
  );
}

/** The wordings of an address, the longest first. */
export function addressForms(url: string): readonly string[] {
  const host = url.match(/^[a-z]+:\/\/([^/]*)/)?.[1];
  const port = host?.match(/:\d+$/)?.[0];
  return [
    url,
    url.replace(/\/$/, ''),
    ...(host === undefined ? [] : [host]),
    ...(port === undefined ? [] : [port]),
  ];
}
