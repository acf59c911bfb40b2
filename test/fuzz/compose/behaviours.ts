import { type Draft, merge, type ServiceDraft, set } from './draft.ts';
import { missingImage, plainImage } from './images.ts';

/** What a service does when it runs, and how often it is one of these. */
interface Behaviour {
  readonly weight: number;
  readonly command: readonly string[] | undefined;
  readonly ends: boolean;
}

const serves: Behaviour = { weight: 20, command: ['serve'], ends: false };
const behaviours: readonly Behaviour[] = [
  serves,
  { weight: 10, command: undefined, ends: false },
  { weight: 8, command: ['serve', '-ready-after', '1500ms'], ends: false },
  { weight: 2, command: ['serve', '-ready-after', '-1s'], ends: false },
  { weight: 6, command: ['once'], ends: true },
  { weight: 2, command: ['once', '-exit', '3'], ends: true },
  { weight: 2, command: ['once', '-takes', '3s'], ends: true },
  { weight: 2, command: ['once', '-takes', '3s', '-exit', '4'], ends: true },
  // The program says that it can't, and ends with 1.
  { weight: 1, command: ['dance'], ends: true },
];

/** Image, command and health check. */
export function behave(draft: Draft, service: ServiceDraft): void {
  const { random } = draft;
  const { command, ends } = pickWeighted(draft, behaviours);
  service.ends = ends;
  set(service, 'image', random.chance(0.01) ? missingImage : imageOf(draft));
  // Of the words of a command the last may also stand in one line.
  if (command !== undefined) set(service, 'command', random.chance(0.2) ? command.join(' ') : command);
  if (random.chance(0.01)) set(service, 'entrypoint', ['/there-is-none']);
  service.checked = service.body.image === 'sim-fuzz/checked:RUNWORD';
  if (!ends && random.chance(0.5)) check(draft, service);
  else if (random.chance(0.04)) check(draft, service);
}

function imageOf({ random }: Draft): string {
  if (random.chance(0.6)) return plainImage;
  return random.pick(['sim-fuzz/checked:RUNWORD', 'sim-fuzz/stateful:RUNWORD', 'sim-fuzz/dressed:RUNWORD']);
}

function check({ random }: Draft, service: ServiceDraft): void {
  if (random.chance(0.03)) {
    service.checked = false;
    set(service, 'healthcheck', random.chance(0.5) ? { disable: true } : { test: ['NONE'] });
    return;
  }
  service.checked = true;
  // Without a shell in the image the second form never passes.
  const test = random.chance(0.95) ? ['CMD', '/part', 'health'] : '/part health';
  set(service, 'healthcheck', { test, interval: '500ms', timeout: '2s', retries: random.pick([2, 3, 5]) });
  if (random.chance(0.4)) merge(service, 'healthcheck', { start_period: random.pick(['1s', '4s']) });
  if (random.chance(0.2)) merge(service, 'healthcheck', { start_interval: '200ms' });
}

function pickWeighted({ random }: Draft, choices: readonly Behaviour[]): Behaviour {
  return random.pick(choices.flatMap((choice) => Array<Behaviour>(choice.weight).fill(choice)));
}
