import { describe, expect, test } from 'vitest';
import type { ComposeService } from '../../src/environment/compose-project.js';
import { hotImage } from '../../src/environment/hot-image.js';
import { imageDeclaration } from '../../src/environment/image-declaration.js';

const hot = (text: string | undefined, service: ComposeService = {}, port = 8080) =>
  hotImage(service, text === undefined ? undefined : imageDeclaration(text, { args: {} }), {
    dockerfile: 'Dockerfile',
    port,
  });

const build = 'FROM golang AS b\nRUN go build -o /out/app .\n';
const app = `${build}FROM scratch\nCOPY --from=b /out/app /app\n`;

test('the folder, the variables, the user and the arguments are those of the image', () => {
  expect(
    hot(`FROM golang:1.26
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /app .
ENV MODE=x
WORKDIR /srv
COPY templates templates
CMD ["/app", "-fast"]
`),
  ).toMatchObject({
    ...{ user: '0:0', workingDir: '/srv', environment: { MODE: 'x' } },
    command: { binary: '/app', args: ['-fast'], around: undefined },
    remarks: [
      "hot mode's image has not what its Dockerfile adds to the binary: templates (Dockerfile:7); x-sim: {runtime: dockerfile} has it",
    ],
  });
});

test('a Dockerfile that adds nothing to the binary needs no word', () => {
  expect(
    hot(`${build}FROM alpine:3.20
RUN apk add --no-cache ca-certificates tzdata && adduser -D -u 10001 app
COPY --from=b /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=b /usr/share/zoneinfo /usr/share/zoneinfo
COPY --from=b /out/app /usr/local/bin/app
USER app
EXPOSE 8080
ENTRYPOINT ["app"]
`),
  ).toMatchObject({
    ...{ user: '10001:10001', remarks: [] },
    command: { binary: '/usr/local/bin/app', args: [] },
  });
});

describe('Compose wins, key by key', () => {
  const text = `${app}ENV A=1 B=2\nUSER 7\nWORKDIR /a\nSTOPSIGNAL SIGINT\nENTRYPOINT ["/app", "-e"]\nCMD ["-c"]\n`;
  test('variables; one without a value is taken away', () => {
    const { environment } = hot(text, { environment: { A: '9', B: null } });
    expect(environment).not.toHaveProperty('A');
    expect(environment).not.toHaveProperty('B');
  });
  test('folder, user and signal', () => {
    expect(hot(text, { working_dir: '/b', user: '8', stop_signal: 'SIGUSR1' })).toMatchObject({
      ...{ workingDir: undefined, user: undefined, stopSignal: 'SIGUSR1' },
    });
    expect(hot(text)).toMatchObject({ workingDir: '/a', user: '7', stopSignal: 'SIGINT' });
  });
  test.each([
    [{}, ['-e', '-c']],
    [{ command: ['-d'] }, ['-e', '-d']],
    // An entry point of Compose's takes the image's CMD away.
    [{ entrypoint: ['/app', '-f'] }, ['-f']],
    [{ entrypoint: ['/app'], command: ['-g'] }, ['-g']],
    [{ entrypoint: [], command: ['/app', '-h'] }, ['-h']],
    [{ command: [] }, ['-e', '-c']],
  ])('command and entrypoint: %j', (service, args) => {
    expect(hot(text, service).command?.args).toEqual(args);
  });
  test('what is mounted where a file was copied is there', () => {
    const copied = `${app}COPY templates /srv/templates\n`;
    const volumes = [{ type: 'bind', source: '/x', target: '/srv' }];
    expect(hot(copied, { volumes }).remarks).toEqual([]);
  });
});

describe('the binary and its arguments', () => {
  test.each([
    ['CMD exec /app -x "$MODE"', ['-x', 'fast one'], undefined],
    ['CMD /app $MODE', ['fast', 'one'], undefined],
    ['ENTRYPOINT ["/sbin/tini", "-g", "--", "/app"]\nCMD ["-x"]', ['-x'], undefined],
    ['ENTRYPOINT ["/entry.sh"]\nCMD ["/app", "-x"]', ['-x'], '/entry.sh'],
    ['ENTRYPOINT ["/entry.sh"]\nCMD ["serve"]', ['serve'], '/entry.sh'],
    ['CMD /migrate && /app -x', ['-x'], '/migrate && /app -x'],
    ['CMD ["-x"]', ['-x'], undefined],
  ])('%s', (line, args, around) => {
    expect(hot(`${app}ENV MODE="fast one"\n${line}\n`).command).toMatchObject({
      binary: '/app',
      args,
      around,
    });
  });
  test('without a Dockerfile the command stays the binary’s arguments', () => {
    expect(hot(undefined, { command: ['serve'] }).command).toMatchObject({ args: ['serve'] });
    expect(hot(undefined, { entrypoint: ['/srv/app', '-x'] }).command).toMatchObject({ args: ['-x'] });
    expect(hot(undefined)).toMatchObject({ user: undefined, workingDir: undefined, command: undefined });
  });
});

describe('users', () => {
  test.each([
    ['USER nonroot:nonroot', '65532:65532'],
    ['USER nobody', '65534:65534'],
    ['USER 1001', '1001'],
    ['RUN addgroup -g 70 web && adduser -D -u 71 -G web web\nUSER web', '71:70'],
    ['RUN groupadd -g 70 web && useradd -u 71 -g web --no-create-home web\nUSER web', '71:70'],
    ['RUN useradd app\nUSER app', '1000:1000'],
    ['RUN adduser --disabled-password --gecos "" --home /nonexistent --uid 99 app\nUSER app:app', '99:99'],
  ])('%s', (lines, user) => {
    expect(hot(`${app}${lines}\n`).user).toBe(user);
  });
  test('a number that is not told is said', () => {
    const { user, remarks } = hot(`${app}RUN adduser -S app\nUSER app\n`);
    expect(user).toBeUndefined();
    expect(remarks).toEqual([
      "hot mode runs it as user 65532: the number of 'app' (Dockerfile:6) is not told there",
    ]);
  });
});

