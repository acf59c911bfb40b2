import { expect, test } from 'vitest';
import { hotImages, hotRemarks, type ServiceDockerfile } from '../../src/environment/hot-images.js';
import { overrideFile } from '../../src/environment/override-file.js';
import { resolveEnvironment } from '../../src/environment/resolve.js';
import { signalNumber } from '../../src/environment/stop-signal.js';
import { inputFor, refused } from './declare.js';

const dockerfile = `FROM golang:1.26 AS build
WORKDIR /src
COPY . .
RUN go build -o /out/app .
FROM alpine
COPY --from=build /out/app /srv/app
COPY templates /srv/templates
WORKDIR /srv
ENV MODE="a $b" PORT=9000
USER nobody
STOPSIGNAL SIGQUIT
HEALTHCHECK --interval=7s --timeout=4s CMD wget -qO- localhost:8080/live
ENTRYPOINT ["./app"]
CMD ["-cost", "$5"]
`;
const compose = (service: string) => `services:
  web:
    build: {context: /project/src}
    environment: {PORT: "8080"}
    ports: [{target: 8080, published: "8080", protocol: tcp}]
${service}`;

const file = (text: string): ServiceDockerfile => ({ text, path: '/project/src/Dockerfile' });

function written(text: string, from: ServiceDockerfile | undefined) {
  const input = inputFor(compose(text));
  const environment = resolveEnvironment(input);
  const hot = hotImages(environment, input.project, {
    dockerfiles: from === undefined ? {} : { web: from },
    sources: input.sources,
  });
  const images = { web: 'sim.local/runtime:1' };
  const certificates = '/etc/ssl/certs/ca-certificates.crt';
  const all = overrideFile({
    ...{ environment, project: input.project, images, hotImages: hot, certificates },
    agentToken: 'secret',
  });
  return { text: all.slice(0, all.indexOf('  sim-agent:')), remarks: hotRemarks(environment, hot) };
}

test('a hot-rebuilt service has what its image would declare', async () => {
  const { text, remarks } = written('    x-sim: {go: ../../src}\n', file(dockerfile));
  await expect(text).toMatchFileSnapshot('hot-image.expected.yaml');
  expect(remarks).toEqual([
    {
      service: 'web',
      text: "hot mode's image has not what its Dockerfile adds to the binary: templates (src/Dockerfile:7); x-sim: {runtime: dockerfile} has it",
    },
  ]);
});

test('in the image of its Dockerfile it is called as there, and nothing is missing', async () => {
  const { text, remarks } = written('    x-sim: {go: ../../src, runtime: dockerfile}\n', file(dockerfile));
  await expect(text).toMatchFileSnapshot('dockerfile-runtime.expected.yaml');
  expect(remarks).toEqual([]);
});

test('where the binary is in that image must be told', () => {
  const inScript = dockerfile
    .replace('ENTRYPOINT ["./app"]', 'ENTRYPOINT ["/start.sh"]')
    .replace('go build -o', 'make');
  const error = refused(() => written('    x-sim: {go: ../../src, runtime: dockerfile}\n', file(inScript)));
  expect(error.message).toBe(
    "src/Dockerfile:13:1: where the binary of service 'web' is in its image can't be told: it runs '/start.sh -cost $5'",
  );
  expect(error.hint).toMatch(/^Name its path: ENTRYPOINT \["\/app"\]/);
  const none = refused(() => written('    x-sim: {go: ../../src, runtime: dockerfile}\n', undefined));
  expect(none.message).toMatch(
    /^stacks\/app\/compose\.yaml:\d+:\d+: service 'web' is to run in the image of its Dockerfile, and has none/,
  );
});

test('signals are known by the names and numbers that Docker takes', () => {
  expect(['SIGINT', 'int', '2', 'SIGUSR1', 'SIGRTMIN+3', 'rtmax-1', 'nothing'].map(signalNumber)).toEqual([
    ...[2, 2, 2, 10, 37, 63, undefined],
  ]);
});
