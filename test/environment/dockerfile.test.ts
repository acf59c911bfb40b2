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
});
