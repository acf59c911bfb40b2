import { setImmediate as nextTurn } from 'node:timers/promises';
import { environment } from '../../fakes/environment.js';
import { Calls } from './calls.js';
import { wrongCode } from './code-rules.js';
import { Controller, type Surroundings } from './controller.js';
import { type Course, definitionOf, type Step } from './course.js';
import { Machine } from './machine.js';
import { doubleWork, wrongAfterUp, wrongAtRest, wrongNow } from './rules.js';
import { Runners } from './runners.js';

/** What a course has shown. */
export interface Outcome {
  /** The first rule that was broken, in words; `undefined`: none. */
  readonly fault: string | undefined;
  /** What happened, a line each, where that was asked for. */
  readonly lines: readonly string[];
}

/** So many calls may it take until nothing is under way any more: each service takes some ten. */
const mostCalls = 600;
/** So many effects may one step set off. */
const mostEffects = 60;

/** Thrown to end a course at the first fault. */
class Fault extends Error {}

/** Plays a course, then lets everything come to rest, then brings all up undisturbed, then all down; checks the rules at every step. */
export async function play(course: Course, isTold = false): Promise<Outcome> {
  const lines: string[] = [];
  const player = new Player(course, isTold ? (line) => lines.push(line) : () => undefined);
  try {
    await player.play();
    return { fault: undefined, lines };
  } catch (error) {
    if (error instanceof Fault) return { fault: error.message, lines };
    throw error;
  } finally {
    player.end();
  }
}

class Player {
  readonly #course: Course;
  readonly #machine: Machine;
  readonly #calls = new Calls();
  readonly #runners: Runners;
  readonly #say: (line: string) => void;
  #controller: Controller;
  #controllers = 0;
  #effects = 0;
  #fault: string | undefined;

