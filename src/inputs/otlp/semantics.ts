/**
 * What the attributes of one span say, by the OpenTelemetry semantic conventions now in force; older names of the same
 * things land in the same place. Missing ones are empty strings, so that every span has the same shape.
 */
export interface Semantics {
  method: string;
  route: string;
  statusCode: number;
  rpcSystem: string;
  rpcService: string;
  rpcMethod: string;
  dbSystem: string;
  dbNamespace: string;
  dbOperation: string;
  dbQuery: string;
  messagingSystem: string;
  destination: string;
  messagingOperation: string;
  serverAddress: string;
  peerService: string;
  /** The address at the other end of the connection. */
  peerAddress: string;
  /** Who asked first, perhaps through proxies. */
  clientAddress: string;
  url: string;
}

/** Nothing said yet. */
export function noSemantics(): Semantics {
  return {
    method: '',
    route: '',
    statusCode: 0,
    rpcSystem: '',
    rpcService: '',
    rpcMethod: '',
    dbSystem: '',
    dbNamespace: '',
    dbOperation: '',
    dbQuery: '',
    messagingSystem: '',
    destination: '',
    messagingOperation: '',
    serverAddress: '',
    peerService: '',
    peerAddress: '',
    clientAddress: '',
    url: '',
  };
}

/** Where the value of an attribute goes, and how old its name is: 0 for the one in force. */
export interface AttributePlace {
  readonly place: keyof Semantics;
  readonly age: number;
}

/** The names of the same thing, the one in force first. */
const namesOf: Readonly<Record<keyof Semantics, readonly string[]>> = {
  method: ['http.request.method', 'http.method'],
  route: ['http.route'],
  statusCode: ['http.response.status_code', 'http.status_code'],
  rpcSystem: ['rpc.system.name', 'rpc.system'],
  rpcService: ['rpc.service'],
  rpcMethod: ['rpc.method'],
  dbSystem: ['db.system.name', 'db.system'],
  dbNamespace: ['db.namespace', 'db.name'],
  dbOperation: ['db.operation.name', 'db.operation'],
  dbQuery: ['db.query.text', 'db.statement'],
  messagingSystem: ['messaging.system'],
  destination: ['messaging.destination.name', 'messaging.destination'],
  messagingOperation: ['messaging.operation.type', 'messaging.operation'],
  serverAddress: ['server.address', 'net.peer.name'],
  peerService: ['service.peer.name', 'peer.service'],
  peerAddress: ['network.peer.address', 'net.sock.peer.addr', 'net.peer.ip'],
  clientAddress: ['client.address', 'http.client_ip'],
  url: ['url.full', 'http.url'],
};

/** Attribute name -> where its value goes. */
export const placeOfAttribute: ReadonlyMap<string, AttributePlace> = new Map(
  Object.entries(namesOf).flatMap(([place, names]) =>
    // `Object.entries` forgets that the keys are those of `namesOf`.
    names.map((name, age) => [name, { place: place as keyof Semantics, age }] as const),
  ),
);

/**
 * What the attributes of one span say, in whatever order they come: of several names of the same thing the newest that says anything
 * counts. (The same name twice is against OTLP; then the last one counts.)
 */
export class SemanticsReading {
  readonly semantics: Semantics = noSemantics();
  /** How old the names are by which places were filled; only of those that are not in force, which most spans have none of. */
  #ages: Map<keyof Semantics, number> | undefined;

  /** Takes one attribute. What is neither text nor, where it is to be a number, a number says nothing. */
  take({ place, age }: AttributePlace, value: string | number | boolean | undefined): void {
    if (place === 'statusCode') {
      const code = typeof value === 'boolean' ? 0 : Number(value) || 0;
      if (code !== 0 && this.#isNewest(place, age)) this.semantics.statusCode = code;
    } else if (typeof value === 'string' && value !== '' && this.#isNewest(place, age)) {
      this.semantics[place] = value;
    }
  }

  #isNewest(place: keyof Semantics, age: number): boolean {
    const known = this.semantics[place] ? (this.#ages?.get(place) ?? 0) : age;
    if (age > known) return false;
    if (age > 0 || this.#ages !== undefined) {
      this.#ages ??= new Map();
      this.#ages.set(place, age);
    }
    return true;
  }
}
