import type { ContainerEvent } from '../../../src/adapters/docker/container-engine.js';
import { type ContainerObservation, isRunning } from '../../../src/state/instances/container.js';
import { container } from '../../fakes/story.js';
import type { CourseService, Mishap } from './course.js';

/** Why a container does not run any more: of itself, or because it was asked to, or because the engine took it along. */
export type EndedBy = 'itself' | 'a stop' | 'the engine';

function nameOf(service: string, index: number): string {
  return `sim-test-${service}-${index}`;
}

/** Containers as an engine keeps them, and a clock. What is asked of it happens at once; who asks may hear of it later. */
export class Machine {
  readonly containers = new Map<string, ContainerObservation>();
  readonly endedBy = new Map<string, EndedBy>();
  /** Hears of every change as it happens. */
  readonly listeners = new Set<(event: ContainerEvent) => void>();
  readonly #services: ReadonlyMap<string, CourseService>;
  #made = 0;
  #at = 1_000_000;
  away = false;
  /** Whether what runs in a container answers its health check. */
  answers: (id: string) => boolean = () => true;

  constructor(services: readonly CourseService[]) {
    this.#services = new Map(services.map((service) => [service.name, service]));
  }

  /** Each look at the clock is a millisecond later. */
  now(): number {
    this.#at += 1;
    return this.#at;
  }

  pass(ms: number): void {
    this.#at += ms;
  }

  of(service: string): readonly ContainerObservation[] {
    return [...this.containers.values()]
      .filter((one) => one.service === service)
      .sort((a, b) => a.index - b.index || a.createdAt - b.createdAt);
  }

  /** One that takes the place of another one has its index, and a name for the meantime. Answers its id. */
  create(service: string, index: number, isReplacing = false): string {
    this.#made += 1;
    const id = `${service}-${this.#made}`;
    const name = nameOf(service, index);
    const made = container(service, {
      id,
      name: isReplacing ? `${String(this.#made).padStart(12, '0')}_${name}` : name,
      index,
      createdAt: this.now(),
    });
    this.#set(made, 'create');
    return id;
  }

  /** It gets the name that it is to have. */
  rename(id: string): void {
    const found = this.containers.get(id);
    if (found !== undefined) this.#set({ ...found, name: nameOf(found.service, found.index) }, 'rename');
  }

  /** One that runs is left as it is, and one that is gone is no error. */
  start(id: string): void {
    const found = this.containers.get(id);
    if (found === undefined || isRunning(found)) return;
    const health = this.#services.get(found.service)?.hasHealthCheck ? 'starting' : 'none';
    const startedAt = this.now();
    this.#set({ ...found, status: 'running', health, startedAt, exitCode: undefined }, 'start');
  }

  stop(id: string, by: EndedBy = 'a stop', exitCode = 137): void {
    const found = this.containers.get(id);
    if (found === undefined || !isRunning(found)) return;
    this.endedBy.set(id, by);
    this.#set({ ...found, status: 'exited', exitCode, finishedAt: this.now() }, 'die');
  }

  remove(id: string): void {
    const gone = this.containers.get(id);
    if (!this.containers.delete(id) || gone === undefined) return;
    this.#tell({ action: 'destroy', id, service: gone.service, index: gone.index });
  }

  /** What comes from outside; it does nothing to a container that it can't come to. */
  suffer(id: string, what: Mishap): void {
    const found = this.containers.get(id);
    if (found === undefined) return;
    const { status, health, service } = found;
    switch (what) {
      case 'ends':
      case 'fails':
        if (status !== 'running') return;
        this.stop(id, 'itself', what === 'ends' ? 0 : 1);
        if (this.#services.get(service)?.restarts) this.#comeBack(id);
        return;
      case 'is removed':
        this.remove(id);
        return;
      case 'is paused':
        if (status === 'running') this.#set({ ...found, status: 'paused' }, 'pause');
        return;
      case 'runs on':
        if (status === 'paused') this.#set({ ...found, status: 'running' }, 'unpause');
        return;
      case 'is healthy':
      case 'is unhealthy':
        if (status !== 'running' || health === 'none') return;
        this.#probe(found, what === 'is healthy');
        return;
      default:
        what satisfies never;
    }
  }

  /** The engine ends, and with it all that ran; what it starts again by itself runs when it is back. */
  takeAll(): void {
    for (const { id } of [...this.containers.values()].filter(isRunning)) this.stop(id, 'the engine');
  }

  comeBackWithPolicies(): void {
    for (const { id, service } of [...this.containers.values()]) {
      if (this.endedBy.get(id) === 'the engine' && this.#services.get(service)?.restarts) this.start(id);
    }
  }

  /** What happens by itself after a while: health checks pass, and whoever has work to do has done it. */
  settle(): void {
    for (const one of [...this.containers.values()]) {
      if (one.status !== 'running') continue;
      if (one.health === 'starting' && this.answers(one.id)) this.#probe(one, true);
      if (this.#services.get(one.service)?.oneShot) this.stop(one.id, 'itself', 0);
    }
  }

  /** All that people did to it is undone. */
  heal(): void {
    for (const { id } of [...this.containers.values()]) {
      this.suffer(id, 'runs on');
      this.suffer(id, 'is healthy');
    }
  }

  #comeBack(id: string): void {
    const found = this.containers.get(id);
    if (found === undefined) return;
    this.#set({ ...found, restarts: found.restarts + 1 }, 'die');
    this.start(id);
  }

  #probe(found: ContainerObservation, passes: boolean): void {
    const probe = { at: this.now(), exitCode: passes ? 0 : 1, output: '' };
    this.#set({ ...found, health: passes ? 'healthy' : 'unhealthy', probe }, 'health_status');
  }

  #set(changed: ContainerObservation, action: string): void {
    this.containers.set(changed.id, changed);
    this.#tell({ action, id: changed.id, service: changed.service, index: changed.index });
  }

  #tell(event: ContainerEvent): void {
    for (const listener of [...this.listeners]) listener(event);
  }
}