  constructor(course: Course, say: (line: string) => void) {
    this.#course = course;
    this.#say = say;
    this.#machine = new Machine(course.services);
    this.#runners = new Runners(this.#machine, this.#calls, course.services);
    this.#runners.say = (line) => say(`    runner: ${line}`);
    this.#machine.answers = (id) => {
      const service = this.#machine.containers.get(id)?.service ?? '';
      return !this.#runners.services.includes(service) || this.#runners.live(id) !== undefined;
    };
    this.#machine.listeners.add(({ action, id }) => say(`    machine: ${id} ${action}`));
    this.#controller = this.#begin();
  }

  async play(): Promise<void> {
    await this.#look();
    for (const step of this.#course.steps) {
      this.#say(JSON.stringify(step));
      this.#take(step);
      await this.#look();
    }
    this.#say('now everything comes to rest');
    await this.#rest();
    this.#demandRest();
    this.#say('an up that nothing disturbs');
    this.#machine.heal();
    for (const service of this.#runners.services) {
      this.#runners.edit(service, 'good');
      this.#controller.saved(service);
      this.#controller.wish({ kind: 'unpin.requested', service });
    }
    this.#up();
    await this.#rest();
    this.#demandRest();
    this.#demand(wrongAfterUp(this.#controller.current, this.#machine));
    this.#say('and down');
    this.#controller.wish({ kind: 'down.requested', volumes: true });
    await this.#rest();
    this.#demandRest();
  }

  end(): void {
    this.#controller.kill(false);
  }

  #begin(): Controller {
    this.#controllers += 1;
    const surroundings: Surroundings = {
      machine: this.#machine,
      runners: this.#runners,
      calls: this.#calls,
      services: this.#course.services,
      environment: environment(this.#course.services.map(definitionOf)),
      say: this.#say,
      onEffect: (effect, underWay) => {
        this.#effects += 1;
        this.#fault ??= doubleWork(effect, underWay);
      },
      onBug: (where, error) => {
        this.#fault ??= `${where} throws ${error instanceof Error ? error.message : error}`;
      },
    };
    return new Controller(surroundings, `controller ${this.#controllers}`);
  }

  #take(step: Step): void {
    const machine = this.#machine;
    switch (step.do) {
      case 'call':
        this.#say(`  of ${this.#calls.names().join('; ') || 'none'}`);
        this.#calls.advance(step.pick, step.how, machine.away);
        return;
      case 'wish': {
        const service = this.#serviceAt(step.service);
        const { index } = step;
        if (!this.#controller.current.removed)
          this.#controller.wish({
            kind: `${step.wish}.requested`,
            service,
            ...(index === undefined ? {} : { index }),
          });
        return;
      }
      case 'scale': {
        const service = this.#serviceAt(step.service);
        if (!this.#controller.current.removed)
          this.#controller.wish({ kind: 'scale.requested', service, replicas: step.replicas });
        return;
      }
      case 'edit': {
        const service = this.#rebuiltAt(step.service);
        if (service === undefined) return;
        this.#runners.edit(service, step.quality);
        this.#controller.saved(service);
        return;
      }
      case 'code': {
        const service = this.#rebuiltAt(step.service);
        if (service !== undefined && !this.#controller.current.removed)
          this.#controller.wish({ kind: `${step.wish}.requested`, service });
        return;
      }
      case 'pin': {
        const service = this.#rebuiltAt(step.service);
        const kept = service === undefined ? [] : [...this.#runners.builds(service).keys()];
        const build = kept[step.pick % kept.length];
        if (service !== undefined && build !== undefined && !this.#controller.current.removed)
          this.#controller.wish({ kind: 'pin.requested', service, build });
        return;
      }
      case 'up':
        this.#up();
        return;
      case 'down':
        this.#controller.wish({ kind: 'down.requested', volumes: false });
        return;
      case 'container': {
        const there = machine.of(this.#serviceAt(step.service));
        const one = there[step.pick % there.length];
        if (one !== undefined && !machine.away) machine.suffer(one.id, step.what);
        return;
      }
      case 'engine':
        if (step.what === 'comes back') this.#bringBack();
        else this.#loseEngine(step.what === 'goes with all');
        return;
      case 'crash':
        this.#controller.kill(step.finishes);
        this.#bringBack();
        this.#controller = this.#begin();
        return;
      case 'wait':
        machine.pass(step.ms);
        this.#controller.tick();
        return;
      default:
        step satisfies never;
    }
  }

  #rebuiltAt(number: number): string | undefined {
    const { services } = this.#runners;
    return services[number % services.length];
  }

  #serviceAt(number: number): string {
    const { services } = this.#course;
    return services[number % services.length]?.name ?? '';
  }

  /** A controller that has taken everything down ends, and the next `up` brings another one. */
  #up(): void {
    if (this.#machine.away) return;
    if (this.#controller.current.removed) {
      this.#controller.kill(false);
      this.#controller = this.#begin();
    } else this.#controller.upAgain();
  }

  #loseEngine(withAll: boolean): void {
    if (this.#machine.away) return;
    this.#machine.away = true;
    if (withAll) this.#machine.takeAll();
    this.#calls.breakAll();
    this.#controller.loseEngine();
  }

  #bringBack(): void {
    if (!this.#machine.away) return;
    this.#machine.comeBackWithPolicies();
    this.#machine.away = false;
  }

  #demandRest(): void {
    const { current } = this.#controller;
    this.#demand(wrongAtRest(current, this.#machine));
    this.#demand(wrongCode(current, this.#machine, this.#runners));
  }

  /** Every call is answered, time passes and what is to happen by itself happens, until nothing does. */
  async #rest(): Promise<void> {
    this.#bringBack();
    let calls = 0;
    for (let quiet = 0; quiet < 3; ) {
      while (this.#calls.names().length > 0) {
        calls += 1;
        if (calls > mostCalls) this.#demand([`nothing comes to rest: ${this.#calls.names().join('; ')}`]);
        this.#calls.advance(0, 'goes', false);
        await this.#look();
      }
      this.#runners.settle();
      this.#machine.settle();
      this.#machine.pass(11_000);
      this.#controller.tick();
      await this.#look();
      quiet = this.#calls.names().length > 0 ? 0 : quiet + 1;
    }
  }

  /** Lets all go on that waits for no call, and looks whether what must hold holds. */
  async #look(): Promise<void> {
    this.#effects = 0;
    // What the engine tells is looked at in the turn after it.
    await nextTurn();
    await nextTurn();
    if (this.#fault !== undefined) this.#demand([this.#fault]);
    if (this.#effects > mostEffects) this.#demand([`one step sets off ${this.#effects} effects`]);
    this.#demand(wrongNow(this.#controller.current));
  }

  #demand(wrong: readonly string[]): void {
    if (wrong.length > 0) throw new Fault(wrong.join('; '));
  }
}
