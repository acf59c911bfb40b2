import { describe, expect, test } from 'vitest';
import { readDockerfile } from '../../src/environment/dockerfile.js';

describe('what a Dockerfile asks of the world', () => {
  test('images of FROM, COPY --from and mounts count; stages of its own and scratch do not', () => {
    const text = `# FROM comment:1
FROM --platform=$BUILDPLATFORM golang:1.26-trixie AS Build
RUN --mount=type=bind,from=tools:2,source=/x,target=/x \\
    # a remark between two lines
    --mount=type=cache,target=/root go build
FROM build AS test
FROM scratch
COPY --from=build /out /app
COPY --from=0 /out /again
COPY --from=certs/bundle:3 /etc/ssl /etc/ssl
`;
    expect(readDockerfile(text, {}).images).toEqual(['golang:1.26-trixie', 'tools:2', 'certs/bundle:3']);
  });

  test('variables of FROM take the arguments of the build, else their defaults', () => {
    const text = `ARG GO=1.25
ARG REGISTRY="docker.io/library"
ARG FLAVOUR
FROM \${REGISTRY}/golang:$GO-\${FLAVOUR:-trixie}
ARG GO=9.9
`;
    expect(readDockerfile(text, { GO: '1.26' }).images).toEqual(['docker.io/library/golang:1.26-trixie']);
    expect(readDockerfile(text, { FLAVOUR: 'alpine' }).images).toEqual([
      'docker.io/library/golang:1.25-alpine',
    ]);
  });

  test('arguments and secrets are known by name', () => {
    const text = `FROM a:1
ARG GOPROXY SERVICE=x
RUN --mount=type=secret,id=ca-bundle --mount=type=secret,target=/run/secrets/token,required make
`;
    expect(readDockerfile(text, {})).toMatchObject({
      args: ['GOPROXY', 'SERVICE'],
      secrets: ['ca-bundle', 'token'],
    });
  });

  test('lines of a here-document are no instructions', () => {
    const text = `FROM a:1
RUN <<END python3
from redis import Redis
END
COPY <<-"one" <<two /x/
FROM b:1
\tone
FROM c:1
two
COPY --from=d:1 /x /y
`;
    expect(readDockerfile(text, {})).toMatchObject({
      images: ['a:1', 'd:1'],
      lines: { 'a:1': 1, 'd:1': 10 },
    });
  });

  test('only the stages count that the target is made of, and each image is named where it stands', () => {
    const text = `# syntax=docker/dockerfile:1
FROM a:1 AS one

# why
FROM b:1 \
  AS two
COPY --from=one /x /x
FROM c:1 AS three
FROM two
`;
    expect(readDockerfile(text, {})).toMatchObject({
      images: ['a:1', 'b:1'],
      lines: { 'a:1': 2, 'b:1': 5 },
      frontend: { reference: 'docker/dockerfile:1', line: 1 },
    });
    expect(readDockerfile(text, {}, 'Three').images).toEqual(['c:1']);
  });
});
