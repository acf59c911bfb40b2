import type { ComposeProject } from './compose-project.js';

/**
 * Passwords that each environment has of its own, by the variable in which a stack finds its one:
 * `${POSTGRES_PASSWORD:-${SIM_POSTGRES_PASSWORD:-shop-local-only}}`. `data` is the volume, by its key in the stack's file, that
 * remembers the password it was made with.
 */
export const ownSecrets = {
  SIM_POSTGRES_PASSWORD: { service: 'postgres', variable: 'POSTGRES_PASSWORD', data: 'postgres-data' },
  SIM_REDIS_PASSWORD: { service: 'redis', variable: 'REDIS_PASSWORD', data: undefined },
} as const;

export type SecretName = keyof typeof ownSecrets;
/** Values by the variable that carries them. */
export type Secrets = Readonly<Partial<Record<SecretName, string>>>;

/** The password that the stacks use where no other is set, as with plain Compose. */
export const commonPassword = 'shop-local-only';

/** A variable of a service whose value is a secret. */
export interface ServiceSecret {
  readonly name: string;
  readonly value: string;
}

/** The secrets of each service that has any. */
export type SecretsByService = Readonly<Record<string, readonly ServiceSecret[]>>;

/** All names there are. */
export function secretNames(): readonly SecretName[] {
  // The keys of a literal are just these.
  return Object.keys(ownSecrets) as SecretName[];
}

/** Those of the secrets that the project, resolved with all of them, really takes. */
export function takenSecrets(project: ComposeProject, secrets: Secrets): Secrets {
  const taken = new Set(
    Object.values(project.services).flatMap((service) => variablesOf(service).map(({ value }) => value)),
  );
  return Object.fromEntries(Object.entries(secrets).filter(([, value]) => taken.has(value)));
}

/** Services whose data are older than the password that this environment would give them: they keep the common one. */
export function withCommonPassword(project: ComposeProject, older: readonly SecretName[]): readonly string[] {
  return older.flatMap((name) => {
    const { service, variable } = ownSecrets[name];
    const found = project.services[service];
    const uses =
      found !== undefined &&
      variablesOf(found).some((each) => each.name === variable && each.value === commonPassword);
    return uses ? [service] : [];
  });
}

/** What is hidden everywhere else, by service: the variables whose names say that they are secret. Passwords within addresses are not among them. */
export function secretsOf(project: ComposeProject): SecretsByService {
  return Object.fromEntries(
    Object.entries(project.services).flatMap(([name, service]) => {
      const secrets = variablesOf(service).filter(
        (variable) => isSecretName(variable.name) && variable.value !== '',
      );
      return secrets.length === 0 ? [] : [[name, secrets]];
    }),
  );
}

/** Values of build arguments whose names say that they are secret: no container has them, and Go's linker may repeat them. */
export function buildSecrets({ services }: ComposeProject): readonly string[] {
  return Object.values(services).flatMap(({ build }) =>
    Object.entries(build?.args ?? {}).flatMap(([name, value]) =>
      value && isSecretName(name) ? [String(value)] : [],
    ),
  );
}

/** How the names of secrets end. */
const anywhere = 'PASSWORD|PASSWD|PASSPHRASE|TOKEN|SECRET|API_?KEY|CREDENTIALS?|SECRET_KEY_BASE|_PWD';
/** `PWD` alone is the folder that a program runs in. */
const ofVariables = new RegExp(`(${anywhere}|(^|_)(PASS|KEY))$`, 'i');
/** A key alone is that of a message or of an entry of a cache, and headers say who asks. */
const ofAttributes = new RegExp(
  `(${anywhere}|(^|_)(PASS|PWD|AUTHORIZATION|COOKIE|(ACCESS|PRIVATE|SIGNING|ENCRYPTION|SECRET)_?KEY))$`,
  'i',
);
const publicNames = /PUBLIC_?KEY$/i;

/** Whether the value of a variable of this name is a secret. The name of a file that holds one is none. */
export function isSecretName(name: string): boolean {
  return ofVariables.test(name) && !publicNames.test(name);
}

/** The same of an attribute of a span, the parts of whose name stand between dots and dashes as well. */
export function isSecretAttribute(name: string): boolean {
  return ofAttributes.test(name.replaceAll(/[.-]/g, '_')) && !publicNames.test(name);
}

/** Compose prints them as a map; a variable without a value is taken from whoever starts the container. */
function variablesOf(service: ComposeProject['services'][string]): readonly ServiceSecret[] {
  const { environment } = service;
  if (typeof environment !== 'object' || environment === null) return [];
  return Object.entries(environment).flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [{ name, value: String(value) }],
  );
}
