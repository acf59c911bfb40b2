import type { CodeView, ServiceView, TopologyNode } from '../../../contract/views.js';
import { firstFitting, line, lineWidth, spread, styled, truncate } from '../line/line.js';
import { faint, type Line } from '../line/span.js';
import type { Picture } from '../picture.js';
import { codeLine } from '../words/build-words.js';
import { stateLook } from '../words/state-look.js';
import { msOf } from '../words/time-words.js';
import { nodeFlowLine } from '../words/traffic-words.js';
import type { BoxSize } from './box-size.js';

/** What stands in a box, line by line. */
export function boxContent(
  picture: Picture,
  node: TopologyNode,
  size: BoxSize,
  width: number,
): readonly Line[] {
  const service = picture.services.get(node.name);
  const traffic = (room: number) => nodeFlowLine(picture, node.name, room);
  if (service === undefined) {
    const outside = firstFitting([styled('seen in spans only', faint), styled('outside', faint)], width);
    return size === 'small' ? [outside] : [outside, traffic(width)];
  }
  if (service.replicas.wanted === 0) return scaledToNothing(service, size, width);
  const code = service.code === null ? [] : [nodeCode(service, service.code, picture.now, width)];
  if (size !== 'small') {
    const edited = editedConfiguration(service, picture.now, width);
    // Never in the place of the build: that says which code runs.
    return [stateLine(service, width), edited ?? traffic(width), ...code, ...addressBelow(service, width)];
  }
  // One line: what is not as it should be, or else the traffic.
  if (service.state !== 'ready') return [stateLine(service, width)];
  if (service.code !== null && service.code.state !== 'live') return code;
  const { symbol, style } = stateLook(service.state);
  return [line(styled(symbol, style), ' ', traffic(width - 2))];
}

/** Nothing of it runs, because nothing is to: no traffic and no build are missed. */
function scaledToNothing(service: ServiceView, size: BoxSize, width: number): readonly Line[] {
  const { symbol, style } = stateLook(service.state);
  const word = styled(`${symbol} ${service.state}`, style);
  const cause = styled(service.cause ?? 'scaled to 0', faint);
  return size === 'small'
    ? [firstFitting([line(word, ' ', cause), cause], width)]
    : [word, truncate(cause, width)];
}

/** As long as somebody who has just saved it looks for a sign. */
const editedMs = 10_000;

/** What was edited a moment ago, in the place of the traffic, which goes on as before or shows elsewhere that it does not. */
function editedConfiguration({ configuration }: ServiceView, now: number, width: number): Line | undefined {
  if (configuration === null || now - msOf(configuration.changedAt) > editedMs) return undefined;
  const { file } = configuration;
  const name = file.slice(file.lastIndexOf('/') + 1);
  const word = configuration.refused === null ? 'changed' : 'refused';
  const forms = [`config ${file} ${word}`, `config ${name} ${word}`, `${name} ${word}`, `config ${word}`];
  return firstFitting(
    forms.map((form) => styled(form, { colour: configuration.refused === null ? 'cyan' : 'red' })),
    width,
  );
}

/** Which code runs; with the engine lost that is what was last seen, and no more. */
function nodeCode(service: ServiceView, code: CodeView, now: number, width: number): Line {
  if (service.state !== 'unknown') return codeLine(service, code, now, width);
  return code.live === null
    ? []
    : firstFitting([styled(`was build ${code.live}`, faint), styled(`was ${code.live}`, faint)], width);
}

/** The port to call, where the line of the state has no room for it. Shows where the box has a row to spare. */
function addressBelow(service: ServiceView, width: number): readonly Line[] {
  const address = portOf(service);
  const shown = service.state === 'ready' && portStandsBeside(service, width);
  return shown || address.length === 0 ? [] : [truncate(address, width)];
}

function portOf({ urls }: ServiceView): Line {
  const port = urls[0]?.url.match(/:\d+(?=\/|$)/)?.[0];
  return port === undefined ? [] : styled(port, faint);
}

function portStandsBeside(service: ServiceView, width: number): boolean {
  return 2 + service.state.length + lineWidth(portOf(service)) < width;
}

/** Symbol and word of the state, and what there is room for: why, or the port to call. */
function stateLine(service: ServiceView, width: number): Line {
  const { symbol, style } = stateLook(service.state);
  const word = styled(`${symbol} ${service.state}`, style);
  if (service.state === 'ready' && service.cause === null) {
    const address = portOf(service);
    return portStandsBeside(service, width) ? spread(word, address, width) : word;
  }
  // A cause of which only a few letters fit would say nothing: it stands in the notices and in the detail.
  const room = width - lineWidth(word);
  if (room === -1) return word;
  const cause = service.state === 'degraded' ? missingWords(service) : service.cause;
  return cause === null || room < 12
    ? truncate(word, width)
    : truncate(line(word, styled(` ${cause}`, faint)), width);
}

/** Which instances are not ready, in few words: `#2 failed`, `#2 failed +1`. The title has their count already. */
function missingWords({ instances }: ServiceView): string | null {
  const [first, ...more] = instances.filter(({ ready }) => !ready);
  if (first === undefined) return null;
  return `#${first.index} ${first.state}${more.length === 0 ? '' : ` +${more.length}`}`;
}
