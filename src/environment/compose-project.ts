import { z } from 'zod';
import { SimError } from '../errors.js';

const text = z.union([z.string(), z.number()]).transform(String);
const flag = z.union([z.boolean(), z.string().transform((value) => value === 'true')]);

const portSchema = z.looseObject({
  target: z.coerce.number(),
  published: text.optional(),
  host_ip: z.string().optional(),
  protocol: z.string().default('tcp'),
});

const buildSchema = z.looseObject({
  context: z.string().optional(),
  dockerfile: z.string().optional(),
  dockerfile_inline: z.string().optional(),
  /** The stage to build; `undefined`: the last one. */
  target: z.string().nullish(),
  args: z.record(z.string(), text.nullish()).nullish(),
  additional_contexts: z.record(z.string(), z.string()).nullish(),
  secrets: z.array(z.looseObject({ source: z.string().optional(), target: z.string().optional() })).nullish(),
  /** Further names of the image that is built. */
  tags: z.array(z.string()).nullish(),
  platforms: z.array(z.string()).nullish(),
  /** Bases are asked for anew. */
  pull: flag.nullish(),
});

const serviceSchema = z.looseObject({
  image: z.string().optional(),
  build: buildSchema.nullish(),
  /** As Compose has checked it; see `pullPolicyOf`. */
  pull_policy: z.string().nullish(),
  /** `linux/arm64`. */
  platform: z.string().nullish(),
  user: text.nullish(),
  working_dir: z.string().nullish(),
  /** As words; `null`: that of the image. */
  entrypoint: z.array(text).nullish(),
  command: z.array(text).nullish(),
  environment: z.unknown().optional(),
  network_mode: z.string().nullish(),
  networks: z
    .record(
      z.string(),
      z.looseObject({ ipv4_address: z.string().nullish(), ipv6_address: z.string().nullish() }).nullable(),
    )
    .nullish(),
  depends_on: z
    .record(
      z.string(),
      z.looseObject({
        condition: z
          .enum(['service_started', 'service_healthy', 'service_completed_successfully'])
          .default('service_started'),
        required: flag.default(true),
        restart: flag.default(false),
      }),
    )
    .nullish(),
  healthcheck: z
    .looseObject({
      test: z.union([z.string(), z.array(z.string())]).nullish(),
      disable: flag.nullish(),
      /** As Compose prints it: `10s`. */
      interval: z.string().nullish(),
      timeout: z.string().nullish(),
      retries: z.number().nullish(),
    })
    .nullish(),
  ports: z.array(portSchema).nullish(),
  expose: z.array(text).nullish(),
  configs: z.array(z.looseObject({ source: z.string().optional(), target: z.string().optional() })).nullish(),
  secrets: z.array(z.unknown()).nullish(),
  volumes: z
    .array(
      z.looseObject({
        type: z.string(),
        source: z.string().optional(),
        target: z.string(),
        read_only: flag.optional(),
      }),
    )
    .nullish(),
  tmpfs: z.union([z.string(), z.array(z.string())]).nullish(),
  volumes_from: z.array(z.string()).nullish(),
  develop: z.looseObject({ watch: z.array(z.unknown()).nullish() }).nullish(),
  post_start: z.array(z.unknown()).nullish(),
  pre_stop: z.array(z.unknown()).nullish(),
  scale: z.coerce.number().nullish(),
  container_name: z.string().nullish(),
  deploy: z.looseObject({ replicas: z.coerce.number().nullish() }).nullish(),
  provider: z.unknown().optional(),
  /** As Compose prints it: `10s`, `1m30s`. */
  stop_grace_period: z.string().nullish(),
  stop_signal: z.string().nullish(),
  restart: z.string().nullish(),
  'x-sim': z.unknown().optional(),
});

const resourceSchema = z.looseObject({ name: z.string().optional(), external: flag.nullish() }).nullable();

const networkSchema = z
  .looseObject({
    name: z.string().optional(),
    external: flag.nullish(),
    internal: flag.nullish(),
    enable_ipv6: flag.nullish(),
    driver: z.string().nullish(),
    ipam: z
      .looseObject({
        config: z
          .array(
            z.looseObject({
              subnet: z.string().nullish(),
              ip_range: z.string().nullish(),
              gateway: z.string().nullish(),
              aux_addresses: z.record(z.string(), z.string()).nullish(),
            }),
          )
          .nullish(),
      })
      .nullish(),
  })
  .nullable();

const configSchema = z.looseObject({ file: z.string().optional() });

const projectSchema = z.looseObject({
  name: z.string(),
  services: z.record(z.string(), serviceSchema).default({}),
  networks: z.record(z.string(), networkSchema).default({}),
  volumes: z.record(z.string(), resourceSchema).default({}),
  configs: z.record(z.string(), configSchema).default({}),
});

/** A service after Compose resolved it: includes, extends, variables, profiles and short forms are done. */
export type ComposeService = Readonly<z.infer<typeof serviceSchema>>;
/** A published port in Compose's long form; `published` may be a range or absent. */
export type ComposePort = Readonly<z.infer<typeof portSchema>>;
/** A network of the project; `null`: nothing but its name is declared. */
export type ComposeNetwork = Readonly<z.infer<typeof networkSchema>>;
/** What `docker compose config` printed. */
export type ComposeProject = Readonly<z.infer<typeof projectSchema>>;

/** The project in what `readComposeOutput` gives. Throws SimError `compose-failed`. */
export function composeProject(output: unknown): ComposeProject {
  const result = projectSchema.safeParse(output);
  if (result.success) return result.data;
  throw new SimError(
    'compose-failed',
    'Compose described the project in a way that Sim does not understand',
    {
      hint: 'Check the version of Compose with: sim doctor',
      detail: z.prettifyError(result.error),
      cause: result.error,
    },
  );
}

/** How many containers of a service are declared; both words agree, or Compose refuses them. */
export function replicasOf({ scale, deploy }: ComposeService): number {
  return scale ?? deploy?.replicas ?? 1;
}

/** The project with other numbers of containers than its files say. */
export function withScales(
  project: ComposeProject,
  scales: Readonly<Record<string, number>>,
): ComposeProject {
  const services = Object.entries(project.services).map(([name, service]) => {
    const scale = scales[name];
    if (scale === undefined || scale === replicasOf(service)) return [name, service] as const;
    const deploy = service.deploy?.replicas == null ? {} : { deploy: { ...service.deploy, replicas: scale } };
    return [name, { ...service, scale, ...deploy }] as const;
  });
  return { ...project, services: Object.fromEntries(services) };
}