describe('health checks', () => {
  test.each([
    ['curl -fsS http://localhost:8080/healthz || exit 1', { kind: 'http', path: '/healthz' }],
    ['wget -qO- http://127.0.0.1:$PORT/live?x=1', { kind: 'http', path: '/live?x=1' }],
    ['curl -f http://localhost:9090/metrics', { kind: 'other' }],
    ['curl -f -X POST http://localhost:8080/check', { kind: 'other' }],
    ['/app health -v', { kind: 'binary', args: ['health', '-v'] }],
    ['pg_isready', { kind: 'other' }],
  ])('%s', (test_, question) => {
    const text = `${app}ENV PORT=8080\nHEALTHCHECK CMD ${test_}\nENTRYPOINT ["/app"]\n`;
    expect(hot(text).health.question).toEqual(question);
  });
  test('one of Compose wins; one that is not run is said', () => {
    const text = `${app}HEALTHCHECK CMD ["/app", "health"]\nENTRYPOINT ["/app"]\n`;
    expect(
      hot(text, { healthcheck: { test: ['CMD', 'curl', 'http://localhost:8080/a'] } }).health.question,
    ).toEqual({
      ...{ kind: 'http', path: '/a' },
    });
    expect(hot(`${app}HEALTHCHECK CMD /check.sh\n`).remarks).toEqual([
      "its health check '/check.sh' (Dockerfile:5) is not run in hot mode, whose runner asks /readyz; x-sim: {runtime: dockerfile} has it",
    ]);
  });
});

test('what RUN makes besides is named, and a local time zone is taken over', () => {
  const { remarks, environment, volumes } =
    hot(`${app}RUN apk add --no-cache ffmpeg tzdata && mkdir -p /data && chown 7 /data
RUN ln -sf /usr/share/zoneinfo/Europe/Berlin /etc/localtime
VOLUME /data
`);
  expect(remarks[0]).toContain(
    "'apk add --no-cache ffmpeg tzdata' (Dockerfile:5), 'mkdir -p /data' (Dockerfile:5); ",
  );
  expect(environment.TZ).toBe('Europe/Berlin');
  expect(volumes).toEqual(['/data']);
});

test('of a whole folder that is copied for the compiler what is more than source is named, where the service runs in it', () => {
  const text = `FROM golang
WORKDIR /src
COPY . .
RUN go build -o app .
CMD ["./app"]
`;
  const told = (beside: readonly string[], more = '') =>
    hotImage({}, imageDeclaration(text + more, { args: {} }), {
      dockerfile: 'Dockerfile',
      port: 8080,
      beside,
    }).remarks;
  expect(told([])).toEqual([]);
  expect(told(['templates', 'vendor'])).toEqual([expect.stringContaining(': templates (Dockerfile:3); ')]);
  expect(told(['templates'], 'WORKDIR /srv\n')).toEqual([]);
});

test('a build that no go build shows is said', () => {
  const text =
    'FROM golang AS b\nRUN make build\nFROM scratch\nCOPY --from=b /src/bin/app /app\nENTRYPOINT ["/app"]\n';
  expect(hot(text).remarks).toEqual([
    "how its Dockerfile builds it is not told there: 'make build' (Dockerfile:2); hot builds have none of its flags, only those of GOFLAGS",
  ]);
  expect(hot(text).command).toMatchObject({ binary: '/app', args: [] });
});

test.each([
  [
    'made by make, started by a script of the source',
    `FROM golang AS build
WORKDIR /app
RUN make build
FROM alpine
WORKDIR /app/
COPY --from=build /usr/local/bin/migrate /usr/local/bin
COPY --from=build /app/migrations ./migrations/
COPY --from=build /app/server .
COPY --from=build /app/cmd/server/entrypoint.sh .
ENTRYPOINT ["./entrypoint.sh"]
CMD ["-x"]
`,
    { binary: '/app/server', args: ['-x'], around: './entrypoint.sh' },
  ],
  [
    'made by a script without an ending, by way of a stage that holds nothing else',
    `FROM golang AS builder
WORKDIR /app
RUN TARGET="linux/amd64" \\
    ./dev-scripts/build-backend "prod"
FROM scratch AS artifact
COPY --from=builder /app/bin/server ./
FROM alpine
COPY --from=artifact /server /app/server
COPY ./launch /app/launch
WORKDIR /app
ENTRYPOINT ["/app/launch"]
CMD ["-db", "/data/store.db"]
`,
    { binary: '/app/server', args: ['-db', '/data/store.db'], around: '/app/launch' },
  ],
  [
    'copied into a folder of programs, and found there by its name',
    'FROM golang AS b\nRUN go build -o /out/server .\nFROM alpine\nCOPY --from=b /out/server /usr/local/bin\nENTRYPOINT ["server", "-x"]\n',
    { binary: '/usr/local/bin/server', args: ['-x'], around: undefined },
  ],
  [
    'an entry point that is the only file of the source is the binary',
    'FROM alpine\nCOPY bin/server /launch\nENTRYPOINT ["/launch"]\n',
    { binary: '/launch', args: [], around: undefined },
  ],
])('where the binary is: %s', (_, text, command) => {
  const image = imageDeclaration(text, { args: {}, names: ['server'] });
  const found = hotImage({}, image, { dockerfile: 'Dockerfile', port: 8080 });
  expect(found.command).toMatchObject(command);
  expect(found.remarks.join()).not.toMatch(/\/(?:app|bin)\/server/);
});
