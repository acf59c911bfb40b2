import { describe, expect, test } from 'vitest';
import { imageDeclaration } from '../../src/environment/image-declaration.js';

const read = (text: string, args: Record<string, string> = {}, target?: string) => {
  const found = imageDeclaration(text, { args, target });
  if (found === undefined) throw new Error('there is no such stage');
  return found;
};

describe('what the image of a Dockerfile declares', () => {
  test('the last stage counts, with what it inherits from the stages that it begins from', () => {
    const image = read(`FROM alpine AS base
ENV A=1
USER 1000:1000
WORKDIR /base
STOPSIGNAL SIGINT
CMD ["base"]
FROM golang AS build
ENV B=2
FROM Base
WORKDIR below
ENTRYPOINT ["/app"]
`);
    expect(image).toMatchObject({
      user: { name: '1000:1000' },
      workingDir: '/base/below',
      stopSignal: 'SIGINT',
      entrypoint: { words: ['/app'], line: 11 },
      // An ENTRYPOINT takes away the CMD that it inherits.
      command: undefined,
    });
    expect(image.environment).toMatchObject({ A: '1' });
    expect(image.environment).not.toHaveProperty('B');
  });

  test('a CMD of the same stage stays, whichever comes first', () => {
    expect(read('FROM a\nCMD ["-x"]\nENTRYPOINT ["/app"]\n').command?.words).toEqual(['-x']);
  });

  test('the target is the stage that counts', () => {
    expect(read('FROM a AS one\nENV A=1\nFROM a\nENV A=2\n', {}, 'ONE').environment.A).toBe('1');
    expect(imageDeclaration('FROM a AS one\n', { args: {}, target: 'two' })).toBeUndefined();
  });

  test('variables are filled in as BuildKit does it: quotes, defaults, arguments, the values from before the instruction', () => {
    const image = read(
      `ARG VERSION=1
FROM a
ARG VERSION
ARG NAME="the name"
ENV A=hello
ENV A=bye B=$A C="\${NAME} \${VERSION}" D='$A' E=\${MISSING:-else} F=\${A:+there} G=a\\ b
ENV OLD the rest  of it
WORKDIR /$A/\${NAME}
USER \${WHO:-app}
`,
      { VERSION: '2' },
    );
    expect(image.environment).toMatchObject({
      ...{ A: 'bye', B: 'hello', C: 'the name 2', D: '$A', E: 'else', F: 'there', G: 'a b' },
      OLD: 'the rest  of it',
    });
    expect(image.workingDir).toBe('/bye/the name');
    expect(image.user?.name).toBe('app');
  });

  test('a stage that begins from another one sees its arguments, and of one name its variables first', () => {
    const text = `FROM scratch AS base
ENV A=1
ARG A=2 V=9
ENV AA=$A
FROM base
ENV B=$A C=$V T=$TARGETARCH
ARG TARGETARCH
ENV D=$TARGETARCH
`;
    const image = imageDeclaration(text, { args: {}, architecture: 'arm64' });
    expect(image?.environment).toMatchObject({ A: '1', AA: '2', B: '1', C: '9', T: '', D: 'arm64' });
  });

  test('commands have a JSON and a shell form; what is no JSON is a line for the shell', () => {
    expect(read('FROM a\nCMD exec /app $X\n').command?.words).toEqual(['/bin/sh', '-c', 'exec /app $X']);
    expect(read("FROM a\nCMD ['/app']\n").command?.words).toEqual(['/bin/sh', '-c', "['/app']"]);
    expect(read('FROM a\nSHELL ["/bin/bash", "-ec"]\nENTRYPOINT /app\n').entrypoint?.words).toEqual([
      ...['/bin/bash', '-ec', '/app'],
    ]);
  });

  test('a health check has its times and its test', () => {
    expect(
      read('FROM a\nHEALTHCHECK --interval=5s --retries=4 CMD ["/app", "health"]\n').healthCheck,
    ).toEqual({
      ...{ test: ['CMD', '/app', 'health'], interval: '5s', timeout: undefined, retries: 4, line: 2 },
    });
    expect(read('FROM a\nHEALTHCHECK CMD curl -f localhost || exit 1\n').healthCheck?.test).toEqual([
      ...['CMD-SHELL', 'curl -f localhost || exit 1'],
    ]);
    expect(read('FROM a\nHEALTHCHECK NONE\n').healthCheck?.test).toEqual(['NONE']);
  });

  test('what bases declare that are well known', () => {
    expect(read('FROM gcr.io/distroless/static-debian12:nonroot\n').user?.name).toBe('65532');
    expect(read('FROM golang:1.26\n').workingDir).toBe('/go');
    expect(read('FROM golang:1.26\nENV PATH=/x:$PATH\n').environment.PATH).toMatch(/^\/x:\/go\/bin:/);
  });

  test('lines go on behind a backslash, or behind what a directive names', () => {
    expect(read('# escape=`\nFROM a\nENV A=1 `\n  B=C:\\x\n').environment).toMatchObject({ A: '1' });
    expect(read('FROM a\nENV A=1 \\\n# between\n  B=2\n').environment).toMatchObject({ A: '1', B: '2' });
  });
});

describe('where the binary of Go is', () => {
  test.each([
    [
      'FROM golang AS b\nRUN go build -o /out/app ./cmd/x\nFROM scratch\nCOPY --from=b /out/app /app\n',
      ['/app'],
    ],
    [
      'FROM golang\nRUN go build -o /out/app .\nFROM scratch\nCOPY --from=0 /out/ /usr/bin/\n',
      ['/usr/bin/app'],
    ],
    [
      'FROM golang AS b\nWORKDIR /src\nRUN CGO_ENABLED=0 go build -trimpath -o bin/ ./cmd/api ./cmd/worker\nFROM scratch\nWORKDIR /srv\nCOPY --from=b /src/bin/api .\n',
      ['/srv/api'],
    ],
    [
      'FROM golang AS b\nRUN go install example.test/tool/v2@latest\nFROM a\nCOPY --from=b /go/bin/tool /bin/\n',
      ['/bin/tool'],
    ],
    ['FROM golang\nWORKDIR /src\nRUN cd cmd/api && go build -o ../../app\n', ['/src/app']],
    ['FROM golang\nRUN make build\n', []],
    [
      'FROM golang AS b\nRUN <<END\nset -e\ngo build -o /app ./x\nEND\nFROM b AS c\nFROM a\nCOPY --from=c /app /bin/app\n',
      ['/bin/app'],
    ],
  ])('%#', (text, binaries) => {
    expect(read(text).binaries.filter((path) => !path.startsWith('/src/bin'))).toEqual(binaries);
  });
});
