import { expect, test } from 'vitest';
import { definition, environment } from '../../fakes/environment.js';
import { container, type Happening, Story } from '../../fakes/story.js';

// A label of a container says of which service it is, and a program may ask for what it likes.
test.each<Happening>([
  { kind: 'container.observed', container: container('constructor', { status: 'running' }) },
  { kind: 'container.removed', service: 'toString', id: 'x' },
  { kind: 'stop.requested', service: 'valueOf' },
  { kind: 'scale.requested', service: 'hasOwnProperty', replicas: 2 },
  { kind: 'rebuild.requested', service: '__proto__' },
])('$kind of a service named as every object names something changes nothing', (happening) => {
  const story = new Story().tell({
    kind: 'environment.declared',
    environment: environment([definition('web')]),
  });
  const before = story.snapshot;
  expect(story.tell(happening).snapshot).toBe(before);
});
