import { expect, test } from 'vitest';
import { dockerfileBuild } from '../../src/environment/dockerfile-build.js';
import { imageDeclaration } from '../../src/environment/image-declaration.js';

const read = (text: string, args: Record<string, string> = {}) =>
  dockerfileBuild(imageDeclaration(text, { args })?.builds ?? []);

test('flags and variables of the build that makes the binary are read', () => {
  expect(
    read(
      `FROM golang AS b
ARG VERSION=dev
ENV CGO_ENABLED=0
RUN go build ./...
RUN --mount=type=cache,target=/root GOOS=linux go build -trimpath -buildvcs=false -tags "a,b c" \\
    -ldflags="-s -w -X main.version=$VERSION -X 'main.name=the name'" -o /app ./cmd/x
FROM scratch
COPY --from=b /app /app
`,
      { VERSION: '1.2' },
    ),
  ).toEqual({
    ldflags: "-s -w -X main.version=1.2 -X 'main.name=the name'",
    ...{ tags: ['a', 'b', 'c'], cgo: '0', unstamped: true, leftOut: [], line: 5 },
  });
});

test('what only a running shell knows is left out by its name, and so are flags that hot mode has not', () => {
  const text =
    'FROM golang\nRUN go build -ldflags "-X main.c=$(git rev-parse HEAD)" -gcflags=-N -race -o /app .\n';
  expect(read(text)).toMatchObject({
    ldflags: undefined,
    leftOut: ['-ldflags (part of it is known to a running shell alone)', '-gcflags', '-race'],
  });
});

test('an argument that nobody gives a value is empty, and a flag without one is none', () => {
  const text = `FROM golang
ARG GCFLAGS
ARG VERSION
RUN go build -gcflags="\${GCFLAGS}" -tags "\${TAGS-one}" -ldflags "-X main.v=$VERSION -X main.w=\${VERSION-none}" -o /app .
`;
  expect(read(text)).toMatchObject({
    ...{ ldflags: '-X main.v= -X main.w=none', tags: ['one'], leftOut: [] },
  });
  expect(read(text, { GCFLAGS: '-N', VERSION: '2' })).toMatchObject({
    ...{ ldflags: '-X main.v=2 -X main.w=2', leftOut: ['-gcflags'] },
  });
});

test('a variable that is exported before counts, and one before the command wins', () => {
  expect(read('FROM golang\nRUN export CGO_ENABLED=0; go build -o /app .\n')?.cgo).toBe('0');
  expect(read('FROM golang\nENV CGO_ENABLED=0\nRUN CGO_ENABLED=1 go build -o /app .\n')?.cgo).toBe('1');
  expect(read('FROM golang\nRUN make\n')).toBeUndefined();
});

test('of several builds that of the binary counts', () => {
  const text = `FROM golang AS b
RUN go build -tags one -o /out/one ./cmd/one && go build -tags two -o /out/two ./cmd/two
`;
  const builds = imageDeclaration(text, { args: {} })?.builds ?? [];
  expect(dockerfileBuild(builds, '/app/one')?.tags).toEqual(['one']);
  expect(dockerfileBuild(builds, '/app/other')?.tags).toEqual(['two']);
});
