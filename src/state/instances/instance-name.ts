/** How people write one instance of a service: `orders#2`. */
export function instanceName(service: string, index: number): string {
  return `${service}#${index}`;
}

/** The short name of an instance. The first goes by its service's name alone, because most services have one; `undefined`: all of them. */
export function shortInstanceName(service: string, index: number | undefined): string {
  return index === undefined || index === 1 ? service : instanceName(service, index);
}

/** What somebody means by a name: a service, or one instance of it; `index` is `undefined` where no instance is named. */
export function parseInstanceName(name: string): {
  readonly service: string;
  readonly index: number | undefined;
} {
  const [, service, number] = /^(.+)#(\d+)$/.exec(name) ?? [];
  return service === undefined ? { service: name, index: undefined } : { service, index: Number(number) };
}
