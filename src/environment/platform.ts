/** What a machine runs, in the parts of Docker's own words: `linux/arm64/v8` is `{os: 'linux', architecture: 'arm64', variant: ''}`. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  /** Empty where there is none, or where it is the one that goes without saying. */
  readonly variant: string;
}

// As containerd's platforms package reads them: https://github.com/containerd/platforms/blob/main/database.go
const architectures: Readonly<Record<string, readonly [architecture: string, variant?: string]>> = {
  i386: ['386'],
  x86_64: ['amd64'],
  'x86-64': ['amd64'],
  aarch64: ['arm64'],
  armhf: ['arm', 'v7'],
  armel: ['arm', 'v6'],
};

/** Reads `linux/arm64`, `arm64`, `linux/arm/v7` or what an inspect says. An operating system that is left out is Linux. */
export function platformOf(text: string): Platform {
  const parts = text.toLowerCase().split('/');
  const isOs = /^(linux|windows|darwin|freebsd)$/.test(parts[0] ?? '');
  const [os = 'linux', named = '', given = ''] = isOs ? parts : ['linux', ...parts];
  const [architecture, implied = ''] = architectures[named] ?? [named];
  return { os, architecture, variant: variantOf(architecture, given || implied) };
}

function variantOf(architecture: string, variant: string): string {
  switch (architecture) {
    case 'arm':
      return variant === '' ? 'v7' : variant.replace(/^(?=\d)/, 'v');
    case 'arm64':
      return /^v?8$/.test(variant) ? '' : variant;
    case 'amd64':
      return variant === 'v1' ? '' : variant;
    default:
      return variant;
  }
}

/** Whether both mean the same machine, however they are written. */
export function isSamePlatform(one: string, other: string): boolean {
  const [a, b] = [platformOf(one), platformOf(other)];
  return a.os === b.os && a.architecture === b.architecture && a.variant === b.variant;
}
